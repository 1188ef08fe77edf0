// Content on its way between a caller and HDFS, through the agent of the master: as fast as the slower of the two, and no more
// of it in memory than fits the connections' buffers (CLU-7).
import type { IncomingMessage } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { refusal } from '@argosy/kernel/errors';
import type { ClustersDeps } from '../clusters-deps.ts';
import type { ByteRange } from '../domain/byte-range.ts';
import type { Hdfs, HdfsEntry } from './web-hdfs.ts';

/** The content of a file, or of a part of it, as a stream that breaks off when HDFS does. */
export async function bringContent(
  deps: ClustersDeps,
  hdfs: Hdfs,
  entry: HdfsEntry,
  { range, signal }: { readonly range: ByteRange; readonly signal: AbortSignal },
): Promise<Readable> {
  if (range.length === 0) return Readable.from([]);
  using expected = deps.streams.expect(hdfs.masterId);
  const answer = await deps.hub.request(
    hdfs.masterId,
    {
      kind: 'carry',
      direction: 'out',
      url: hdfs.url({ inode: entry.fileId }, 'OPEN', { ...range }),
      stream: expected.stream,
      hosts: hdfs.hosts,
    },
    signal,
  );
  if (answer.kind !== 'http' || answer.status !== 200) throw hdfs.refusalOf(answer, entry.path);
  return await Promise.race([expected.arrived, untilAborted(signal, hdfs)]);
}

/** The agent says that it begins and dials in the same moment; one that then dies never comes. */
function untilAborted(signal: AbortSignal, hdfs: Hdfs): Promise<never> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(30_000)]);
  return new Promise((_, reject) => {
    const fail = () => reject(refusal('node_not_connected', { nodeId: hdfs.masterId }));
    if (limit.aborted) fail();
    limit.addEventListener('abort', fail, { once: true });
  });
}

/** Writes what the caller sends as a new file `name` in the folder with this inode.
 *  Refuses: hdfs_upload_broken when the caller goes before the end, and what HDFS says. */
export async function sendContent(
  deps: ClustersDeps,
  hdfs: Hdfs,
  to: { readonly inode: number; readonly name: string; readonly path: string },
  content: IncomingMessage,
): Promise<void> {
  let receivedBytes = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _, done) => {
      receivedBytes += chunk.length;
      done(null, chunk);
    },
  });
  counted.on('error', () => {}); // whoever reads it sees it
  let isBroken = false;
  const breakOff = () => {
    if (content.complete) return;
    isBroken = true;
    counted.destroy(new Error('the caller has gone'));
  };
  content.once('close', breakOff);
  content.once('error', breakOff);
  // Not a pipeline: when HDFS refuses, the caller's connection is still needed for the answer.
  content.pipe(counted);
  try {
    using offered = deps.streams.offer(hdfs.masterId, counted);
    // Waited for also when the caller has gone: until the agent answers, HDFS may still be given something.
    const answer = await deps.hub.request(hdfs.masterId, {
      kind: 'carry',
      direction: 'in',
      url: hdfs.url(to, 'CREATE', { overwrite: false }),
      stream: offered.stream,
      hosts: hdfs.hosts,
    });
    if (isBroken) throw refusal('hdfs_upload_broken', { path: to.path, receivedBytes });
    if (answer.kind !== 'http' || answer.status !== 201) throw hdfs.refusalOf(answer, to.path);
  } finally {
    content.unpipe(counted);
    counted.destroy();
  }
}
