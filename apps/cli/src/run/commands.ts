// `argosy run PLAN`, and the schemas of the files people write. The work is loaded when it is asked for.
import type { Command } from 'commander';
import { pair } from '../operations/flags.ts';
import type { Context } from '../profile.ts';
import type { RunOptions } from './run-plan.ts';

/** The command `run`: carries out a plan file; its subcommands (`run list` …) come from the contract. */
export function addRunCommand(program: Command, context: Context): Command {
  const { say } = context;
  return program
    .command('run')
    .argument('<plan>', 'plan.yaml')
    .description(say('about.run'))
    .option('--set <name=value>', say('flag.set'), pair(say))
    .option('-o, --out <folder>', say('flag.run.out'))
    .option('--keep-cluster', say('flag.run.keep_cluster'))
    .option('--json', say('flag.run.json'))
    .action(async (file: string, options: RunOptions) => {
      const { runPlan } = await import('./run-plan.ts');
      await runPlan(context, file, options);
    });
}

export function addSchemaCommands(nouns: ReadonlyMap<string, Command>, { say }: Context): void {
  const print = (schema: object) => void process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
  const plan = nouns.get('plan')?.command('schema').description(say('about.plan.schema'));
  plan?.action(async () => print((await import('../schemas.ts')).planFileSchema()));
  const job = nouns.get('job')?.command('schema').description(say('about.job.schema'));
  job?.action(async () => print((await import('../schemas.ts')).jobFileSchema()));
  const cluster = nouns.get('cluster')?.command('schema').description(say('about.cluster.schema'));
  cluster?.action(async () => print((await import('../schemas.ts')).clusterFileSchema()));
}
