// What tests and benches of jobs do over and over, said once: files sent, a job run, its end and its log awaited.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Client } from '@argosy/client';
import { clusterCreate, clusterGet, clusterRelease, type ClusterView } from '@argosy/contract/clusters/operations';
import type { BodyOf } from '@argosy/contract/operation';
import type { FileReference } from '@argosy/contract/workloads/job-spec';
import { filePut, jobCreate, jobLogs, jobRun, runGet, type RunView } from '@argosy/contract/workloads/operations';
import { endedRunStates, type RunState } from '@argosy/contract/workloads/vocabulary';
import { restingClusterStates, type ClusterState } from '@argosy/contract/clusters/vocabulary';

export type JobBody = BodyOf<typeof jobCreate>;

export const programs = join(import.meta.dirname, 'programs');

const atRest: readonly ClusterState[] = restingClusterStates;
const ended: readonly RunState[] = endedRunStates;

/** A cluster of one node, once it has come to rest. */
export async function aCluster(client: Client, name: string): Promise<ClusterView> {
  const nodeGroups = [{ role: 'master', machineType: 'local.large' }] as const;
  const asked = await client.call(clusterCreate, { body: { name, nodeGroups: [...nodeGroups] } });
  return clusterAtRest(client, asked);
}

export async function releaseCluster(client: Client, clusterId: string): Promise<ClusterView> {
  return clusterAtRest(client, await client.call(clusterRelease, { params: { clusterId } }));
}

export async function clusterAtRest(client: Client, asked: ClusterView): Promise<ClusterView> {
  let cluster = asked;
  while (!atRest.includes(cluster.state)) {
    cluster = await client.call(clusterGet, { params: { clusterId: cluster.id }, query: { wait: 60 } });
  }
  return cluster;
}

export async function upload(client: Client, file: string): Promise<FileReference> {
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  await client.upload(filePut, { params: { sha256 }, file });
  return { name: basename(file), sha256 };
}

export async function startJob(client: Client, clusterId: string, body: JobBody): Promise<RunView> {
  const job = await client.call(jobCreate, { body });
  return client.call(jobRun, { params: { jobId: job.id }, body: { clusterId } });
}

/** The run once `holds`, which is asked at each change. */
export async function runOnce(client: Client, runId: string, holds: (run: RunView) => boolean): Promise<RunView> {
  for (;;) {
    const run = await client.call(runGet, { params: { runId }, query: {} });
    if (holds(run)) return run;
    await client.call(runGet, { params: { runId }, query: { wait: 1 } }); // ends early when the run does
  }
}

export async function runToItsEnd(client: Client, clusterId: string, body: JobBody): Promise<RunView> {
  let run = await startJob(client, clusterId, body);
  while (!ended.includes(run.state))
    run = await client.call(runGet, { params: { runId: run.id }, query: { wait: 60 } });
  return run;
}

/** The whole of a log: the driver's output, unless `path` says another. */
export async function logOf(client: Client, runId: string, path?: string): Promise<string> {
  let text = '';
  for (let offset = 0; ;) {
    const piece = await client.call(jobLogs, { params: { runId }, query: { offset, wait: 5, ...(path && { path }) } });
    text += piece.text;
    if (piece.complete) return text;
    offset = piece.nextOffset;
  }
}
