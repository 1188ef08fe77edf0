// The tree of commands: those made from the contract's operations beside those written by hand. Only the command that was
// asked for is made whole (its flags cost a walk over its schemas); of the others the name and summary suffice for the help.
import { allOperations } from '@argosy/contract';
import { clustersOperations } from '@argosy/contract/clusters/operations';
import { identityOperations } from '@argosy/contract/identity/operations';
import type { Operation } from '@argosy/contract/operation';
import { workloadsOperations } from '@argosy/contract/workloads/operations';
import { inLanguage } from '@argosy/contract/chinese';
import { Command, Option } from 'commander';
import { version } from '@argosy/server/server-file';
import { speakChinese } from './commander-chinese.ts';
import { addStartCommands, addUpkeepCommands } from './machine/commands.ts';
import { isForPrograms, operationCommand, wordsOf } from './operations/operation-command.ts';
import type { Context } from './profile.ts';
import { addRunCommand, addSchemaCommands } from './run/commands.ts';
import type { TextKey } from './texts.ts';

const groups: readonly { readonly title: TextKey; readonly operations: readonly Operation[] }[] = [
  { title: 'group.clusters', operations: clustersOperations },
  { title: 'group.workloads', operations: workloadsOperations },
  { title: 'group.identity', operations: identityOperations },
];

/** What the person asked for, as far as it decides which commands are made whole; `everything` makes all of them. */
export function buildProgram(context: Context, words: readonly string[] | 'everything'): Command {
  const { say, language } = context;
  const program = new Command(context.command)
    .description(say('about'))
    .version(version, '-V, --version', say('flag.version'))
    .addOption(new Option('--lang <language>', say('flag.lang')).choices(['en', 'zh']))
    .showSuggestionAfterError(true)
    .showHelpAfterError(`(${say('usage.see_help', { command: context.command })})`)
    .enablePositionalOptions()
    .exitOverride()
    .helpOption('-h, --help', say('flag.help'))
    .helpCommand(false)
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() });
  if (language === 'zh') speakChinese(program);
  program.commandsGroup(say('group.start'));
  const run = addRunCommand(program, context);
  addStartCommands(program, context);
  const nouns = new Map([['run', run]]);
  for (const { title, operations } of groups) {
    program.commandsGroup(say(title));
    for (const operation of operations.filter(isForPrograms))
      addOperation(program, { operation, nouns, context, words });
  }
  program.commandsGroup(say('group.platform'));
  addUpkeepCommands(program, context, () => buildProgram(context, 'everything'));
  const others = allOperations.filter((each) => !groups.some(({ operations }) => operations.includes(each)));
  for (const operation of others.filter(isForPrograms)) addOperation(program, { operation, nouns, context, words });
  addSchemaCommands(nouns, context);
  for (const [noun, command] of nouns) {
    command.helpCommand(false);
    if (noun === 'run') continue;
    command.description(say('noun.about', { verbs: command.commands.map((verb) => verb.name()).join(', ') }));
  }
  return program;
}

function addOperation(
  program: Command,
  {
    operation,
    nouns,
    context,
    words,
  }: {
    readonly operation: Operation;
    readonly nouns: Map<string, Command>;
    readonly context: Context;
    readonly words: readonly string[] | 'everything';
  },
): void {
  const { noun, verb } = wordsOf(operation);
  const parent = nouns.get(noun) ?? program.command(noun);
  nouns.set(noun, parent);
  const isWanted = words === 'everything' || (words[0] === noun && words[1] === verb);
  const command = isWanted
    ? operationCommand(operation, context)
    : new Command(verb).description(inLanguage(context.language, operation.summary));
  parent.addCommand(command.copyInheritedSettings(parent));
}
