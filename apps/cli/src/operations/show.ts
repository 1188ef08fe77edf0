// What a person sees of an answer: chosen columns for the lists one reads often, the first scalar fields for any other; a
// single thing as its fields, with what is repeated in it as tables.
import type { ClusterView } from '@argosy/contract/clusters/operations';
import type { Operation } from '@argosy/contract/operation';
import type { PlanRunView, RunView } from '@argosy/contract/workloads/operations';
import { styleText } from 'node:util';
import type { Say } from '../texts.ts';
import { cellOf, duration, padTo, tableOf, widthOf, type TableLook } from './table.ts';

type Thing = Readonly<Record<string, unknown>>;
type Column = readonly [title: string, cell: (thing: never) => unknown];

/** Columns by operation; the cell functions take the item of that operation's list. */
const columns: Readonly<Record<string, readonly Column[]>> = {
  cluster_list: [
    ['ID', (each: ClusterView) => each.id],
    ['NAME', (each: ClusterView) => each.name],
    ['STATE', (each: ClusterView) => each.state],
    ['RELEASE', (each: ClusterView) => each.release],
    ['NODES', (each: ClusterView) => each.nodeGroups.map(({ name, count }) => `${name} ${count}`).join(', ')],
    ['CREATED', (each: ClusterView) => each.createdAt],
  ],
  run_list: [
    ['ID', (each: RunView) => each.id],
    ['NAME', (each: RunView) => each.name],
    ['KIND', (each: RunView) => each.kind],
    ['STATE', (each: RunView) => each.state],
    ['APPLICATION', (each: RunView) => each.applicationId],
    ['SUBMITTED', (each: RunView) => each.submittedAt],
    ['TOOK', (each: RunView) => took(each.startedAt, each.endedAt)],
  ],
  plan_runs: [
    ['ID', (each: PlanRunView) => each.id],
    ['STATE', (each: PlanRunView) => each.state],
    [
      'JOBS',
      (each: PlanRunView) => `${each.jobs.filter(({ state }) => state === 'SUCCEEDED').length}/${each.jobs.length}`,
    ],
    ['CLUSTER', (each: PlanRunView) => each.clusterId],
    ['CREATED', (each: PlanRunView) => each.createdAt],
    ['TOOK', (each: PlanRunView) => took(each.createdAt, each.endedAt)],
  ],
  plan_list: [
    ['ID', (each: Thing) => each['id']],
    ['NAME', (each: Thing) => each['name']],
    ['SCHEDULE', (each: Thing) => each['scheduleState']],
    ['NEXT', (each: { nextTimes: readonly string[] }) => each.nextTimes[0]],
    ['CREATED', (each: Thing) => each['createdAt']],
  ],
  job_list: [
    ['ID', (each: Thing) => each['id']],
    ['NAME', (each: Thing) => each['name']],
    ['KIND', (each: { spec: { kind: string } }) => each.spec.kind],
    ['CREATED', (each: Thing) => each['createdAt']],
  ],
  release_list: [
    ['VERSION', (each: Thing) => each['version']],
    ['STATE', (each: Thing) => each['state']],
    ['RELEASED', (each: Thing) => each['releasedOn']],
    ['RUNNABLE', (each: Thing) => (each['runnable'] ? 'yes' : '')],
    ['INSTALLATION', (each: { installation: { state: string } }) => each.installation.state],
    [
      'COMPONENTS',
      (each: { components: readonly Thing[] }) =>
        each.components.map((one) => `${cellOf(one['name'])} ${cellOf(one['version'])}`),
    ],
  ],
  node_list: [
    ['ID', (each: Thing) => each['id']],
    ['NAME', (each: Thing) => each['name']],
    ['STATE', (each: Thing) => each['state']],
    ['ADDRESS', (each: Thing) => each['address']],
    ['TYPE', (each: Thing) => each['machineType']],
    [
      'DAEMONS',
      (each: { daemons: readonly { name: string; ready: boolean }[] }) =>
        each.daemons.map(({ name, ready }) => (ready ? name : `(${name})`)),
    ],
  ],
};

/** The answer of an operation as text for people. */
export function show(
  operation: Operation,
  answer: unknown,
  { say, look }: { readonly say: Say; readonly look: TableLook },
): string {
  const items = isThing(answer) ? answer['items'] : undefined;
  if (Array.isArray(items))
    return items.length === 0 ? say('list.empty') : tableOfThings(items, columns[operation.id], look);
  return isThing(answer) ? showThing(answer, look) : cellOf(answer);
}

/** Rows of things; without given columns the scalar fields of the first one, six at most. */
function tableOfThings(items: readonly unknown[], given: readonly Column[] | undefined, look: TableLook): string {
  const things = items.filter(isThing);
  if (things.length < items.length) return items.map(cellOf).join('\n');
  const chosen = given ?? scalarColumns(things);
  const rows = things.map((thing) => chosen.map(([, cell]) => cellOf((cell as (thing: Thing) => unknown)(thing))));
  return tableOf(
    chosen.map(([title]) => title),
    rows,
    look,
  );
}

function scalarColumns(things: readonly Thing[]): readonly Column[] {
  const names = new Set(
    things.flatMap((thing) => Object.keys(thing).filter((name) => typeof thing[name] !== 'object')),
  );
  const plain = names.size > 0 ? [...names].slice(0, 6) : Object.keys(things[0] ?? {}).slice(0, 3);
  return plain.map((name) => [name.replace(/[A-Z]/g, ' $&').toUpperCase(), (thing: Thing) => thing[name]]);
}

function showThing(thing: Thing, look: TableLook): string {
  const fields = Object.entries(thing).filter(([, value]) => value !== undefined && !isListOfThings(value));
  const lists = Object.entries(thing).filter(([, value]) => isListOfThings(value));
  const flat = fields.flatMap(([name, value]) =>
    isThing(value)
      ? Object.entries(value).map(([inner, each]) => [`${name}.${inner}`, each] as const)
      : [[name, value] as const],
  );
  const broad = Math.max(...flat.map(([name]) => widthOf(name)), 0);
  const bold = (text: string) => (look.colors ? styleText('bold', text, { validateStream: false }) : text);
  const lines = flat.map(
    ([name, value]) => `${bold(padTo(name, broad + 1))} ${linesOf(value).join(`\n${' '.repeat(broad + 2)}`)}`,
  );
  const tables = lists.map(([name, value]) => `\n${bold(name)}\n${tableOfThings(value as unknown[], undefined, look)}`); // a list, as filtered
  return [...lines, ...tables].join('\n');
}

/** Last lines of a log stay lines. */
function linesOf(value: unknown): readonly string[] {
  return Array.isArray(value) &&
    value.every((each) => typeof each === 'string') &&
    value.some((each) => each.length > 40)
    ? value
    : cellOf(value).split('\n');
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfThings(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isThing);
}

function took(from: string | undefined, to: string | undefined): string {
  return from && to ? duration((Date.parse(to) - Date.parse(from)) / 1000) : '';
}
