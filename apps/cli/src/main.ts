// The command line's beginning and end: which language, which command, and what exit code its outcome has.
import { CommanderError } from 'commander';
import { ApiError, ServerUnreachable } from '@argosy/client';
import { sentenceOf } from '@argosy/contract/errors';
import { messageOf, Refusal } from '@argosy/kernel/errors';
import { Ended, exitCodeOf, exitCodes, Failure, UsageError } from './exit-codes.ts';
import { makeContext, type Context } from './profile.ts';
import { buildProgram } from './program.ts';
import { languageOf, sayIn } from './texts.ts';

const given = process.argv.slice(2);
const asked = languageAskedFor(given);
const language = asked === 'zh' || asked === 'en' ? asked : languageOf(process.env);
const context = makeContext(language, sayIn(language), process.env);
if (asked !== undefined && asked !== language) {
  process.stderr.write(`${context.say('lang.unknown', { given: asked })}\n`);
  process.exit(exitCodes.usage);
}
// Taken out here, so that it may stand anywhere in the line.
const words = given.filter(
  (word, at) => word !== '--lang' && given[at - 1] !== '--lang' && !word.startsWith('--lang='),
);
const program = buildProgram(context, nounAndVerb(words));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok); // `argosy … | head`: whoever read has had enough
  throw error;
});
try {
  if (words.length === 0 || words.join(' ') === 'help') program.outputHelp();
  else await program.parseAsync(words[0] === 'help' ? [...words.slice(1), '--help'] : words, { from: 'user' });
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else {
    tell(error, context);
    process.exitCode = exitCodeOf(error);
  }
}

/** Says on standard error why it did not work. */
function tell(error: unknown, { say, command, home, language }: Context): void {
  const write = (text: string) => void process.stderr.write(`${text}\n`);
  if (error instanceof Ended) return;
  if (words.includes('--json') && error instanceof ApiError) return write(JSON.stringify(error.problem));
  if (error instanceof ApiError) {
    write(error.message);
    for (const { path, detail } of error.fields) write(`  ${path}: ${detail}`);
    write(`  (${error.code}, ${say('problem.reported', { requestId: error.requestId })})`);
  } else if (error instanceof ServerUnreachable) {
    write(
      error.url
        ? say('unreachable', { url: error.url, command })
        : say('unreachable.nowhere', { home: home.path, command }),
    );
  } else if (error instanceof Refusal) {
    write(sentenceOf(error.code, error.facts, language));
  } else if (error instanceof UsageError || error instanceof Failure) {
    write(error.message);
  } else {
    write(say('fault', { message: error instanceof Error ? (error.stack ?? messageOf(error)) : messageOf(error) }));
  }
}

/** The language has to be known before the first help text is made, so it is looked for before the real parsing. */
function languageAskedFor(line: readonly string[]): string | undefined {
  const at = line.indexOf('--lang');
  return at >= 0 ? (line[at + 1] ?? '') : line.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
}

/** The first words that are no flags: they decide which command is made whole. */
function nounAndVerb(line: readonly string[]): readonly string[] {
  const plain = line.filter((word) => !word.startsWith('-'));
  return plain[0] === 'help' ? plain.slice(1) : plain;
}
