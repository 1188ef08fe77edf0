// A look into a Parquet file: starts the thread that reads it (parquet-worker.ts), brings it the ranges it asks for, and ends it
// when it takes too long. hyparquet reads the format; it is plain JavaScript without dependencies.
import { Worker } from 'node:worker_threads';
import { messageOf } from '@argosy/kernel/errors';
import type { HdfsPreview } from '@argosy/contract/clusters/hdfs-operations';

export interface ParquetTask {
  readonly sizeBytes: number;
  /** At most so many are shown. */
  readonly rows: number;
}

export interface ParquetPreview {
  readonly columns: NonNullable<HdfsPreview['columns']>;
  readonly rows: NonNullable<HdfsPreview['rows']>;
  readonly rowCount: number;
  readonly columnCount: number;
}

export type FromWorker =
  | { readonly kind: 'slice'; readonly id: number; readonly offset: number; readonly length: number }
  | { readonly kind: 'done'; readonly preview: ParquetPreview }
  | { readonly kind: 'failed'; readonly problem: string };

export type ToWorker =
  | { readonly id: number; readonly bytes: ArrayBuffer }
  | { readonly id: number; readonly problem: string };

const LONGEST_MS = 20_000;
const MEMORY_MB = 256;

/** Looks into a file of which `read` gives exactly the bytes asked for. Throws, with a sentence, for what is no Parquet file or
 *  cannot be read. */
export type ReadParquet = (
  task: ParquetTask,
  read: (offset: number, length: number) => Promise<Uint8Array>,
) => Promise<ParquetPreview>;

/** Threads at one time: each may take a core and its memory. */
const MOST_AT_ONCE = 3;
/** More are told to come again: they would wait longer than anybody looks at a page. */
const MOST_WAITING = 20;

export function createParquetReader(): ReadParquet {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task, read) => {
    if (running >= MOST_AT_ONCE && waiting.length >= MOST_WAITING) throw new Error('too many are looked into just now');
    if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => void waiting.push(resolve));
    else running += 1; // who waits takes the place of one that ends
    try {
      return await readInThread(task, read);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

const readInThread: ReadParquet = async (task, read) => {
  const worker = new Worker(new URL('./parquet-worker.ts', import.meta.url), {
    workerData: task,
    env: {}, // it needs nothing of the server's
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 32 },
  });
  const answer = async (id: number, offset: number, length: number): Promise<void> => {
    try {
      const bytes = Uint8Array.from(await read(offset, length)).buffer; // a copy of its own, to be given away
      worker.postMessage({ id, bytes } satisfies ToWorker, [bytes]);
    } catch (error) {
      worker.postMessage({ id, problem: messageOf(error) } satisfies ToWorker, []);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ParquetPreview>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it takes too long to read')), LONGEST_MS);
      worker.on('error', reject); // also when it takes too much memory
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'done') resolve(message.preview);
        else if (message.kind === 'failed') reject(new Error(message.problem));
        else void answer(message.id, message.offset, message.length);
      });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
};
