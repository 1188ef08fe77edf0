// The flags of a command, made from the contract: each scalar field of an operation's query and body is one, a list of
// scalars is one that may be given again, and `parameters` is `--set name=value`. What is nested deeper comes by --file.
import { inLanguage } from '@argosy/contract/chinese';
import type { Operation } from '@argosy/contract/operation';
import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import type { Speaker } from '../profile.ts';
import type { Say } from '../texts.ts';

/** Where in the request a flag's value goes. */
export interface Flag {
  readonly part: 'query' | 'body';
  readonly field: string;
  readonly option: Option;
}

interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: FieldSchema;
  readonly additionalProperties?: FieldSchema | boolean;
}

// Fields that have a flag of their own meaning, made elsewhere (operation-command.ts).
const spokenFor = ['wait', 'all'];

export function flagsOf(operation: Pick<Operation, 'query' | 'body'>, speaker: Speaker): readonly Flag[] {
  const of = (part: 'query' | 'body', schema: z.ZodType) => {
    const { properties = {}, required = [] } = jsonOf(schema);
    const meant = jsonOf(schema, 'output').properties as Readonly<Record<string, FieldSchema>> | undefined;
    return Object.entries(properties as Readonly<Record<string, FieldSchema>>) // of our own schemas: never the boolean form
      .filter(([field]) => !spokenFor.includes(field))
      .flatMap(([field, form]) => {
        const isRequired = required.includes(field);
        // A yes or no of a query travels as text, and is a flag without a value all the same.
        const { type, default: value } = meant?.[field] ?? {};
        const yesOrNo = type === 'boolean' && { type, default: value };
        return optionsOf({ ...form, ...yesOrNo, field, isRequired }, speaker).map((option) => ({
          part,
          field,
          option,
        }));
      });
  };
  return [...of('query', operation.query), ...of('body', operation.body)];
}

/** The fields that have to be there; `undefined` where the schema is no object, so that all of it has to be. */
export function requiredOf(schema: z.ZodType): readonly string[] | undefined {
  const { properties, required = [] } = jsonOf(schema);
  return properties === undefined ? undefined : required;
}

/** Without properties where the schema is no object: a union comes whole, by --file. */
function jsonOf(schema: z.ZodType, io: 'input' | 'output' = 'input') {
  if (schema instanceof z.ZodUndefined) return { properties: {}, required: [] };
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

interface Field extends FieldSchema {
  readonly field: string;
  readonly isRequired: boolean;
}

function optionsOf(form: Field, speaker: Speaker): Option[] {
  const { say } = speaker;
  const { field } = form;
  const name = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const scalar = form.type === 'array' ? form.items : form;
  const kind = Array.isArray(scalar?.type) ? 'string' : scalar?.type;
  const about = aboutOf(form, speaker);
  if (kind === 'boolean') {
    return [new Option(`--${name}`, about), new Option(`--no-${name}`).hideHelp(form.default !== undefined)];
  }
  if (field === 'parameters') return [new Option('--set <name=value>', say('flag.set')).argParser(pair(say))];
  if (kind !== 'string' && kind !== 'integer' && kind !== 'number') return [];
  const isMany = form.type === 'array';
  const option = new Option(`--${name} <${kind === 'string' ? (scalar?.enum ? 'word' : 'text') : 'number'}>`, about);
  const read: (given: string) => string | number = kind === 'string' ? (given) => given : number(say);
  if (scalar?.enum) option.choices(scalar.enum.map(String));
  if (isMany) option.argParser((given, before: readonly unknown[] | undefined) => [...(before ?? []), read(given)]);
  else if (!scalar?.enum) option.argParser<string | number>(read);
  return [option];
}

function aboutOf({ description, default: value, type, isRequired }: Field, { say, language }: Speaker): string {
  const isTold = typeof value === 'string' || typeof value === 'number';
  const notes = [
    description && inLanguage(language, description),
    isRequired ? say('flag.required') : undefined,
    isTold && value !== '' ? say('flag.default', { value }) : undefined,
    type === 'array' ? say('flag.repeat') : undefined,
  ];
  return notes.filter((each) => each !== undefined).join(say('flag.separator'));
}

/** A number from a flag. */
export function number(say: Say): (given: string) => number {
  return (given) => {
    const value = Number(given);
    if (given.trim() === '' || !Number.isFinite(value))
      throw new InvalidArgumentError(say('value.not_number', { given }));
    return value;
  };
}

/** `name=value`, gathered into one object. The value stays text; the server knows what each parameter is. */
export function pair(say: Say) {
  return (given: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
    const at = given.indexOf('=');
    if (at < 1) throw new InvalidArgumentError(say('value.not_pair', { given }));
    return { ...before, [given.slice(0, at)]: given.slice(at + 1) };
  };
}
