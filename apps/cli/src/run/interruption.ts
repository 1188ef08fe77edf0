// Ctrl-C during a run. A person is asked whether to end it; a second Ctrl-C leaves at once and the run goes on in the control
// plane. Where nobody can be asked (a script, a service), SIGINT and SIGTERM end the run and release its cluster.
import { createInterface, type Interface } from 'node:readline';
import type { Say } from '../texts.ts';

export interface Interruption {
  /** Resolves when the run shall be ended, or left alone. */
  readonly decided: Promise<'end' | 'leave'>;
  /** Listens no more, and takes a question back that still stands there. */
  readonly stop: () => void;
}

export function listenForInterruption(options: {
  readonly canAsk: boolean;
  readonly say: Say;
  /** Called before the question is put: whatever draws must stop. */
  readonly beforeAsking: () => void;
  /** The second Ctrl-C: nothing more is waited for. */
  readonly leaveAtOnce: () => void;
}): Interruption {
  const decided = Promise.withResolvers<'end' | 'leave'>();
  let isInterrupted = false;
  let isStopped = false;
  let prompt: Interface | undefined;
  const interrupt = () => {
    if (isInterrupted) return options.leaveAtOnce();
    isInterrupted = true;
    if (!options.canAsk) return decided.resolve('end');
    options.beforeAsking();
    // On the terminal that the run is drawn on: standard error may go to a file.
    prompt = createInterface({ input: process.stdin, output: process.stdout });
    prompt.on('close', () => isStopped || decided.resolve('leave')); // Ctrl-D: nobody answers
    prompt.on('SIGINT', options.leaveAtOnce); // while a question is open, the terminal hands Ctrl-C to it
    prompt.question(options.say('run.ask'), (answer) => {
      decided.resolve(/^[ln]/i.test(answer.trim()) ? 'leave' : 'end');
      prompt?.close();
    });
  };
  let isEnding = false;
  const end = () => {
    if (isEnding) return options.leaveAtOnce();
    isEnding = true;
    decided.resolve('end');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', end);
  return {
    decided: decided.promise,
    stop() {
      isStopped = true;
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', end);
      prompt?.close(); // a question that nobody answered would hold this program
    },
  };
}
