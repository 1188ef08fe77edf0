import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { launch, readExit, readRecord, takeOver } from './launch.ts';
import { hasEnded, identify, killGroup, signalProcess } from './processes.ts';
import { findBelonging, sweep } from './sweep.ts';

let folder = '';
let output = -1;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-test-launch-'));
  output = openSync(join(folder, 'output'), 'a');
});
afterEach(async () => {
  closeSync(output);
  await sweep({ folder, except: [] }, 5000);
  rmSync(folder, { recursive: true });
});

function start(script: string, keepExit: boolean) {
  const record = join(folder, 'record');
  const argv = ['/bin/sh', '-c', script];
  const common = { directory: folder, environment: { PATH: '/usr/bin:/bin' }, stdout: output, stderr: output };
  const child = launch({ record, kind: 'a-kind', argv, keepExit, ...common });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { record, child, ended };
}

/** What was written to an open file so far. */
function readText(file: number): string {
  return readFileSync(`/proc/self/fd/${file}`, 'utf8');
}

test('what runs is recorded before it begins, with its kind', async () => {
  const { record, child } = start('touch began; exec sleep 60', false);
  await expect.poll(() => existsSync(join(folder, 'began')), { timeout: 5000 }).toBe(true);
  const found = readRecord(record);
  expect(found).toMatchObject({ process: { pid: child.pid }, kind: 'a-kind' });
  expect(found?.process).toEqual(identify(child.pid ?? 0));
});

test('whoever takes over in the middle of a launch knows the process, or it never does anything', async () => {
  const outcomes: string[] = [];
  for (let round = 0; round < 30; round += 1) {
    // A file of its own: what a killed round was just making may appear after its shell is gone.
    const began = join(folder, `began-${round}`);
    const { record, ended, child } = start(`touch ${began}; exec sleep 60`, round % 2 === 0);
    await new Promise((resolve) => setTimeout(resolve, round / 5)); // from before its first step to after its last
    const found = takeOver(record);
    if (found) killGroup(found.process, 'SIGKILL');
    const code = await ended;
    if (found?.process.pid === child.pid) outcomes.push('known');
    else if (code === 0 && !existsSync(began)) outcomes.push('did nothing');
    else
      outcomes.push(
        `unknown twin: code ${code}, ${existsSync(began) ? 'began' : 'did not begin'}, ${readText(output)}`,
      );
  }
  expect(outcomes.filter((each) => each.startsWith('unknown twin'))).toEqual([]);
});

test('an exit code is kept, also when the whole group was signalled', async () => {
  const quick = start('exit 7', true);
  await quick.ended;
  expect(readExit(quick.record)).toMatchObject({ code: 7 });
  const slow = start('touch began; sleep 60', true);
  await expect.poll(() => existsSync(join(folder, 'began')), { timeout: 5000 }).toBe(true);
  expect(readExit(slow.record)).toBeUndefined();
  const found = readRecord(slow.record);
  expect(found && killGroup(found.process, 'SIGTERM')).toBe('signalled');
  await slow.ended;
  expect(readExit(slow.record)).toMatchObject({ code: 143 });
});

test('a sweep finds what a folder holds by working folder, output, words, environment and descent, and nothing else', async () => {
  const options = { stdio: 'ignore', detached: true } as const;
  const inside = [
    spawn('sleep', ['601'], { ...options, cwd: folder }),
    spawn('sleep', ['602'], { ...options, env: { DATA: `file:${folder}/data` } }),
    spawn('sleep', ['603'], { ...options, stdio: ['ignore', output, 'ignore'] }),
    spawn('sh', ['-c', 'cd /; env -i sleep 604 & wait', join(folder, 'word')], options),
  ];
  const outside = spawn('sleep', ['605'], { ...options, env: { DATA: `${folder}-other/data` } });
  await expect.poll(() => findBelonging({ folder, except: [] }).length, { timeout: 5000 }).toBe(5);
  expect(await sweep({ folder, except: [] }, 5000)).toBe(5);
  for (const each of inside) expect(identify(each.pid ?? 0)).toBeUndefined();
  const stranger = identify(outside.pid ?? 0);
  expect(stranger).toBeDefined();
  if (stranger) signalProcess(stranger, 'SIGKILL');
  if (stranger) await hasEnded(stranger, 5000);
});
