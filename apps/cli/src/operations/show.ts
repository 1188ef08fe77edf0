// What a person sees of an answer: chosen columns for the lists one reads often, the first scalar fields for any other; a
// single thing as its fields, with what is repeated in it as tables.
import { hdfsFilePreview, type HdfsFileView, type HdfsPreview } from '@argosy/contract/clusters/hdfs-operations';
import type { ClusterView, ProgressStep } from '@argosy/contract/clusters/operations';
import type { AuditEntryView } from '@argosy/contract/identity/operations';
import type { OrganizationView } from '@argosy/contract/identity/organization';
import type { ContactView, GroupMemberView, GroupView, RoleView, UserView } from '@argosy/contract/identity/people';
import type { PolicyAttachmentView, PolicyVersionView, PolicyView } from '@argosy/contract/identity/policies';
import type { SessionView } from '@argosy/contract/identity/sign-in';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import type { EventView } from '@argosy/contract/platform/operations';
import type { PlanRunView, rerunPreview, RunView } from '@argosy/contract/workloads/operations';
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { styleText } from 'node:util';
import type { Say, TextKey } from '../texts.ts';
import { bytes, cellOf, cutTo, duration, padTo, tableOf, widthOf, type TableLook } from './table.ts';

type Thing = Readonly<Record<string, unknown>>;
type Column = readonly [title: TextKey, cell: (thing: never) => unknown];

type PlanInput = PlanSpec['inputs'][number];
type RerunJob = ResultOf<typeof rerunPreview>['jobs'][number];

/** A column with its title said. */
type TitledColumn = readonly [title: string, cell: (thing: never) => unknown];

const contactColumns: readonly Column[] = [
  ['column.id', (each: ContactView) => each.id],
  ['column.kind', (each: ContactView) => each.kind],
  ['column.name', (each: ContactView) => each.name],
  ['column.phone', (each: ContactView) => each.phone],
  ['column.email', (each: ContactView) => each.email],
];

/** `state: "active" → "suspended"`; of what was made only what it is, of what went only what it was. */
function changesIn({ changes }: AuditEntryView): string {
  const { before, after = {} } = changes ?? {};
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
  return names
    .map((name) => {
      const sides = [...(before ? [before[name]] : []), after[name]];
      return `${name}: ${sides.map((value) => cutTo(JSON.stringify(value) ?? '–', 40)).join(' → ')}`;
    })
    .join('; ');
}

/** Columns by operation; the cell functions take the item of that operation's list. */
const columns: Readonly<Record<string, readonly Column[]>> = {
  cluster_list: [
    ['column.id', (each: ClusterView) => each.id],
    ['column.name', (each: ClusterView) => each.name],
    ['column.state', (each: ClusterView) => each.state],
    ['column.release', (each: ClusterView) => each.release],
    ['column.nodes', (each: ClusterView) => each.nodeGroups.map(({ name, count }) => `${name} ${count}`).join(', ')],
    ['column.created', (each: ClusterView) => each.createdAt],
  ],
  run_list: [
    ['column.id', (each: RunView) => each.id],
    ['column.name', (each: RunView) => each.name],
    ['column.kind', (each: RunView) => each.kind],
    ['column.state', (each: RunView) => each.state],
    ['column.application', (each: RunView) => each.applicationId],
    ['column.submitted', (each: RunView) => each.submittedAt],
    ['column.took', (each: RunView) => took(each.startedAt, each.endedAt)],
  ],
  plan_runs: [
    ['column.id', (each: PlanRunView) => each.id],
    ['column.state', (each: PlanRunView) => each.state],
    [
      'column.jobs',
      (each: PlanRunView) => `${each.jobs.filter(({ state }) => state === 'SUCCEEDED').length}/${each.jobs.length}`,
    ],
    ['column.cluster', (each: PlanRunView) => each.clusterId],
    ['column.created', (each: PlanRunView) => each.createdAt],
    ['column.took', (each: PlanRunView) => took(each.createdAt, each.endedAt)],
  ],
  session_list: [
    ['column.id', (each: SessionView) => each.id],
    ['column.kind', (each: SessionView) => each.method],
    ['column.address', (each: SessionView) => each.address],
    ['column.since', (each: SessionView) => each.createdAt],
    ['column.seen', (each: SessionView) => each.lastSeenAt],
    ['column.until', (each: SessionView) => each.endedAt ?? each.expiresAt],
  ],
  plan_list: [
    ['column.id', (each: Thing) => each['id']],
    ['column.name', (each: Thing) => each['name']],
    ['column.schedule', (each: Thing) => each['scheduleState']],
    ['column.next', (each: { nextTimes: readonly string[] }) => each.nextTimes[0]],
    ['column.created', (each: Thing) => each['createdAt']],
  ],
  job_list: [
    ['column.id', (each: Thing) => each['id']],
    ['column.name', (each: Thing) => each['name']],
    ['column.kind', (each: { spec: { kind: string } }) => each.spec.kind],
    ['column.created', (each: Thing) => each['createdAt']],
  ],
  release_list: [
    ['column.version', (each: Thing) => each['version']],
    ['column.state', (each: Thing) => each['state']],
    ['column.released', (each: Thing) => each['releasedOn']],
    ['column.runnable', (each: Thing) => (each['runnable'] ? '✓' : '')],
    ['column.installation', (each: { installation: { state: string } }) => each.installation.state],
    [
      'column.components',
      (each: { components: readonly Thing[] }) =>
        each.components.map((one) => `${cellOf(one['name'])} ${cellOf(one['version'])}`),
    ],
  ],
  hdfs_file_list: [
    ['column.permission', (each: HdfsFileView) => (each.kind === 'folder' ? `${each.permission} /` : each.permission)],
    ['column.owner', (each: HdfsFileView) => `${each.owner}:${each.group}`],
    ['column.size', (each: HdfsFileView) => (each.kind === 'folder' ? '' : each.sizeBytes)],
    ['column.modified', (each: HdfsFileView) => each.modifiedAt],
    ['column.name', (each: HdfsFileView) => each.name],
  ],
  machine_type_list: [
    ['column.name', (each: Thing) => each['name']],
    ['column.vcpus', (each: Thing) => each['vcpus']],
    ['column.memory', (each: { memoryMb: number }) => `${each.memoryMb} MB`],
  ],
  access_key_list: [
    ['column.id', (each: Thing) => each['id']],
    ['column.about', (each: Thing) => each['description']],
    ['column.state', (each: Thing) => each['state']],
    ['column.permissions', (each: Thing) => each['permissions']],
    ['column.created', (each: Thing) => each['createdAt']],
    ['column.used', (each: Thing) => each['lastUsedAt']],
    ['column.from', (each: Thing) => each['lastUsedFrom']],
    ['column.ends', (each: Thing) => each['expiresAt']],
  ],
  user_list: [
    ['column.id', (each: UserView) => each.id],
    ['column.name', (each: UserView) => each.name],
    ['column.display_name', (each: UserView) => each.displayName],
    ['column.email', (each: UserView) => each.email],
    ['column.state', (each: UserView) => each.state],
    ['column.owner', (each: UserView) => (each.isOwner ? '✓' : '')],
    ['column.second_factor', (each: UserView) => (each.hasSecondFactor ? '✓' : '')],
    ['column.seen', (each: UserView) => each.lastSeenAt],
  ],
  group_list: [
    ['column.id', (each: GroupView) => each.id],
    ['column.name', (each: GroupView) => each.name],
    ['column.about', (each: GroupView) => each.description],
    ['column.members', (each: GroupView) => each.memberCount],
    ['column.created', (each: GroupView) => each.createdAt],
  ],
  group_member_list: [
    ['column.id', (each: GroupMemberView) => each.id],
    ['column.name', (each: GroupMemberView) => each.name],
    ['column.display_name', (each: GroupMemberView) => each.displayName],
    ['column.state', (each: GroupMemberView) => each.state],
    ['column.since', (each: GroupMemberView) => each.addedAt],
  ],
  role_list: [
    ['column.id', (each: RoleView) => each.id],
    ['column.name', (each: RoleView) => each.name],
    ['column.about', (each: RoleView) => each.description],
    ['column.trusted', (each: RoleView) => each.trusted.map(({ name }) => name)],
    ['column.longest', (each: RoleView) => duration(each.maxSessionSeconds)],
  ],
  policy_list: [
    ['column.id', (each: PolicyView) => each.id],
    ['column.name', (each: PolicyView) => each.name],
    ['column.kind', (each: PolicyView) => each.kind],
    ['column.version', (each: PolicyView) => each.defaultVersion],
    ['column.attached', (each: PolicyView) => each.attachmentCount],
    ['column.about', (each: PolicyView) => each.description],
  ],
  policy_version_list: [
    ['column.version', (each: PolicyVersionView) => each.number],
    ['column.holds', (each: PolicyVersionView) => (each.isDefault ? '✓' : '')],
    ['column.statements', (each: PolicyVersionView) => each.document.Statement.length],
    ['column.user', (each: PolicyVersionView) => each.madeBy],
    ['column.created', (each: PolicyVersionView) => each.createdAt],
  ],
  policy_attachments: [
    ['column.kind', (each: PolicyAttachmentView) => each.kind],
    ['column.id', (each: PolicyAttachmentView) => each.id],
    ['column.name', (each: PolicyAttachmentView) => each.name],
    ['column.since', (each: PolicyAttachmentView) => each.attachedAt],
  ],
  contact_list: [...contactColumns, ['column.since', (each: ContactView) => each.validFrom]],
  contact_history: [
    ...contactColumns,
    ['column.since', (each: ContactView) => each.validFrom],
    ['column.until', (each: ContactView) => each.validUntil],
    ['column.user', (each: ContactView) => each.changedBy],
  ],
  organization_list: [
    ['column.id', (each: OrganizationView) => each.id],
    ['column.alias', (each: OrganizationView) => each.alias],
    ['column.name', (each: OrganizationView) => each.name],
    ['column.owner', (each: OrganizationView) => each.owner.name],
    ['column.reference', (each: OrganizationView) => (each.mayBeReference ? '✓' : '')],
    ['column.created', (each: OrganizationView) => each.createdAt],
  ],
  event_list: [
    ['column.id', (each: EventView) => each.id],
    ['column.time', (each: EventView) => each.occurredAt],
    ['column.type', (each: EventView) => each.type],
    ['column.subject', (each: EventView) => each.subject],
    ['column.facts', (each: EventView) => each.facts],
  ],
  audit_entry_list: [
    ['column.time', (each: AuditEntryView) => each.occurredAt],
    ['column.user', (each: AuditEntryView) => each.userId],
    ['column.operation', (each: AuditEntryView) => each.operation],
    ['column.subject', (each: AuditEntryView) => [each.subject, each.detail].filter(Boolean).join(' ')],
    ['column.outcome', (each: AuditEntryView) => each.code ?? each.outcome],
    ['column.from', (each: AuditEntryView) => each.address],
    ['column.changes', (each: AuditEntryView) => changesIn(each)],
  ],
  node_list: [
    ['column.id', (each: Thing) => each['id']],
    ['column.name', (each: Thing) => each['name']],
    ['column.state', (each: Thing) => each['state']],
    ['column.address', (each: Thing) => each['address']],
    ['column.machine_type', (each: Thing) => each['machineType']],
    [
      'column.daemons',
      (each: { daemons: readonly { name: string; ready: boolean }[] }) =>
        each.daemons.map(({ name, ready }) => (ready ? name : `(${name})`)),
    ],
  ],
};

/** Columns of lists within a thing, by their name; where others have that name too, behind that of the operation. */
const innerColumns: Readonly<Record<string, readonly Column[]>> = {
  inputs: [
    ['column.from', (each: PlanInput) => each.from.map(({ name }) => name)],
    ['column.to', (each: PlanInput) => each.to],
  ],
  'rerun_preview.jobs': [
    ['column.name', (each: RerunJob) => each.name],
    ['column.taken_over', (each: RerunJob) => (each.takenOver ? '✓' : '')],
    ['column.why', (each: RerunJob) => [each.anew?.because, each.anew?.job].filter(Boolean).join(' ')],
  ],
  progress: [
    ['column.name', (each: ProgressStep) => each.name],
    ['column.state', (each: ProgressStep) => each.state],
    ['column.since', (each: ProgressStep) => each.startedAt],
    ['column.took', (each: ProgressStep) => took(each.startedAt, each.endedAt)],
    ['column.size', (each: ProgressStep) => (each.bytesTotal === undefined ? '' : bytes(each.bytesTotal))],
  ],
};

/** The answer of an operation as text for people. */
export function show(operation: Operation, answer: unknown, { say, look }: Omit<Telling, 'operation'>): string {
  const telling = { operation, say, look };
  if (operation.id === hdfsFilePreview.id) return showPreview(answer as HdfsPreview, telling); // as the contract says
  const items = isThing(answer) ? answer['items'] : undefined;
  if (Array.isArray(items)) {
    return items.length === 0 ? say('list.empty') : tableOfThings(items, titled(columns[operation.id], say), look);
  }
  return isThing(answer) ? showThing(answer, telling) : cellOf(answer);
}

interface Telling {
  readonly operation: Operation;
  readonly say: Say;
  readonly look: TableLook;
}

const titled = (given: readonly Column[] | undefined, say: Say): readonly TitledColumn[] | undefined =>
  given?.map(([title, cell]) => [say(title), cell] as const);

/** What lies in a file as the table that it is; text is printed as it is before it comes here. */
function showPreview({ columns: seen, rows, ...facts }: HdfsPreview, telling: Telling): string {
  if (seen === undefined || rows === undefined) return showThing(facts, telling);
  const cells = rows.map((row) => row.map((cell) => cell ?? ''));
  return tableOf(
    seen.map(({ name }) => name),
    cells,
    telling.look,
  );
}

/** Rows of things; without given columns the scalar fields of the first one, six at most. */
function tableOfThings(items: readonly unknown[], given: readonly TitledColumn[] | undefined, look: TableLook): string {
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

function scalarColumns(things: readonly Thing[]): readonly TitledColumn[] {
  const names = new Set(
    things.flatMap((thing) => Object.keys(thing).filter((name) => typeof thing[name] !== 'object')),
  );
  const plain = names.size > 0 ? [...names].slice(0, 6) : Object.keys(things[0] ?? {}).slice(0, 3);
  return plain.map((name) => [name.replace(/[A-Z]/g, ' $&').toUpperCase(), (thing: Thing) => thing[name]]);
}

function showThing({ document, ...thing }: Thing, telling: Telling): string {
  const { operation, say, look } = telling;
  if (document !== undefined) return `${showThing(thing, telling)}\n\n${JSON.stringify(document, null, 2)}`; // as policies are written
  const flat = flattened(thing).filter(([, value]) => value !== undefined && !isListOfThings(value));
  const lists = flattened(thing).filter(([, value]) => isListOfThings(value));
  const broad = Math.max(...flat.map(([name]) => widthOf(name)), 0);
  const bold = (text: string) => (look.colors ? styleText('bold', text, { validateStream: false }) : text);
  const lines = flat.map(
    ([name, value]) => `${bold(padTo(name, broad + 1))} ${linesOf(value).join(`\n${' '.repeat(broad + 2)}`)}`,
  );
  const tables = lists.map(([name, value]) => {
    const last = name.split('.').at(-1) ?? '';
    const given = titled(innerColumns[`${operation.id}.${last}`] ?? innerColumns[last], say);
    return `\n${bold(name)}\n${tableOfThings(value as unknown[], given, look)}`; // a list, as filtered
  });
  return [...lines, ...tables].join('\n');
}

/** `installation: { state }` as `installation.state`. The statement of a policy is told as people count, from 1; the API's number,
 *  which is from 0, comes with `--output json`. */
function flattened(thing: Thing): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(thing).flatMap(([name, value]) =>
    isThing(value)
      ? flattened(value).map(([inner, each]) => [`${name}.${inner}`, each] as const)
      : [[name, name === 'statement' && typeof value === 'number' ? value + 1 : value] as const],
  );
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
