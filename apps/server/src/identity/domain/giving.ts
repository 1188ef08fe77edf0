// Nobody gives more than they have (RAM-1, docs/decisions/0075). Pure. Whether one policy allows no more than another cannot be
// tried out on all requests there could be; what is proved here statement by statement is enough, and where it is not, the
// answer is no. A property test holds it against the decisions themselves.
import type { PolicyDocument, PolicyStatement } from '@argosy/contract/identity/policy-document';
import { isSameJson } from '@argosy/kernel/json';

/** What somebody has: each layer has to allow. */
export type Layers = readonly (readonly PolicyDocument[])[];

/** Which statement, of which of the policies, gives what is not had. */
export interface Beyond {
  readonly policy: number;
  readonly statement: number;
}

/** The first statement of these policies, together for somebody, that might allow what the giver is not allowed; `undefined`
 *  when none does. */
export function firstBeyond(layers: Layers, given: readonly PolicyDocument[]): Beyond | undefined {
  const denied = denialsOf(given);
  for (const [policy, { Statement }] of given.entries())
    for (const [statement, each] of Statement.entries())
      if (each.Effect === 'Allow' && !layers.every((layer) => isWithin(layer, each, denied)))
        return { policy, statement };
  return undefined;
}

/** Whether somebody may everything: only they may take a denial away, as what that gives depends on whom it was taken from. */
export function mayEverything(layers: Layers): boolean {
  return layers.every((layer) => isWithin(layer, everything, []));
}

/** The denials in `before` that are not in `after`. */
export function denialsLost(before: readonly PolicyDocument[], after: readonly PolicyDocument[]): boolean {
  const kept = denialsOf(after);
  return denialsOf(before).some((denial) => !kept.some((one) => isSameJson(one, denial)));
}

const everything: PolicyStatement = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };

const denialsOf = (policies: readonly PolicyDocument[]): readonly PolicyStatement[] =>
  policies.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Deny');

/** One statement that is had allows all of `given`, and none that is had forbids any of it, unless it is `denied` there too. */
function isWithin(
  layer: readonly PolicyDocument[],
  given: PolicyStatement,
  denied: readonly PolicyStatement[],
): boolean {
  const had = layer.flatMap(({ Statement }) => Statement);
  return (
    had.some((each) => each.Effect === 'Allow' && allowsAll(each, given)) &&
    had.every(
      (each) => each.Effect === 'Allow' || areApart(each, given) || denied.some((denial) => isSameJson(denial, each)),
    )
  );
}

function allowsAll(had: PolicyStatement, given: PolicyStatement): boolean {
  return (
    (had.Condition === undefined || isSameJson(had.Condition, given.Condition)) &&
    namesAll([had.Action, had.NotAction], [given.Action, given.NotAction], lowered) &&
    namesAll([had.Resource, had.NotResource], [given.Resource, given.NotResource], asItIs)
  );
}

type Named = readonly [only: readonly string[] | undefined, except: readonly string[] | undefined];

/** All but the same, or less: what is named by exception is compared as a whole, and otherwise taken for everything. */
function namesAll([only, except]: Named, [givenOnly, givenExcept]: Named, form: (pattern: string) => string): boolean {
  if (only === undefined) return isSameJson(except, givenExcept);
  return (givenOnly ?? ['*']).every((given) => only.some((pattern) => covers(form(pattern), form(given))));
}

/** Whether no request can be meant by both, as far as patterns show. A condition only narrows. */
function areApart(one: PolicyStatement, other: PolicyStatement): boolean {
  return eachApart(one.Action, other.Action, lowered) || eachApart(one.Resource, other.Resource, asItIs);
}

function eachApart(
  ones: readonly string[] | undefined,
  others: readonly string[] | undefined,
  form: (pattern: string) => string,
): boolean {
  if (ones === undefined || others === undefined) return false; // by exception: they may meet
  return ones.every((one) => others.every((other) => differs(form(one), form(other))));
}

const lowered = (action: string) => action.toLowerCase();
const asItIs = (resource: string) => resource;

/** Whether whatever `other` matches, `pattern` matches too: `other` is read as a text in which a `*` is met by a `*` alone. */
function covers(pattern: string, other: string): boolean {
  let at = 0;
  let here = 0;
  let star = -1;
  let starTook = 0;
  while (here < other.length) {
    if (pattern[at] === '*') {
      star = at;
      starTook = here;
      at += 1;
    } else if (at < pattern.length && meets(pattern[at], other[here])) {
      at += 1;
      here += 1;
    } else if (star >= 0) {
      starTook += 1;
      at = star + 1;
      here = starTook;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

function meets(one: string | undefined, other: string | undefined): boolean {
  return one === '?' ? other !== '*' : one === other;
}

/** Whether two patterns differ before the first, or after the last, place that is left open. What differs only in between is
 *  not seen, and taken to be the same: telling it apart for certain costs the product of their lengths. */
function differs(one: string, other: string): boolean {
  return differsBeforeStar(one, other, 0, 1) || differsBeforeStar(one, other, -1, -1);
}

/** From `from` on, a negative place being counted from the end. */
function differsBeforeStar(one: string, other: string, from: number, step: number): boolean {
  for (let at = from; ; at += step) {
    const [mine, theirs] = [one.at(at), other.at(at)];
    if (mine === '*' || theirs === '*') return false;
    if (mine === undefined || theirs === undefined) return mine !== theirs;
    if (mine !== '?' && theirs !== '?' && mine !== theirs) return true;
  }
}
