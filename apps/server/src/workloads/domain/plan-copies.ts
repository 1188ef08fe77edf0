// What is copied for a plan run: its inputs into HDFS, its outputs out of it, as transfers that an agent makes (JOB-2). Pure. Ids
// are derived from the plan run, so that asking a second time after a crash is asking for the same copy.
import type { TransferAction } from '@argosy/contract/agent/protocol';
import { idOfTry } from './further-tries.ts';
import { substituteText } from './parameters.ts';
import { type PlanRun, timeOf, zoneOf } from './plan.ts';

/** HDFS as a node reaches it. */
export interface HdfsDoor {
  /** `http://<address>:<port>`. */
  readonly webHdfs: string;
  readonly user: string;
}

/** A file to be brought out. */
export interface OutputFile {
  /** `<output>/<file>`, where it is kept below the plan run's own folder. */
  readonly path: string;
  readonly hdfsPath: string;
}

/** The action that makes the copy by its `try`, told by the ids of both. */
export const copyIn = (actionId: string): { readonly id: string; readonly try: number } | undefined => {
  const [, id, number = '1'] = /^(.+-(?:in|out)-\d+)(?:-(\d+))?$/.exec(actionId) ?? [];
  return id === undefined ? undefined : { id, try: Number(number) };
};

export const inputId = (planRunId: string, position: number): string => `${planRunId}-in-${position}`;
export const outputId = (planRunId: string, position: number): string => `${planRunId}-out-${position}`;

/** An hour for one input or output: a copy that takes longer has stopped moving, and the age of the cluster guards the rest. */
const transferTimeoutMs = 3_600_000;

/** Copies the files of the plan's input at `position` from the server into its HDFS directory, one after the other. */
export function inputTransfer(
  planRun: PlanRun,
  { position, try: number }: { readonly position: number; readonly try: number },
  hdfs: HdfsDoor,
): TransferAction {
  const input = planRun.spec.inputs[position];
  const to = input && substitutePath(planRun, input.to, 'inputs');
  const items = (input?.from ?? []).map(({ name, sha256 }) => ({
    from: { file: sha256 },
    to: { url: `${webHdfsUrl(hdfs, `${to}/${name}`, 'CREATE')}&overwrite=true`, twoStep: true },
  }));
  return { kind: 'transfer', id: idOfTry(inputId(planRun.id, position), number), items, timeoutMs: transferTimeoutMs };
}

/** Copies files out of HDFS to the server. */
export function outputTransfer(
  planRunId: string,
  { id, try: number, files }: { readonly id: string; readonly try: number; readonly files: readonly OutputFile[] },
  hdfs: HdfsDoor,
): TransferAction {
  const items = files.map(({ path, hdfsPath }) => ({
    from: { url: webHdfsUrl(hdfs, hdfsPath, 'OPEN') },
    to: { server: `outputs/${planRunId}/${path.split('/').map(encodeURIComponent).join('/')}` },
  }));
  return { kind: 'transfer', id: idOfTry(id, number), items, timeoutMs: transferTimeoutMs };
}

/** A path of the plan with its parameters in place; `${run.id}` is the plan run's. A slash at the end says nothing. */
export function substitutePath(planRun: PlanRun, path: string, where: string): string {
  const context = { runId: planRun.id, planName: planRun.name, at: timeOf(planRun), timeZone: zoneOf(planRun.spec) };
  return substituteText(path, where, planRun.parameters, context).replace(/\/+$/, '');
}

export function webHdfsUrl(
  { webHdfs, user }: HdfsDoor,
  path: string,
  operation: 'CREATE' | 'OPEN' | 'LISTSTATUS' | 'GETFILESTATUS',
): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${webHdfs}/webhdfs/v1${encoded === '' ? '/' : encoded}?op=${operation}&user.name=${encodeURIComponent(user)}`;
}
