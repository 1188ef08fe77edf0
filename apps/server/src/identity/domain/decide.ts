// Whether a request may be (RAM-1). Pure. An explicit denial wins, then an explicit permission, else it is denied. Policies are
// compiled once for whoever they hold for and then asked for every request.
import type { Asked, Decide, Decision } from '@argosy/contract/identity/decision';
import {
  type ConditionKey,
  type ConditionOperator,
  type PolicyDocument,
  type PolicyStatement,
} from '@argosy/contract/identity/policy-document';
import ipaddr from 'ipaddr.js';

/** A policy by its name, which a person is told when it decides. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The deciding function of these policies together: a microsecond or two for some fifty statements. Which statements speak of
 *  an action is found once; there are as many actions as operations, whatever a caller makes up is not remembered. */
export function compilePolicies(policies: readonly NamedPolicy[]): Decide {
  const compiled = policies.flatMap(({ name, document }) =>
    document.Statement.map((statement, index) => compileStatement(statement, { policy: name, statement: index })),
  );
  // Denials first: the first that matches decides.
  const ordered = [
    ...compiled.filter(({ decision }) => decision.effect === 'deny'),
    ...compiled.filter(({ decision }) => decision.effect === 'allow'),
  ];
  const byAction = new Map<string, readonly Compiled[]>();
  const about = (action: string): readonly Compiled[] => {
    const known = byAction.get(action);
    if (known !== undefined) return known;
    const lower = action.toLowerCase(); // actions are compared without regard to case, as RAM does; resources with it
    const found = ordered.filter(({ isAbout }) => isAbout(lower));
    if (byAction.size < actionsRemembered) byAction.set(action, found);
    return found;
  };
  return (asked) => {
    for (const { holds, decision } of about(asked.action)) if (holds(asked)) return decision;
    return noneSpoke;
  };
}

/** Whether two resources may be decided differently for an action; if not, nobody needs to find out which one is meant. */
export function aboutResources(policies: readonly NamedPolicy[]): (action: string) => boolean {
  const narrow = policies
    .flatMap(({ document }) => document.Statement)
    .filter(({ Resource }) => !Resource?.includes('*')) // what is not named, or not all of them
    .map(actionTest);
  if (narrow.length === 0) return () => false;
  const known = new Map<string, boolean>();
  return (action) => {
    const before = known.get(action);
    if (before !== undefined) return before;
    const lower = action.toLowerCase();
    const found = narrow.some((isAbout) => isAbout(lower));
    if (known.size < actionsRemembered) known.set(action, found);
    return found;
  };
}

const actionsRemembered = 2000;
const noneSpoke: Decision = { effect: 'deny', by: undefined };

interface Compiled {
  /** Of the action in lower case. */
  readonly isAbout: (action: string) => boolean;
  /** Of the resource and the conditions. */
  readonly holds: (asked: Asked) => boolean;
  readonly decision: Decision;
}

function compileStatement(statement: PolicyStatement, by: Decision['by']): Compiled {
  const { Effect, Resource, NotResource, Condition } = statement;
  const isResource = anyPattern(Resource ?? NotResource ?? []);
  const wantsResource = Resource !== undefined;
  const conditions = Object.entries(Condition ?? {}).flatMap(([operator, byKey]) =>
    // The form of the document admits no other operators and keys.
    Object.entries(byKey).map(([key, values]) => ({
      key: key as ConditionKey,
      holds: compileCondition(operator as ConditionOperator, values),
    })),
  );
  return {
    isAbout: actionTest(statement),
    holds({ resource, context }) {
      if (isResource(resource) !== wantsResource) return false;
      for (const { key, holds } of conditions) {
        const value = context[key];
        // A condition on what the request does not tell does not hold, negated or not.
        if (value === undefined || !holds(value)) return false;
      }
      return true;
    },
    decision: { effect: Effect === 'Deny' ? 'deny' : 'allow', by },
  };
}

/** Whether a statement is about an action, which is given in lower case. */
function actionTest({ Action, NotAction }: PolicyStatement): Test {
  const isNamed = anyPattern((Action ?? NotAction ?? []).map((each) => each.toLowerCase()));
  return Action === undefined ? (action) => !isNamed(action) : isNamed;
}

// --- patterns -----------------------------------------------------------------------------------------------------

type Test = (value: string) => boolean;

function anyPattern(patterns: readonly string[]): Test {
  const tests = patterns.map(pattern);
  const [first, ...more] = tests;
  if (first === undefined) return () => false;
  return more.length === 0 ? first : (value) => tests.some((test) => test(value));
}

/** `*` is any text, the empty one too; `?` is one character. Without regular expressions: a customer's pattern must not be able
 *  to take exponential time. What stands between its `*` has to be found one after the other, each as early as it comes, and
 *  nothing is ever tried again: at most the product of both lengths, which the form of a policy bounds. */
export function pattern(text: string): Test {
  if (text === '*') return () => true;
  const [beginning = literal(''), ...rest] = text.split('*').map(pieceOf);
  const ending = rest.pop();
  if (ending === undefined) return (value) => value.length === beginning.length && beginning.isAt(value, 0);
  const between = rest.filter(({ length }) => length > 0);
  return (value) => {
    const end = value.length - ending.length;
    let at = beginning.length;
    if (at > end || !beginning.isAt(value, 0) || !ending.isAt(value, end)) return false;
    for (const piece of between) {
      const found = piece.find(value, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

/** What stands between two `*` of a pattern. */
interface Piece {
  readonly length: number;
  readonly isAt: (value: string, at: number) => boolean;
  /** The first place from `from` on; -1: there is none. */
  readonly find: (value: string, from: number) => number;
}

const pieceOf = (text: string): Piece => (text.includes('?') ? withGaps(text) : literal(text));

const literal = (text: string): Piece => ({
  length: text.length,
  isAt: (value, at) => value.startsWith(text, at),
  find: (value, from) => value.indexOf(text, from),
});

function withGaps(text: string): Piece {
  const { length } = text;
  const gap = '?'.charCodeAt(0);
  const isAt = (value: string, at: number): boolean => {
    if (at + length > value.length) return false;
    for (let here = 0; here < length; here += 1) {
      const wanted = text.charCodeAt(here);
      if (wanted !== gap && wanted !== value.charCodeAt(at + here)) return false;
    }
    return true;
  };
  const find = (value: string, from: number): number => {
    for (let at = from; at + length <= value.length; at += 1) if (isAt(value, at)) return at;
    return -1;
  };
  return { length, isAt, find };
}

// --- conditions ---------------------------------------------------------------------------------------------------

/** Whether what the request tells holds: for one of the values, or, of an operator that negates, for each of them. */
function compileCondition(operator: ConditionOperator, values: readonly string[]): Test {
  const positive = positives[operator];
  const any = anyValue(positive ?? operator, values);
  return positive === undefined ? any : (value) => !any(value);
}

/** Operators that negate, by the one they negate. */
const positives: Readonly<Partial<Record<ConditionOperator, ConditionOperator>>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

type Order = (one: number, other: number) => boolean;
const equals: Order = (one, other) => one === other;
const lessThan: Order = (one, other) => one < other;
const lessThanEquals: Order = (one, other) => one <= other;
const greaterThan: Order = (one, other) => one > other;
const greaterThanEquals: Order = (one, other) => one >= other;

/** How what is written is read, and compared. What is no number, or no time, is equal to none and in no order. */
const orders: Readonly<
  Partial<Record<ConditionOperator, { readonly read: (text: string) => number; readonly order: Order }>>
> = {
  NumericEquals: { read: numberOf, order: equals },
  NumericLessThan: { read: numberOf, order: lessThan },
  NumericLessThanEquals: { read: numberOf, order: lessThanEquals },
  NumericGreaterThan: { read: numberOf, order: greaterThan },
  NumericGreaterThanEquals: { read: numberOf, order: greaterThanEquals },
  DateEquals: { read: Date.parse, order: equals },
  DateLessThan: { read: Date.parse, order: lessThan },
  DateLessThanEquals: { read: Date.parse, order: lessThanEquals },
  DateGreaterThan: { read: Date.parse, order: greaterThan },
  DateGreaterThanEquals: { read: Date.parse, order: greaterThanEquals },
};

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text); // of nothing JavaScript makes 0
}

function anyValue(operator: ConditionOperator, values: readonly string[]): Test {
  const ordered = orders[operator];
  if (ordered !== undefined) {
    const { read, order } = ordered;
    const bounds = values.map(read);
    return (value) => {
      const given = read(value);
      return bounds.some((bound) => order(given, bound));
    };
  }
  if (operator === 'StringLike') return anyPattern(values);
  if (operator === 'IpAddress') return anyNetwork(values);
  if (operator === 'StringEqualsIgnoreCase') {
    const wanted = new Set(values.map((each) => each.toLowerCase()));
    return (value) => wanted.has(value.toLowerCase());
  }
  const wanted = new Set(values); // StringEquals and Bool
  return (value) => wanted.has(value);
}

/** An IPv4 client of a socket that also speaks IPv6 comes as ::ffff:10.0.0.1, and is the IPv4 one. */
function anyNetwork(networks: readonly string[]): Test {
  const ranges = networks.map((network) => {
    if (network.includes('/')) return ipaddr.parseCIDR(network);
    const address = ipaddr.parse(network);
    return [address, address.kind() === 'ipv4' ? 32 : 128] as const;
  });
  return (value) => {
    if (!ipaddr.isValid(value)) return false;
    const address = ipaddr.process(value);
    return ranges.some(([network, length]) => address.kind() === network.kind() && address.match(network, length));
  };
}
