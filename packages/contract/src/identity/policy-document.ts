// A policy as people write it (RAM-1): the document form of Alibaba Cloud's RAM, so that who knows that one can read and write
// ours. What an action, a resource and a condition mean is decided in the server's identity/domain/decide.ts.
import * as z from 'zod';

/** What kind of value a condition compares; each kind has operators of its own. */
export type ConditionKind = 'string' | 'number' | 'date' | 'boolean' | 'address';

/** The operators of RAM, by the kind of value they compare. */
export const conditionOperators = {
  StringEquals: 'string',
  StringNotEquals: 'string',
  StringEqualsIgnoreCase: 'string',
  StringNotEqualsIgnoreCase: 'string',
  StringLike: 'string',
  StringNotLike: 'string',
  NumericEquals: 'number',
  NumericNotEquals: 'number',
  NumericLessThan: 'number',
  NumericLessThanEquals: 'number',
  NumericGreaterThan: 'number',
  NumericGreaterThanEquals: 'number',
  DateEquals: 'date',
  DateNotEquals: 'date',
  DateLessThan: 'date',
  DateLessThanEquals: 'date',
  DateGreaterThan: 'date',
  DateGreaterThanEquals: 'date',
  Bool: 'boolean',
  IpAddress: 'address',
  NotIpAddress: 'address',
} as const satisfies Readonly<Record<string, ConditionKind>>;
export type ConditionOperator = keyof typeof conditionOperators;

/** What a request tells of itself. A key that is not here is refused: in a denial it would never match and deny nothing. */
export const conditionKeys = {
  'acs:CurrentTime': 'date',
  'acs:SourceIp': 'address',
  'acs:SecureTransport': 'boolean',
  'acs:MFAPresent': 'boolean',
  'acs:PrincipalId': 'string',
  'acs:PrincipalName': 'string',
  /** Whole seconds since the person in the browser last showed who they are; a program's key, which nobody confirms, has none. */
  'acs:ConfirmationAgeSeconds': 'number',
} as const satisfies Readonly<Record<string, ConditionKind>>;
export type ConditionKey = keyof typeof conditionKeys;

/** Of a resource, of a pattern for one, and of what a condition compares. Deciding takes at most the product of the lengths of what
 *  is written and what is asked, for every request: so both are bounded, this and the document below. */
export const longestText = 300;
const longestDocument = 16_384;

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item).min(1).max(200)]).transform(
    (given): z.output<Item>[] => (Array.isArray(given) ? given : [given as z.output<Item>]), // the union's other half
  );

const action = z
  .string()
  .max(200)
  .regex(/^(\*|[a-z*?][a-z0-9*?-]*:[A-Za-z0-9*?]+)$/, 'an action such as clusters:GetCluster, clusters:Get* or *');

const resource = z
  .string()
  .max(longestText)
  .regex(
    /^(\*|acs:[^:]*:[^:]*:[^:]*:.+)$/,
    'a resource such as acs:clusters:*:*:cluster/c-1, acs:clusters:*:*:cluster/* or *',
  );

const conditionValue = z
  .union([z.string().max(longestText), z.number(), z.boolean()])
  .transform((given) => String(given));

const conditions = z.partialRecord(
  z.enum(Object.keys(conditionOperators) as [ConditionOperator, ...ConditionOperator[]]),
  z.partialRecord(z.enum(Object.keys(conditionKeys) as [ConditionKey, ...ConditionKey[]]), oneOrMany(conditionValue)),
);

const statement = z
  .strictObject({
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMany(action).optional().describe('what it is about'),
    NotAction: oneOrMany(action).optional().describe('it is about everything else'),
    Resource: oneOrMany(resource).optional().describe('on what'),
    NotResource: oneOrMany(resource).optional().describe('on everything else'),
    Condition: conditions.optional().describe('all of them have to hold'),
  })
  .superRefine((given, context) => {
    for (const [one, other] of [
      ['Action', 'NotAction'],
      ['Resource', 'NotResource'],
    ] as const)
      if ((given[one] === undefined) === (given[other] === undefined))
        context.addIssue({ code: 'custom', path: [one], message: `exactly one of ${one} and ${other}` });
    for (const [operator, byKey] of Object.entries(given.Condition ?? {}))
      for (const [key, values] of Object.entries(byKey)) {
        const kind = conditionOperators[operator as ConditionOperator];
        const path = ['Condition', operator, key];
        if (conditionKeys[key as ConditionKey] !== kind)
          context.addIssue({
            code: 'custom',
            path,
            message: `${operator} is for values of the kind ${kind}, and ${key} is none`,
          });
        else if (values.some((value) => !isOfKind[kind](value)))
          context.addIssue({ code: 'custom', path, message: formOf[kind] });
      }
  });

const formOf: Readonly<Record<ConditionKind, string>> = {
  string: 'a text',
  number: 'a number such as 600 or 0.5',
  date: 'a time such as 2026-11-25T08:00:00Z or 2026-11-25T16:00:00+08:00',
  boolean: 'true or false',
  address: 'an address such as 10.0.0.1, 10.0.0.0/8 or fd00::/8',
};

/** An IPv4 or IPv6 address, with or without the length of a prefix. */
const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const date = z.iso.datetime({ offset: true });
/** Of no more digits than a number of JavaScript holds exactly: what is compared is what is written. */
const decimal = /^-?(?=[\d.]{1,16}$)\d+(\.\d+)?$/;

const isOfKind: Readonly<Record<ConditionKind, (value: string) => boolean>> = {
  string: () => true,
  number: (value) => decimal.test(value),
  date: (value) => date.safeParse(value).success,
  boolean: (value) => value === 'true' || value === 'false',
  address: (value) => address.safeParse(value).success,
};

export const policyDocument = z
  .strictObject({
    Version: z.literal('1'),
    Statement: z.array(statement).min(1).max(100),
  })
  .refine((given) => JSON.stringify(given).length <= longestDocument, `at most ${longestDocument} characters`);
/** As it is kept: what may stand alone is a list of one. */
export type PolicyDocument = z.output<typeof policyDocument>;
export type PolicyStatement = PolicyDocument['Statement'][number];
