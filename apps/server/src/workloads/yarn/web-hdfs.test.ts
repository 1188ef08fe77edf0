import { expect, test } from 'vitest';
import type { NodeHttp, NodeResponse } from './node-http.ts';
import { webHdfsAt } from './web-hdfs.ts';

const say = (status: number, body: object): NodeResponse => ({
  status,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
});

/** A name space in which the second file is still being written when the first is renamed. */
function slowHdfs() {
  const sizes = new Map<string, number>();
  const secondIsOpen = Promise.withResolvers<void>();
  const firstIsRenamed = Promise.withResolvers<void>();
  let writes = 0;
  const http: NodeHttp = async ({ url, body }) => {
    const { pathname, searchParams, href } = new URL(url);
    const path = pathname.replace('/webhdfs/v1', '');
    switch (searchParams.get('op') ?? '') {
      case 'GETFILESTATUS': {
        const length = sizes.get(path);
        if (length === undefined) return say(404, {});
        return say(200, { FileStatus: { type: 'FILE', length, modificationTime: 1 } });
      }
      case 'CREATE': {
        if (searchParams.has('noredirect')) return say(200, { Location: href.replace('&noredirect=true', '') });
        writes += 1;
        sizes.set(path, 0);
        if (writes === 2) {
          secondIsOpen.resolve();
          await firstIsRenamed.promise;
        }
        sizes.set(path, (body as Uint8Array).length);
        return say(201, {});
      }
      case 'RENAME': {
        await secondIsOpen.promise;
        const to = searchParams.get('destination') ?? '';
        const isRenamed = !sizes.has(to);
        if (isRenamed) {
          sizes.set(to, sizes.get(path) ?? -1);
          sizes.delete(path);
        }
        firstIsRenamed.resolve();
        return say(200, { boolean: isRenamed });
      }
      default: // DELETE
        sizes.delete(path);
        return say(200, { boolean: true });
    }
  };
  return { http, sizes };
}

test('JOB-1 two that put the same content at the same time both find it whole, and leave nothing beside it', async () => {
  const { http, sizes } = slowHdfs();
  const hdfs = webHdfsAt('http://nn:9870', 'hdfs://nn:8020', 'hadoop', http);
  const content = Buffer.from('print(1)');
  const put = await Promise.all([hdfs.put('/files/a', content), hdfs.put('/files/a', content)]);
  expect(put.map(({ sizeBytes }) => sizeBytes)).toEqual([8, 8]);
  expect([...sizes]).toEqual([['/files/a', 8]]);
});

test('JOB-1 a put that breaks off leaves nothing beside the place', async () => {
  const { http, sizes } = slowHdfs();
  const breaking: NodeHttp = async (request) => {
    const answer = await http(request);
    if (request.body) throw new Error('the connection broke');
    return answer;
  };
  const hdfs = webHdfsAt('http://nn:9870', 'hdfs://nn:8020', 'hadoop', breaking);
  await expect(hdfs.put('/files/a', Buffer.from('print(1)'))).rejects.toThrow('broke');
  expect([...sizes]).toEqual([]);
});
