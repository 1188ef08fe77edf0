import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startNodeKit, type NodeKit } from '../../../test/node-kit.ts';

afterEach(() => vi.unstubAllEnvs());

/** A wheel as pip takes it, made by the host's own Python; and what a person who starts a server may have set so
 *  that pip finds it, and nothing else. */
function offerWheel(node: NodeKit, name: string): void {
  const folder = join(node.home.path, 'wheels');
  mkdirSync(folder, { recursive: true });
  const info = `${name}-1.0.dist-info`;
  const script = `
import zipfile
with zipfile.ZipFile('${folder}/${name}-1.0-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('${name}.py', 'answer = 42\\n')
    wheel.writestr('${info}/METADATA', 'Metadata-Version: 2.1\\nName: ${name}\\nVersion: 1.0\\n')
    wheel.writestr('${info}/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('${info}/RECORD', '${name}.py,,\\n${info}/METADATA,,\\n${info}/WHEEL,,\\n${info}/RECORD,,\\n')
`;
  execFileSync('python3', ['-c', script]);
  vi.stubEnv('PIP_FIND_LINKS', folder); // the agent has it from the server; the node's user does not
  vi.stubEnv('PIP_NO_INDEX', '1');
}

/** A job that does nothing but want this. */
function act({ hub, wish }: NodeKit, requirement: string): void {
  const python = { requirements: [requirement] };
  const nothing = { environment: {}, files: [], texts: [] };
  hub.act(wish.nodeId, { kind: 'exec', id: 'act-one', argv: ['true'], ...nothing, python, timeoutMs: 60_000 });
}

test('requirements become an environment once per host; jobs see its python, and pip hears the person’s configuration', async () => {
  await using node = await startNodeKit();
  offerWheel(node, 'small');
  await node.connect();
  const action = {
    kind: 'exec',
    argv: [
      'python3',
      '-c',
      'import small, os, sys; print(small.answer, os.environ["PYSPARK_PYTHON"] == sys.executable, os.getuid() != 0)',
    ],
    environment: {},
    files: [],
    texts: [],
    python: { requirements: ['small==1.0'] },
    timeoutMs: 120_000,
  } as const;
  for (const id of ['act-one', 'act-two']) node.hub.act(node.wish.nodeId, { ...action, id }); // both want it at the same time
  for (const id of ['act-one', 'act-two']) {
    expect(await node.actionEnded(id)).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect(readFileSync(join(node.directory, `actions/${id}/stdout`), 'utf8')).toBe('42 True True\n');
  }
  expect(readdirSync(node.home.environments).filter((each) => each.endsWith('.complete'))).toHaveLength(1);
});

test('requirements that cannot be had say so with pip’s words, and leave nothing that looks made', async () => {
  await using node = await startNodeKit();
  offerWheel(node, 'small');
  await node.connect();
  act(node, 'not-there-at-all==9.9');
  const { state, problem } = await node.actionEnded('act-one');
  expect({ state, code: problem?.code }).toEqual({ state: 'failed', code: 'environment_failed' });
  expect(JSON.stringify(problem?.facts['lastLines'])).toContain('not-there-at-all');
  expect(readdirSync(node.home.environments).filter((each) => each.endsWith('.complete'))).toEqual([]);
  expect(statSync(join(node.directory, 'actions/act-one/stdout'), { throwIfNoEntry: false })).toBeUndefined();
});

test('JOB-1 a job that is killed while its environment is made was killed, not failed by what broke off', async () => {
  await using node = await startNodeKit();
  offerWheel(node, 'small');
  await node.connect();
  act(node, 'small==1.0');
  await node.until('pip is at work', () => (readdirSync(node.home.environments).length > 1 ? true : undefined));
  node.hub.kill(node.wish.nodeId, 'act-one', 200);
  const ended = await node.actionEnded('act-one');
  expect(ended).toMatchObject({ state: 'killed' });
  expect(ended.problem).toBeUndefined();
});
