// Flags follow the contract: what an operation takes is what its command offers.
import { allOperations } from '@argosy/contract';
import { clusterCreate, clusterList, clusterUpdate } from '@argosy/contract/clusters/operations';
import { accessKeyCreate } from '@argosy/contract/identity/operations';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { makeContext } from '../profile.ts';
import { buildProgram } from '../program.ts';
import { sayIn } from '../texts.ts';
import { isForPrograms, wordsOf } from './operation-command.ts';
import { flagsOf, pair } from './flags.ts';

const say = sayIn('en');
const speaker = { say, language: 'en' } as const;

function parsed(flags: ReturnType<typeof flagsOf>, ...words: readonly string[]): Readonly<Record<string, unknown>> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const { option } of flags) command.addOption(option);
  return command.parse(words, { from: 'user' }).opts();
}

test('scalar fields are flags with their type, their description and their default', () => {
  const flags = flagsOf(clusterList, speaker);
  expect(flags.map(({ part, option }) => [part, option.flags, option.description])).toEqual([
    ['query', '--limit <number>', 'how many at most; default: 50'],
    ['query', '--cursor <text>', '`cursor` of the page before'],
    ['query', '--state <word>', 'only those in this state'],
    ['query', '--moving', 'only those that are being made or released'],
    ['query', '--no-moving', ''],
  ]);
  expect(parsed(flags, '--limit', '7', '--state', 'RUNNING')).toEqual({ limit: 7, state: 'RUNNING' });
  expect(() => parsed(flags, '--limit', 'many')).toThrow('"many" is not a number');
  expect(() => parsed(flags, '--state', 'DANCING')).toThrow('Allowed choices are STARTING, BOOTSTRAPPING, RUNNING');
});

test('a yes-or-no field can be said both ways, and is not sent when nothing is said', () => {
  const flags = flagsOf(clusterUpdate, speaker);
  expect(parsed(flags, '--deletion-protection')).toEqual({ deletionProtection: true });
  expect(parsed(flags, '--no-deletion-protection')).toEqual({ deletionProtection: false });
  expect(parsed(flags)).toEqual({});
});

test('a list of texts is a flag that may be given again; what is nested is none', () => {
  expect(
    parsed(flagsOf(accessKeyCreate, speaker), '--permissions', 'clusters:Get*', '--permissions', 'clusters:List*'),
  ).toEqual({
    permissions: ['clusters:Get*', 'clusters:List*'],
  });
  const fields = flagsOf(clusterCreate, speaker).map(({ field }) => field);
  expect(fields).toContain('components');
  expect(fields).not.toContain('nodeGroups');
});

test('--set gathers name=value', () => {
  const read = pair(say);
  expect(read('sf=1', read('from=2026-01-01=x'))).toEqual({ from: '2026-01-01=x', sf: '1' });
  expect(() => read('sf')).toThrow('name=value');
});

const program = buildProgram(makeContext('en', say, {}), 'everything');

test('what is done in a browser alone has no command', () => {
  const names = program.commands.flatMap((noun) => noun.commands.map((verb) => `${noun.name()} ${verb.name()}`));
  expect(names).toContain('session list');
  expect(names).not.toContain('session create'); // open
  expect(names).not.toContain('totp begin'); // needs a session
});

test.each(allOperations.filter(isForPrograms).map((operation) => [operation.id, operation] as const))(
  '%s has its command',
  (_, operation) => {
    const { noun, verb } = wordsOf(operation);
    const command = program.commands
      .find((each) => each.name() === noun)
      ?.commands.find((each) => each.name() === verb);
    expect(command?.description()).toBe(operation.summary);
    const flags = command?.options.map(({ long }) => long) ?? [];
    expect(flags.includes('--json')).toBe(operation.answers !== 'socket'); // what a terminal shows is no answer to be read by a program
    const named = operation.path.match(/:\w+/g) ?? [];
    // What sends a file is given that file, and knows its hash by itself.
    const typed = operation.sends === 'octets' ? [...named.filter((name) => name !== ':sha256'), 'file'] : named;
    expect(command?.registeredArguments).toHaveLength(typed.length);
  },
);

test('no command has the same flag twice', () => {
  const twice = program.commands
    .flatMap((noun) => noun.commands)
    .filter((verb) => {
      const flags = verb.options.flatMap(({ long, short }) => [long, short]).filter((flag) => flag !== undefined);
      return new Set(flags).size < flags.length;
    });
  expect(twice.map((verb) => verb.name())).toEqual([]);
});

test('every command says what it is for', () => {
  expect(program.commands.filter((noun) => noun.description() === '').map((noun) => noun.name())).toEqual([]);
});
