// A command made from an operation of the contract: path parameters are its arguments, query and body fields its flags, the
// sentence of its help the operation's summary. What it prints is the answer: exactly, with --json; for people, without.
import { hashFile, type Client } from '@argosy/client';
import { inLanguage } from '@argosy/contract/chinese';
import { clusterCheck } from '@argosy/contract/clusters/operations';
import { auditVerify } from '@argosy/contract/identity/operations';
import { signInSourceTest } from '@argosy/contract/identity/sign-in-sources';
import { eventFollow } from '@argosy/contract/platform/operations';
import { jobCheck, jobLogs, planCheck, planRunRerun } from '@argosy/contract/workloads/operations';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { messageOf } from '@argosy/kernel/errors';
import { Command, Option } from 'commander';
import { access, constants } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import { Ended, exitCodes, UsageError } from '../exit-codes.ts';
import { connect, patienceMs, type Context } from '../profile.ts';
import { targetFile, writingTo } from '../target-file.ts';
import { flagsOf, type Flag, number, requiredOf } from './flags.ts';
import { printRunLog } from './print-log.ts';
import { bodyFromFile, writtenIn } from './request-file.ts';
import { restOf, untilAtRest, type Rest } from './rest.ts';
import { show } from './show.ts';
import { cellOf, localTime, lookOf } from './table.ts';
import { tellPlanChanged } from './tell-plan-changed.ts';
import { runTerminal } from './terminal.ts';

const fileTexts = { plan: 'flag.file.plan', job: 'flag.file.job', request: 'flag.file' } as const;

type Options = Readonly<Record<string, unknown>>;

/** `cluster_create` → noun `cluster`, verb `create`: the verb is the last word. */
export function wordsOf(operation: Pick<Operation, 'id'>): { readonly noun: string; readonly verb: string } {
  const words = operation.id.split('_');
  return { noun: words.slice(0, -1).join('-'), verb: words.at(-1) ?? '' };
}

/** What a person does in a browser, before and after they have signed in, is none of the command line's. */
export const isForPrograms = ({ isOpen, needsSession }: Operation): boolean => !isOpen && !needsSession;

/** The command, with all its flags; it does nothing until it is run. */
export function operationCommand(operation: Operation, context: Context): Command {
  const { say, language } = context;
  const command = new Command(wordsOf(operation).verb).description(inLanguage(language, operation.summary));
  const names = argumentsOf(operation);
  for (const name of names)
    command.argument(`<${argumentName(name)}>`, inLanguage(language, describe(operation.params.shape[name])));
  const flags = flagsOf(operation, context);
  for (const { option } of flags) command.addOption(option);
  const rest = restOf(operation);
  if (operation.id === jobLogs.id) command.addOption(new Option('-f, --follow', say('flag.follow')).conflicts('json')); // what is followed is text
  else if ('wait' in operation.query.shape) command.option('--wait [seconds]', say('flag.wait.seconds'), number(say));
  else if (rest && operation.method !== 'GET') command.option('--wait', say('flag.wait'));
  if (isList(operation)) command.option('--all', say('flag.all'));
  if (hasBody(operation)) command.option('-f, --file <file>', say(fileTexts[writtenIn(operation) ?? 'request']));
  if (operation.answers === 'octets') command.option('-o, --out <file>', say('flag.out.file'));
  if (operation.id === 'cluster_create') addNodeCounts(command, context);
  if (operation.answers !== 'socket') command.option('--json', say('flag.json'));
  command.action(async (...given: unknown[]) => {
    const options = command.opts<Options>();
    const asked = { operation, context, options, flags, rest, names: given.slice(0, names.length).map(String) };
    requireGiven(asked);
    await carryOut({ ...asked, client: await connect(context, patienceOf(options, context)) });
  });
  return command;
}

/** Who waits for something also waits for a control plane that is started again, but no longer than for the thing. */
function patienceOf({ wait, follow }: Options, { say }: Context): Parameters<typeof connect>[1] {
  if (wait === undefined && follow !== true) return {};
  const forMs = typeof wait === 'number' ? Math.min(patienceMs, wait * 1000) : patienceMs;
  const onAbsent = () => process.stderr.write(`${say('server.absent', { seconds: forMs / 1000 })}\n`);
  return { patienceMs: forMs, onAbsent };
}

/** What the person typed. */
interface Asked {
  readonly operation: Operation;
  readonly context: Context;
  readonly options: Options;
  readonly flags: readonly Flag[];
  readonly rest: Rest | undefined;
  /** The arguments, in the order of the path. */
  readonly names: readonly string[];
}

interface Call extends Asked {
  readonly client: Client;
}

async function carryOut(call: Call): Promise<void> {
  const { operation, client, options, names } = call;
  const typed = Object.fromEntries(argumentsOf(operation).map((name, at) => [name, names[at] ?? '']));
  const params = Object.fromEntries(Object.keys(operation.params.shape).map((name) => [name, typed[name]]));
  const query = given(call, 'query');
  if (operation.answers === 'events') return printEvents(call, query);
  if (operation.answers === 'socket') {
    const place = { clusterId: String(params['clusterId']), nodeId: String(params['nodeId']) }; // as its path has them
    throw new Ended(await runTerminal(client, { params: place, query, say: call.context.say }));
  }
  if (operation.id === jobLogs.id && !options['json']) {
    const write = (text: string) => void process.stdout.write(text);
    return printRunLog(client, { runId: String(params['runId']), query, follow: options['follow'] === true, write });
  }
  if (operation.answers === 'octets') {
    const { say } = call.context;
    // One of them is there: requireGiven.
    const file = typeof options['out'] === 'string' ? options['out'] : basename(String(query['path']));
    const path = await targetFile(file, say);
    const facts = await writingTo(path, {
      say,
      write: () => client.download(operation, { params, query, file: path }),
    });
    return print(call, { file, ...facts });
  }
  if (operation.sends === 'octets') {
    const file = typed['file'] ?? '';
    const unreadable = (error: unknown) => {
      throw new UsageError(`${file}: ${call.context.say('file.unreadable', { problem: messageOf(error) })}`);
    };
    await access(file, constants.R_OK).catch(unreadable);
    const hash = 'sha256' in params ? await hashFile(file).catch(unreadable) : undefined;
    const asked = { params: { ...params, ...(hash && { sha256: hash.sha256 }) }, query };
    return print(call, await client.upload(operation, { ...asked, file }));
  }
  if (isList(operation) && options['all']) return print(call, await everything(client, operation, { params, query }));
  const body = await bodyOf(call);
  if (operation.id === planRunRerun.id && body && !('plan' in body))
    await tellPlanChanged(client, { planRunId: String(params['planRunId']), say: call.context.say });
  const { rest } = call;
  const answer = await client.call(operation, { params, query, ...(body === undefined ? {} : { body }) });
  if (options['wait'] === undefined || rest === undefined) {
    print(call, answer);
    if (saysNo(operation, answer)) throw new Ended(exitCodes.failed);
    return;
  }
  const rested = await waitFor({ ...call, rest }, answer);
  print(call, rested);
  if (!rest.isGood(rested)) throw new Ended(exitCodes.failed);
}

const verdict = <O extends Operation>({ id }: O, isYes: (answer: ResultOf<O>) => boolean) => ({ id, isYes });

/** Where a check, a test or a proof says whether all is well. */
const verdicts: readonly { readonly id: string; readonly isYes: (answer: never) => boolean }[] = [
  verdict(clusterCheck, ({ ok }) => ok),
  verdict(jobCheck, ({ ok }) => ok),
  verdict(planCheck, ({ ok }) => ok),
  verdict(signInSourceTest, ({ answers }) => answers),
  verdict(auditVerify, ({ isIntact }) => isIntact),
];

/** For scripts, which read the exit code. */
function saysNo({ id }: Operation, answer: unknown): boolean {
  const found = verdicts.find((each) => each.id === id);
  return found !== undefined && !found.isYes(answer as never); // it is the answer of the operation of this id
}

/** Whoever leaves is told that what was asked for goes on, and where to find it. */
async function waitFor({ operation, client, context, options, rest }: Call & { readonly rest: Rest }, view: unknown) {
  const { say, command } = context;
  const { noun, verb } = wordsOf(rest.shownBy);
  const { id, version } = view as { readonly id?: string; readonly version?: string }; // what is waited for has one of them
  const look = `${command} ${noun} ${verb} ${id ?? version}`;
  const { waitReporter } = await import('./report-wait.ts'); // what draws is loaded when something is waited for
  const reporter = options['json'] ? undefined : waitReporter({ shownBy: rest.shownBy, asked: operation }, context);
  if (process.stderr.isTTY && !rest.isAtRest(view)) process.stderr.write(`${say('wait.begun', { look })}\n`);
  const leave = () => {
    process.stderr.write(`\n${say('wait.left', { look })}\n`);
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', leave);
  try {
    const { wait } = options;
    const forSeconds = typeof wait === 'number' ? wait : Infinity;
    return await untilAtRest(client, { rest, view, forSeconds, onLook: reporter?.show });
  } finally {
    reporter?.pause();
    process.off('SIGINT', leave);
  }
}

function print({ operation, context, options }: Call, answer: unknown): void {
  if (options['json']) return void process.stdout.write(`${JSON.stringify(answer ?? null, null, 2)}\n`);
  const text = isTextAnswer(answer)
    ? answer.text
    : `${show(operation, answer, { say: context.say, look: lookOf(process.stdout) })}\n`;
  process.stdout.write(text);
  const cursor = isList(operation) ? (answer as { cursor?: string }).cursor : undefined; // a list answers with a page
  if (cursor !== undefined) process.stderr.write(`${context.say('list.more', { cursor })}\n`);
}

async function everything(
  client: Client,
  operation: Operation,
  input: { params: object; query: object },
): Promise<unknown> {
  const all = 'all' in operation.query.shape ? { all: 'true' } : {}; // also those that are gone
  const query = { limit: 500, ...input.query, ...all };
  return { items: await Array.fromAsync(client.pages(operation, { params: { ...input.params }, query })) };
}

async function printEvents({ client, options }: Call, query: object): Promise<void> {
  for await (const event of client.follow(eventFollow, { query })) {
    const line = options['json']
      ? JSON.stringify(event)
      : `${localTime(event.occurredAt)}  ${event.type}  ${event.subject}  ${cellOf(event.facts)}`;
    process.stdout.write(`${line}\n`);
  }
}

/** The fields that were given by flags. */
function given({ flags, options }: Asked, part: Flag['part']): Readonly<Record<string, never>> {
  const entries = flags
    .filter((flag) => flag.part === part && !flag.option.negate)
    .map(({ field, option }) => [field, options[option.attributeName()]] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Readonly<Record<string, never>>; // the server judges the values, not the compiler
}

async function bodyOf(call: Call): Promise<object | undefined> {
  const { operation, options, client, context } = call;
  if (!hasBody(operation)) return undefined;
  const fields = bodyFields(call);
  const file = options['file'];
  if (typeof file !== 'string') return fields;
  const flagged = Object.keys(fields).length > 0;
  return { ...(await bodyFromFile(operation, { file, client, say: context.say, flagged })), ...fields };
}

/** Refuses a line that lacks what the operation needs, before anything is asked of a server. */
function requireGiven(asked: Asked): void {
  const { operation, options, flags, context } = asked;
  const { say } = context;
  const hasFile = typeof options['file'] === 'string';
  const missing = (part: Flag['part'], fields: object) => {
    const required = requiredOf(operation[part]);
    if (required === undefined) throw new UsageError(say('usage.file_missing'));
    return required.filter((field) => !(field in fields)).map((field) => flagFor(field, flags));
  };
  const ofQuery = missing('query', given(asked, 'query'));
  const ofBody = hasFile ? [] : missing('body', bodyFields(asked));
  if (options['machineType'] !== undefined && options['core'] === undefined)
    throw new UsageError(say('usage.machine_type'));
  if (ofBody.some((flag) => flag === undefined)) throw new UsageError(say('usage.file_missing'));
  const isNameless = operation.answers === 'octets' && !('path' in operation.query.shape);
  const ofFile = isNameless && options['out'] === undefined ? ['--out <file>'] : [];
  const words = [...ofQuery, ...ofFile, ...ofBody].join(', ');
  if (words !== '')
    throw new UsageError(say(ofBody.length > 0 ? 'usage.missing.or_file' : 'usage.missing', { flags: words }));
}

const bodyFields = (asked: Asked): object => ({ ...given(asked, 'body'), ...nodeCounts(asked.options) });

/** `undefined`: what is nested has none. */
function flagFor(field: string, flags: readonly Flag[]): string | undefined {
  if (field === 'nodeGroups') return '--core <number>';
  return flags.find((flag) => flag.field === field)?.option.flags;
}

// `cluster create --name c1 --core 2`: the commonest cluster without a file.
function addNodeCounts(command: Command, { say }: Context): void {
  command.addOption(new Option('--core <number>', say('flag.core')).argParser(number(say)));
  command.option('--machine-type <text>', say('flag.machine_type'));
}

function nodeCounts({ core, machineType }: Options): object {
  if (core === undefined) return {};
  const type = machineType === undefined ? {} : { machineType };
  const groups = [
    { role: 'master', count: 1, ...type },
    ...(core === 0 ? [] : [{ role: 'core', count: core, ...type }]),
  ];
  return { nodeGroups: groups };
}

function isTextAnswer(answer: unknown): answer is { readonly text: string } {
  return typeof answer === 'object' && answer !== null && 'text' in answer && typeof answer.text === 'string';
}

/** What stands behind the verb: the parts of the path, and of what sends a file that file, from which its hash is known. */
function argumentsOf({ params, sends }: Operation): readonly string[] {
  const names = Object.keys(params.shape);
  return sends === 'octets' ? [...names.filter((name) => name !== 'sha256'), 'file'] : names;
}

const hasBody = ({ body }: Operation): boolean => !(body instanceof z.ZodUndefined);
const isList = ({ result }: Operation): boolean => result instanceof z.ZodObject && 'cursor' in result.shape;

/** `clusterId` → `cluster` */
const argumentName = (param: string): string =>
  param.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const describe = (schema: z.core.$ZodType | undefined): string =>
  schema instanceof z.ZodType ? (schema.description ?? '') : '';
