// YARN's ResourceManager over its REST interface: takes applications, tells how they are, kills them. One question tells of
// all applications together, so that a thousand runs cost no more questions than one.
import * as z from 'zod';
import { Instant } from '@argosy/kernel/time';
import { exitCodeIn, type YarnApplication } from '../domain/yarn-application.ts';
import { type NodeHttp, type NodeRequest, type NodeResponse, remoteSentence, UnexpectedAnswer } from './node-http.ts';

/** The body of `POST /ws/v1/cluster/apps`, as YARN spells it; maps are written as lists there. */
export interface YarnSubmission {
  readonly 'application-id': string;
  readonly 'application-name': string;
  readonly 'application-type': string;
  readonly 'application-tags': readonly string[];
  /** YARN's own choice, if left out. */
  readonly queue?: string;
  readonly 'max-app-attempts': number;
  readonly 'keep-containers-across-application-attempts': boolean;
  readonly resource: { readonly memory: number; readonly vCores: number };
  readonly 'am-container-spec': {
    readonly 'local-resources': readonly {
      readonly key: string;
      readonly value: {
        readonly resource: string;
        readonly type: 'FILE' | 'ARCHIVE';
        readonly visibility: 'PRIVATE';
        readonly size: number;
        readonly timestamp: number;
      };
    }[];
    readonly environment: Readonly<Record<string, string>>;
    readonly command: string;
  };
}

const application = z.object({
  id: z.string(),
  state: z.enum(['NEW', 'NEW_SAVING', 'SUBMITTED', 'ACCEPTED', 'RUNNING', 'FINISHED', 'FAILED', 'KILLED']),
  finalStatus: z.enum(['UNDEFINED', 'SUCCEEDED', 'FAILED', 'KILLED', 'ENDED']),
  progress: z.number().catch(0),
  trackingUrl: z.string().optional(),
  diagnostics: z.string().default(''),
  applicationTags: z.string().default(''),
  startedTime: z.number(),
  launchTime: z.number().default(0),
  finishedTime: z.number(),
  amContainerLogs: z.string().optional(),
  amHostHttpAddress: z.string().optional(),
  memorySeconds: z.number().default(0),
  vcoreSeconds: z.number().default(0),
});

const applicationList = z.object({
  apps: z
    .object({ app: z.array(application).optional() })
    .nullable()
    .optional(),
});

export interface ResourceManager {
  /** A new id. It means nothing to YARN until something is submitted under it. */
  newApplicationId(): Promise<string>;
  /** Hands an application over. `refused`: YARN read it and does not want it. */
  submit(
    submission: YarnSubmission,
  ): Promise<{ readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly problem: string }>;
  /** Every application that YARN knows and that started at `sinceMs` or later. */
  list(sinceMs: number): Promise<readonly YarnApplication[]>;
  kill(applicationId: string): Promise<void>;
  /** The containers that the application has just now; those that have ended are forgotten. */
  containers(applicationId: string): Promise<readonly YarnContainer[]>;
}

export interface YarnContainer {
  readonly id: string;
  /** Name or address of its node, as the NodeManager calls itself. */
  readonly host: string;
  readonly vcores: number;
  readonly memoryMb: number;
  readonly startedAt: Instant;
}

const attemptList = z.object({
  appAttempts: z.object({ appAttempt: z.array(z.object({ appAttemptId: z.string() })).default([]) }).nullable(),
});

const containerList = z.object({
  container: z
    .array(
      z.object({
        containerId: z.string(),
        allocatedMB: z.number(),
        allocatedVCores: z.number(),
        assignedNodeId: z.string().default(''),
        startedTime: z.number(),
      }),
    )
    .default([]),
});

/** The ResourceManager at `url` (`http://<address>:8088`), asked as `user`. */
export function resourceManagerAt(url: string, user: string, http: NodeHttp): ResourceManager {
  const as = `user.name=${encodeURIComponent(user)}`;
  const ask = async (request: NodeRequest, ...expected: readonly number[]): Promise<NodeResponse> => {
    const response = await http(request);
    if (!expected.includes(response.status)) throw new UnexpectedAnswer(request, response);
    return response;
  };
  return {
    async newApplicationId() {
      const request = { method: 'POST', url: `${url}/ws/v1/cluster/apps/new-application?${as}` } as const;
      const answer = await ask(request, 200);
      return z.object({ 'application-id': z.string() }).parse(parse(answer))['application-id'];
    },
    async submit(submission) {
      const request = { method: 'POST', url: `${url}/ws/v1/cluster/apps?${as}`, body: onTheWire(submission) } as const;
      const response = await http(request);
      if (response.status === 202) return { kind: 'accepted' };
      if (response.status >= 500 && response.status !== 500) throw new UnexpectedAnswer(request, response);
      // Submitting an id again answers 202 while YARN knows it: a second try after a crash is no second application.
      return { kind: 'refused', problem: remoteSentence(response) };
    },
    async list(sinceMs) {
      const answer = await ask(
        {
          method: 'GET',
          url: `${url}/ws/v1/cluster/apps?startedTimeBegin=${sinceMs}&deSelects=resourceRequests,timeouts,appNodeLabelExpression,amNodeLabelExpression,resourceInfo`,
        },
        200,
      );
      return (applicationList.parse(parse(answer)).apps?.app ?? []).map((row) => toApplication(row, url));
    },
    async kill(applicationId) {
      const request = {
        method: 'PUT',
        url: `${url}/ws/v1/cluster/apps/${applicationId}/state?${as}`,
        body: { state: 'KILLED' },
      } as const;
      await ask(request, 200, 202, 404); // 404: it is not there, which is what was wanted
    },
    async containers(applicationId) {
      const attempts = `${url}/ws/v1/cluster/apps/${applicationId}/appattempts`;
      const answer = await ask({ method: 'GET', url: attempts }, 200);
      const latest = attemptList.parse(parse(answer)).appAttempts?.appAttempt.at(-1)?.appAttemptId;
      if (latest === undefined) return [];
      const listed = await ask({ method: 'GET', url: `${attempts}/${latest}/containers` }, 200);
      return containerList.parse(parse(listed)).container.map((row) => ({
        id: row.containerId,
        host: row.assignedNodeId.replace(/:\d+$/, ''),
        vcores: row.allocatedVCores,
        memoryMb: row.allocatedMB,
        startedAt: Instant.fromEpochMilliseconds(row.startedTime),
      }));
    },
  };
}

const over: readonly string[] = ['FINISHED', 'FAILED', 'KILLED'];
const lastLinesKept = 20;

function toApplication(row: z.infer<typeof application>, url: string): YarnApplication {
  const isOver = over.includes(row.state);
  return {
    id: row.id,
    tags: row.applicationTags.split(',').filter(Boolean),
    isRunning: row.state === 'RUNNING',
    isOver,
    outcome: isOver ? outcomeOf(row) : undefined,
    startedAt: Instant.fromEpochMilliseconds(row.launchTime || row.startedTime),
    progress: Math.max(0, Math.min(1, row.progress / 100)),
    // YARN calls any address of its own machine by this name; with loopback addresses it is always the wrong one
    trackingUrl:
      row.trackingUrl === 'UNASSIGNED' ? undefined : row.trackingUrl?.replace(/^http:\/\/localhost:\d+/, url),
    exitCode: exitCodeIn(row.diagnostics),
    lastLines: row.diagnostics.split('\n').filter(Boolean).slice(-lastLinesKept),
    usage: { vcoreSeconds: row.vcoreSeconds, memoryMbSeconds: row.memorySeconds },
  };
}

/** An application says itself how it ended; where it could not, YARN's own state tells. */
function outcomeOf(row: z.infer<typeof application>): 'succeeded' | 'failed' | 'killed' {
  if (row.state === 'KILLED' || row.finalStatus === 'KILLED') return 'killed';
  return row.state === 'FINISHED' && row.finalStatus === 'SUCCEEDED' ? 'succeeded' : 'failed';
}

/** YARN's REST reads the maps of a container as `{ entry: [{ key, value }] }`. */
function onTheWire(submission: YarnSubmission): Record<string, unknown> {
  const container = submission['am-container-spec'];
  return {
    ...submission,
    'application-tags': { tag: submission['application-tags'] },
    'am-container-spec': {
      'local-resources': { entry: container['local-resources'] },
      environment: { entry: Object.entries(container.environment).map(([key, value]) => ({ key, value })) },
      commands: { command: container.command },
    },
  };
}

function parse(response: NodeResponse): unknown {
  return JSON.parse(response.body.toString('utf8'));
}
