// The commands about this machine; each is loaded when it is run, so that the others start fast.
import { Argument, type Command } from 'commander';
import { Ended, exitCodes } from '../exit-codes.ts';
import type { Context } from '../profile.ts';

const out = (text: string): void => void process.stdout.write(`${text}\n`);
const json = (value: unknown): void => out(JSON.stringify(value, null, 2));

/** What a newcomer needs first. */
export function addStartCommands(program: Command, context: Context): void {
  const { say } = context;
  program
    .command('up')
    .description(say('about.up'))
    .option('--foreground', say('flag.foreground'))
    .option('--json', say('flag.json'))
    .action(async (options: { foreground?: true; json?: true }) => {
      const { becomeServer, bringUp, firstSignInLink } = await import('./up.ts');
      if (options.foreground) becomeServer(context);
      const { server, started } = await bringUp(context);
      const link = await firstSignInLink(context);
      if (options.json) return json({ ...server, started, ...(link !== undefined && { firstSignInLink: link }) });
      out(
        [
          say(started ? 'up.running' : 'up.already', { url: server.url }),
          ...(link === undefined ? [] : [say('up.first_sign_in', { link })]),
          ...(await import('./where.ts')).whereLines(context),
        ].join('\n'),
      );
      await (await import('./console-ready.ts')).untilConsoleReady(context, server.url);
    });
  program
    .command('status')
    .description(say('about.status'))
    .option('--json', say('flag.json'))
    .action(async (options: { json?: true }) => {
      const { readStatus, showStatus } = await import('./status.ts');
      const status = await readStatus(context);
      if (options.json) json(status);
      else out(showStatus(status, context));
      if (status.state !== 'running') throw new Ended(exitCodes.unreachable);
    });
  program
    .command('doctor')
    .description(say('about.doctor'))
    .option('--json', say('flag.json'))
    .action(async (options: { json?: true }) => {
      const { examine } = await import('./doctor.ts');
      const checks = await examine(context);
      if (options.json) json({ checks });
      else {
        const sign = { ok: '✓', warn: '!', fail: '✗' };
        for (const { name, state, found, advice } of checks) {
          out(`${sign[state]} ${name.padEnd(11)} ${found}`);
          if (advice) out(`  ${''.padEnd(11)} → ${advice}`);
        }
      }
      if (checks.some(({ state }) => state === 'fail')) throw new Ended(exitCodes.failed);
    });
  program
    .command('down')
    .description(say('about.down'))
    .option('--keep-clusters', say('flag.keep_clusters'))
    .option('--json', say('flag.json'))
    .action(async (options: { keepClusters?: true; json?: true }) => {
      const { takeDown } = await import('./down.ts');
      let told = false;
      const note = (line: string) => {
        told = true;
        process.stderr.write(`${line}\n`);
      };
      const down = await takeDown(context, { keepClusters: options.keepClusters === true, note });
      if (options.json) json(down);
      else out(told ? say('down.done') : say('down.nothing', { home: context.home.path }));
    });
}

/** The rest. `wholeTree` makes every command whole, for completion. */
export function addUpkeepCommands(program: Command, context: Context, wholeTree: () => Command): void {
  const { say } = context;
  program
    .command('backup')
    .argument('<file>')
    .description(say('about.backup'))
    .option('--json', say('flag.json'))
    .action(async (file: string, options: { json?: true }) => {
      const { backUp } = await import('./backup.ts');
      const done = await backUp(context, file);
      if (options.json) json({ file, ...done });
      else out(say('backup.done', { file, rows: done.rows, tables: done.tables }));
    });
  program
    .command('restore')
    .argument('<file>')
    .description(say('about.restore'))
    .option('--force', say('flag.force'))
    .option('--json', say('flag.json'))
    .action(async (file: string, options: { force?: true; json?: true }) => {
      const { restore } = await import('./backup.ts');
      const done = await restore(context, { file, force: options.force === true });
      if (options.json) json({ file, ...done });
      else out(say('restore.done', { file, rows: done.rows, tables: done.tables }));
    });
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .description(say('about.completion'))
    .action(async (shell: string) => {
      const { bashCompletion, zshCompletion } = await import('./completion.ts');
      const whole = wholeTree();
      process.stdout.write(shell === 'zsh' ? zshCompletion(whole) : bashCompletion(whole));
    });
}
