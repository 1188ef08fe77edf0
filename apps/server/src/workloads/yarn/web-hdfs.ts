// The little of WebHDFS that submitting needs: is a file there, put a small one. Large content goes from the
// server to HDFS by a transfer of the agent, without passing through here.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type NodeHttp, type NodeRequest, type NodeResponse, UnexpectedAnswer } from './node-http.ts';
import type { HdfsFile } from '../domain/work-cluster.ts';

const fileStatus = z.object({
  FileStatus: z.object({ type: z.enum(['FILE', 'DIRECTORY']), length: z.number(), modificationTime: z.number() }),
});

export interface WebHdfs {
  /** The file as YARN wants it named, or `undefined`. `path` is absolute. */
  find(path: string): Promise<HdfsFile | undefined>;
  /** Writes beside and renames: a file under its name is whole. One that is there already is left as it is, also one that
   *  somebody else puts there at the same time. */
  put(path: string, content: Uint8Array): Promise<HdfsFile>;
  /** Where `to` is there already, whose content is the same, it stays and `from` goes. */
  rename(from: string, to: string): Promise<void>;
  /** One that is not there is gone already. */
  remove(path: string): Promise<void>;
  /** Where a transfer writes: WebHDFS answers with the address of a DataNode. */
  createUrl(path: string): string;
}

/** HDFS at `url` (`http://<address>:9870`), asked as `user`; `fileSystem` is its `fs.defaultFS`, before each path. */
export function webHdfsAt(url: string, fileSystem: string, user: string, http: NodeHttp): WebHdfs {
  const address = (path: string, operation: string) =>
    `${url}/webhdfs/v1${path.split('/').map(encodeURIComponent).join('/')}?op=${operation}&user.name=${encodeURIComponent(user)}`;
  const ask = async (request: NodeRequest, ...expected: readonly number[]): Promise<NodeResponse> => {
    const response = await http(request);
    if (!expected.includes(response.status)) throw new UnexpectedAnswer(request, response);
    return response;
  };
  const find = async (path: string): Promise<HdfsFile | undefined> => {
    const answer = await ask({ method: 'GET', url: address(path, 'GETFILESTATUS') }, 200, 404);
    if (answer.status === 404) return undefined;
    const { FileStatus: status } = fileStatus.parse(JSON.parse(answer.body.toString('utf8')));
    if (status.type !== 'FILE') return undefined;
    return { uri: `${fileSystem}${path}`, sizeBytes: status.length, modifiedMs: status.modificationTime };
  };
  const remove = async (path: string): Promise<void> => {
    await ask({ method: 'DELETE', url: address(path, 'DELETE') }, 200);
  };
  const rename = async (from: string, to: string): Promise<void> => {
    const renamed = await ask(
      { method: 'PUT', url: `${address(from, 'RENAME')}&destination=${encodeURIComponent(to)}` },
      200,
    );
    const { boolean: isRenamed } = z.object({ boolean: z.boolean() }).parse(JSON.parse(renamed.body.toString('utf8')));
    if (!isRenamed) await remove(from);
  };
  return {
    find,
    rename,
    remove,
    async put(path, content) {
      const unfinished = `${path}.${randomUUID()}.unfinished`; // of this try alone: another may write the same just now
      const where = await ask(
        { method: 'PUT', url: `${createAddress(address, unfinished)}&noredirect=true` },
        200,
        307,
      );
      const location =
        where.status === 307
          ? where.headers['location']
          : z.object({ Location: z.string() }).parse(JSON.parse(where.body.toString('utf8'))).Location;
      try {
        await ask({ method: 'PUT', url: z.string().parse(location), body: content, timeoutMs: 60_000 }, 200, 201);
        await rename(unfinished, path);
      } catch (error) {
        await remove(unfinished).catch(() => {}); // HDFS that is away keeps it
        throw error;
      }
      const written = await find(path);
      if (written === undefined) throw new Error(`HDFS took ${path} and does not have it`);
      return written;
    },
    createUrl: (path) => createAddress(address, path),
  };
}

function createAddress(address: (path: string, operation: string) => string, path: string): string {
  return `${address(path, 'CREATE')}&overwrite=true`;
}
