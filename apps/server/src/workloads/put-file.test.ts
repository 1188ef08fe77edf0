import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { aCaller, aSparkJob, startTestWorkloads } from '../../test/workloads.ts';
import { uploadedFile } from '../platform/home.ts';
import { findUnsafeEntry } from './archive-entries.ts';
import { createJob } from './create-job.ts';
import { findKeptFile, putFile } from './put-file.ts';

const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

test('what arrives is kept under its hash, and known the next time without being read', async () => {
  await using workloads = await startTestWorkloads();
  const content = Buffer.from('select 1');
  const sha256 = hashOf(content);
  const first = await putFile(workloads.deps, aCaller, { sha256, content: Readable.from([content]) });
  expect(first).toMatchObject({ sha256, sizeBytes: 8 });
  const unread = new Readable({ read: () => expect.unreachable('it is there already') });
  expect(await putFile(workloads.deps, aCaller, { sha256, content: unread })).toEqual(first);
});

test('content that is gone from the disk is asked for again, and sending it mends that', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  const content = Buffer.from('select 2');
  const sha256 = hashOf(content);
  const first = await putFile(deps, aCaller, { sha256, content: Readable.from([content]) });
  await rm(uploadedFile(deps.home, sha256));
  expect(await findKeptFile(deps, aCaller.organizationId, sha256)).toBeUndefined();
  expect(await putFile(deps, aCaller, { sha256, content: Readable.from([content]) })).toEqual(first);
  expect(await readFile(uploadedFile(deps.home, sha256), 'utf8')).toBe('select 2');
});

test('another content than was announced is refused and leaves nothing', async () => {
  await using workloads = await startTestWorkloads();
  const sha256 = 'a'.repeat(64);
  await expect(
    putFile(workloads.deps, aCaller, { sha256, content: Readable.from([Buffer.from('x')]) }),
  ).rejects.toMatchObject({
    code: 'file_checksum_differs',
    facts: { expected: sha256, actual: hashOf(Buffer.from('x')) },
  });
  expect(await readdir(join(workloads.deps.home.files, 'aa'))).toEqual([]);
});

test('an upload that breaks off leaves nothing', async () => {
  await using workloads = await startTestWorkloads();
  const sha256 = 'b'.repeat(64);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half');
      throw new Error('the line was cut');
    })(),
  );
  await expect(putFile(workloads.deps, aCaller, { sha256, content: broken })).rejects.toThrow('the line was cut');
  expect(await readdir(join(workloads.deps.home.files, 'bb'))).toEqual([]);
});

test('a job whose file was not uploaded, or only by another organization, is refused', async () => {
  await using workloads = await startTestWorkloads();
  const content = Buffer.from('theirs');
  const sha256 = hashOf(content);
  await putFile(workloads.deps, { ...aCaller, organizationId: 'org-2' }, { sha256, content: Readable.from([content]) });
  const job = aSparkJob({ jar: { name: 'a.jar', sha256 } });
  await expect(createJob(workloads.deps, aCaller, job)).rejects.toMatchObject({ code: 'file_not_found' });
});

test('an archive whose names lead out of it is refused, whatever wrote it', async () => {
  await using workloads = await startTestWorkloads();
  const zip = zipSync({ 'good/file': new Uint8Array(1), '../../etc/cron.d/evil': new Uint8Array(1) });
  const sha256 = hashOf(zip);
  await putFile(workloads.deps, aCaller, { sha256, content: Readable.from([Buffer.from(zip)]) });
  const job = aSparkJob({ files: [{ name: 'data.zip', sha256 }] });
  await expect(createJob(workloads.deps, aCaller, job)).rejects.toMatchObject({
    code: 'archive_unsafe',
    facts: { file: 'data.zip', entry: '../../etc/cron.d/evil' },
  });
  const tar = uploadedFile(workloads.deps.home, 'c'.repeat(64)).replace(/\/cc\//, '/');
  await writeFile(tar, gzipSync(Buffer.concat([tarEntry('good', 700), tarEntry('/etc/ssh/authorized_keys', 3)])));
  expect(await findUnsafeEntry(tar, 'data.tgz')).toEqual({ entry: '/etc/ssh/authorized_keys' });
  await writeFile(tar, gzipSync(Buffer.concat([tarEntry('good', 700), tarEntry('fine/too', 3)])));
  expect(await findUnsafeEntry(tar, 'data.tgz')).toBeUndefined();
});

function tarEntry(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        0', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(Math.ceil(bytes / 512) * 512)]);
}
