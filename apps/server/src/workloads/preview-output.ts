// Finds a file that was brought out for a plan run, and shows its beginning (JOB-2).
import { open, stat } from 'node:fs/promises';
import type { PreviewView } from '@argosy/contract/workloads/operations';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { isPng, previewOf } from './domain/preview.ts';
import { outputFile } from './plan-copying.ts';
import type { PlansDeps } from './plans-deps.ts';
import { getPlanRun } from './read-plans.ts';

interface AskedOutput {
  readonly planRunId: string;
  readonly path: string;
}

/** Enough for the rows that are shown of any but the broadest table, and read in a moment. */
const previewBytes = 1_048_576;

/** Only what was recorded as brought out is given out: a path that leads elsewhere is none of these.
 *  Refuses: plan_run_not_found, output_not_found. */
export async function findOutput(
  deps: PlansDeps,
  caller: Caller,
  { planRunId, path }: AskedOutput,
): Promise<{ readonly file: string; readonly sizeBytes: number; readonly isPng: boolean }> {
  const { outputs } = await getPlanRun(deps, caller, planRunId);
  const file = outputFile(deps, planRunId, path);
  const found = outputs.some((output) => output.path === path) ? await stat(file).catch(() => undefined) : undefined;
  if (!found) throw refusal('output_not_found', { planRunId, path });
  return { file, sizeBytes: found.size, isPng: path.endsWith('.png') && isPng(await beginningOf(file, 8)) };
}

/** Refuses: plan_run_not_found, output_not_found. */
export async function previewOutput(
  deps: PlansDeps,
  caller: Caller,
  asked: AskedOutput & { readonly limit: number; readonly header?: boolean | undefined },
): Promise<PreviewView> {
  const { file, sizeBytes } = await findOutput(deps, caller, asked);
  const { path, limit, header } = asked;
  const beginning = await beginningOf(file, previewBytes);
  return { path, sizeBytes, ...previewOf(path, beginning, { isWhole: beginning.length >= sizeBytes, limit, header }) };
}

async function beginningOf(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
