// Whether what a policy says can ever come about. Pure. A denial with a slip in it would deny nothing, and nobody would be told.
import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { allPermissions, nameableKinds } from '@argosy/contract/permissions';
import { idPrefixes } from '@argosy/kernel/ids';
import { pattern } from './decide.ts';
import { systemPolicies } from './system-policies.ts';

const moduleOf = (action: string): string => action.slice(0, action.indexOf(':'));
const known = allPermissions.map((permission) => ({ permission, lower: permission.toLowerCase() }));
const modules = new Set(allPermissions.map(moduleOf));

/** What the system's policies say can be said: a policy of one's own is often made from one of theirs. */
const saidBySystem: ReadonlySet<string> = new Set(
  systemPolicies.flatMap(({ document }) =>
    document.Statement.flatMap(({ Action = [] }) => Action.map((each) => each.toLowerCase())),
  ),
);
/** Modules that they speak of and that are not there yet: what those will have is not known. */
const announced: ReadonlySet<string> = new Set(
  [...saidBySystem].map(moduleOf).filter((module) => /^[a-z][a-z0-9-]*$/.test(module) && !modules.has(module)),
);

/** Whether an action, or a pattern for several, is one that can be asked for. Without regard to case, as it is decided. */
export function isKnownAction(action: string): boolean {
  const lower = action.toLowerCase();
  if (saidBySystem.has(lower) || announced.has(moduleOf(lower))) return true;
  const isMeant = pattern(lower);
  return known.some((each) => isMeant(each.lower));
}

const nearestShown = 3; // enough for a slip of the pen, few enough for a sentence

/** What may have been meant by an action that there is not. */
export function nearestActions(action: string): readonly string[] {
  const lower = action.toLowerCase();
  return known
    .map((each) => ({ ...each, far: distance(lower, each.lower) }))
    .toSorted((one, other) => one.far - other.far)
    .slice(0, nearestShown)
    .map(({ permission }) => permission);
}

/** How many characters have to be changed, added or left out; a `*` stands for any number of them, a `?` for one. */
function distance(wanted: string, text: string): number {
  let above = Array.from({ length: text.length + 1 }, (_, at) => at);
  for (let row = 0; row < wanted.length; row += 1) {
    const letter = wanted[row];
    const line = [letter === '*' ? (above[0] ?? 0) : row + 1];
    for (let at = 1; at <= text.length; at += 1) {
      const [over, left, before] = [above[at] ?? 0, line[at - 1] ?? 0, above[at - 1] ?? 0];
      const isSame = letter === '?' || letter === text[at - 1];
      line.push(letter === '*' ? Math.min(over, left) : Math.min(over + 1, left + 1, before + (isSame ? 0 : 1)));
    }
    above = line;
  }
  return above[text.length] ?? 0;
}

/** The first action of a policy that no operation needs. */
export function unknownAction({ Statement }: PolicyDocument): string | undefined {
  return Statement.flatMap(({ Action, NotAction }) => Action ?? NotAction ?? []).find((each) => !isKnownAction(each));
}

/** With what the ids of a kind begin, for those whose things are named by one. */
const beginnings: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(idPrefixes)
    .map(([kind, prefix]) => [kind.replaceAll('_', '-'), `${prefix}-`] as const)
    .filter(([kind]) => nameableKinds.has(kind) && kind !== 'file') // a file is called by its sum alone
    .map(([kind, begins]) => [kind, kind === 'policy' ? [begins, 'Argosy'] : [begins]]), // the system's have names only
);

export interface NamedThing {
  readonly resource: string;
  readonly kind: string;
  /** With what its id would begin. */
  readonly begins: string;
}

/** The first resource of a policy that names a thing by what cannot be its id. */
export function thingNotById({ Statement }: PolicyDocument): NamedThing | undefined {
  for (const resource of Statement.flatMap((each) => each.Resource ?? each.NotResource ?? [])) {
    const [, kind = '', called = ''] = /^acs:[^:]*:[^:]*:[^:]*:([a-z-]+)\/(.+)$/s.exec(resource) ?? [];
    const allowed = beginnings.get(kind);
    const [begins] = allowed ?? [];
    if (begins !== undefined && !allowed?.some((each) => mayBegin(called, each))) return { resource, kind, begins };
  }
  return undefined;
}

/** Whether what a pattern is for may begin with `text`; as far as its first wildcard says. */
function mayBegin(called: string, text: string): boolean {
  const wildcard = called.search(/[*?]/);
  if (wildcard < 0) return called.startsWith(text);
  const head = called.slice(0, wildcard);
  return head.startsWith(text) || text.startsWith(head);
}
