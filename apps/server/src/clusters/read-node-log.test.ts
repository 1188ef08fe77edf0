// Logs of a node over the API, read by its real agent.
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClusterWithAgents } from '../../test/cluster-with-agents.ts';

test('a log of a node is read in pieces cut between characters, and downloaded whole, under a name that tells which it is', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  const text = '云舟 begins\n上海 ends\n';
  await appendFile(join(at.directory, 'log/namenode.log'), text);
  const path = `/v1/clusters/nightly/nodes/master-1/logs/namenode`;
  const pieces: string[] = [];
  for (let offset = 0; offset < Buffer.byteLength(text);) {
    const { body } = await at.ask(`${path}?offset=${offset}&limit=5`);
    pieces.push(body.text);
    expect(body.offset).toBe(offset);
    offset = body.nextOffset;
  }
  expect(pieces.join('')).toBe(text);
  const whole = await fetch(`${at.url}${path}/file`, { headers: { authorization: `Bearer ${at.key}` } });
  expect(await whole.text()).toBe(text);
  expect(whole.headers.get('content-disposition')).toContain(
    "attachment; filename*=UTF-8''nightly-master-1-namenode.log",
  );
  expect(await at.ask(`${path.replace('namenode', 'datanode')}/file`)).toMatchObject({
    status: 404,
    body: { code: 'log_not_found' },
  });
});
