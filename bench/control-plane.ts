// `argosy up` on a home that was used before, from nothing to the first answer; and what the idle control plane costs: memory
// of server and PostgreSQL (each page counted once, by its share), and CPU.
//
//   sh tools/with-node.sh bench/control-plane.ts [--turns 5] [--seconds 30]
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { usageOf } from '@argosy/host/processes';
import { findBelonging } from '@argosy/host/sweep';
import { printComparison, timed } from './report.ts';

const { values } = parseArgs({
  options: { turns: { type: 'string', default: '5' }, seconds: { type: 'string', default: '30' } },
});
const launcher = join(import.meta.dirname, '../argosy');
const home = await mkdtemp('/var/tmp/argosy-bench-');
await chmod(home, 0o755);
const argosy = (...rest: string[]): void => {
  const { status, stderr } = spawnSync(launcher, rest, {
    env: { ...process.env, ARGOSY_HOME: home, ARGOSY_PORT: '0' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`argosy ${rest.join(' ')} ended with ${status}: ${stderr}`);
};

argosy('up');
argosy('down');
const ups: number[] = [];
for (let turn = 0; turn < Number(values.turns); turn += 1) {
  ups.push(await timed(async () => argosy('up')));
  if (turn < Number(values.turns) - 1) argosy('down');
}
printComparison({ name: '`argosy up`, warm', unit: 's', ours: ups, betterIs: 'less', goal: 1.5 });

await delay(10_000); // what a start leaves to be cleared away
const before = await measure();
await delay(Number(values.seconds) * 1000);
const after = await measure();
printComparison({
  name: 'idle memory of server and PostgreSQL',
  unit: 'MB',
  ours: [after.megabytes],
  betterIs: 'less',
  goal: 250,
});
printComparison({
  name: 'idle CPU, share of a core',
  unit: '%',
  ours: [((after.cpuSeconds - before.cpuSeconds) / Number(values.seconds)) * 100],
  betterIs: 'less',
  goal: 1,
});
argosy('down');
await rm(home, { recursive: true, force: true });

async function measure(): Promise<{ readonly megabytes: number; readonly cpuSeconds: number }> {
  let kilobytes = 0;
  let cpuSeconds = 0;
  for (const each of findBelonging({ folder: home, except: [process.pid] })) {
    const smaps = await readFile(`/proc/${each.pid}/smaps_rollup`, 'utf8');
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(smaps)?.[1] ?? 0);
    cpuSeconds += usageOf(each)?.cpuSeconds ?? 0;
  }
  return { megabytes: kilobytes / 1024, cpuSeconds };
}
