import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { jobSpec } from '@argosy/contract/workloads/job-spec';
import { planSpec } from '@argosy/contract/workloads/plan-spec';
import { yamlOf } from './spec-yaml.ts';

const jobs = [
  { kind: 'shell', name: 'a', command: 'true\n' },
  { kind: 'mapreduce', name: 'b', jar: 'release:mapreduce-examples', needs: ['a'] },
  { kind: 'spark-jar', name: 'c', jar: 'release:spark-examples', mainClass: 'Pi', executors: { count: 3 } },
];

test('JOB-1 a job is shown as somebody would have written it, and read again it is the same', () => {
  const spec = jobSpec.parse({ kind: 'shell', name: 'hello', command: 'echo hello\n' });
  const text = yamlOf(spec);
  expect(text).toBe('name: hello\nkind: shell\ncommand: |\n  echo hello\n');
  expect(jobSpec.parse(parse(text))).toEqual(spec);
});

test('JOB-2 a plan loses nothing by what is left out because it is as usual', () => {
  const spec = planSpec.parse({
    name: 'nightly',
    parameters: { day: 'monday', count: 0 },
    cluster: { nodeGroups: [{ role: 'master', machineType: 'local.medium' }] },
    jobs,
    outputs: [{ name: 'work', from: '/work' }],
    schedule: { cron: '0 2 * * *' },
  });
  const text = yamlOf(spec);
  expect(text).not.toMatch(/timeoutSeconds|retries|overlap|maximumAgeSeconds/);
  expect(planSpec.parse(parse(text))).toEqual(spec);
});
