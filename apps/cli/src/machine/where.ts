// Where the control plane keeps its things, and how it is stopped: the last lines of `up` and of `run`.
import type { Context } from '../profile.ts';
import { serverLog } from './up.ts';

export function whereLines(context: Context): readonly string[] {
  const { say, home, command } = context;
  const lines = [
    say('up.home', { home: home.path }),
    say('up.log', { log: serverLog(context) }),
    say('up.stop', { command }),
  ];
  return lines.map((line) => `  ${line}`);
}
