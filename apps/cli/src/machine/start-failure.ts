// What a person is told when the control plane does not come up: the sentence of the refusal it ended with, in their language;
// without one, the last lines it wrote, in words rather than in JSON.
import { errorTable, sentenceOf } from '@argosy/contract/errors';
import type { Facts } from '@argosy/kernel/errors';
import type { Speaker } from '../profile.ts';

const linesShown = 12;

interface LogLine {
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly code?: string; readonly facts?: Facts };
}

export function startFailure(
  { say, language }: Speaker,
  {
    log,
    written,
    outcome,
    seconds,
  }: {
    readonly log: string;
    /** What the server wrote during this start. */
    readonly written: string;
    readonly outcome: number | 'silent';
    readonly seconds: number;
  },
): string {
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  const refusals = lines.flatMap((line) => {
    const { code, facts = {} } = parsed(line)?.err ?? {};
    return code !== undefined && code in errorTable ? [sentenceOf(code, facts, language)] : [];
  });
  const said = refusals.at(-1);
  if (said !== undefined) return `${said}\n${say('up.refused', { log })}`;
  const head = outcome === 'silent' ? say('up.silent', { seconds, log }) : say('up.died', { exitCode: outcome, log });
  return [head, ...lines.slice(-linesShown).map((line) => `  ${readable(line)}`)].join('\n');
}

/** A line of the server's log: pino's JSON as its message and the error's own words; anything else as it is. */
function readable(line: string): string {
  const { msg, err } = parsed(line) ?? {};
  return [msg, err?.message].filter((each) => each !== undefined).join(': ') || line;
}

function parsed(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogLine; // pino's form; whatever is missing is not told
  } catch {
    return undefined; // cut off in the middle by a crash
  }
}
