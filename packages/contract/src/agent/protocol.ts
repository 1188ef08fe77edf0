// What the server and a node's agent say to each other over one WebSocket that the agent opens (`/v1/agent`, authorized by
// the node's token). Types only: both ends are ours, and the agent has to start fast. A message is one JSON text frame.
//
// The agent is told what its node should be (`spec`, by generation: an older one than it has seen is refused) and what to do
// once (`act`, by id: an id it knows is not done again). It reports what it sees. It knows nothing of Hadoop: daemons are
// command lines, readiness is a probe, a transfer is a copy between two HTTP addresses or files.
import type { Facts } from '@argosy/kernel/errors';
import type { DaemonState } from '../clusters/vocabulary.ts';

export const agentProtocol = 1;

// --- what a node should be ----------------------------------------------------------------------------------------

export interface NodeSpec {
  readonly generation: number;
  readonly nodeId: string;
  /** Paths relative to the node's own folder. */
  readonly directories: readonly string[];
  readonly files: readonly NodeFile[];
  readonly daemons: readonly DaemonSpec[];
  /** What this node can see of the whole cluster, reported by name; each is false until it was first seen to hold. */
  readonly probes: readonly { readonly name: string; readonly probe: Probe }[];
}

export interface NodeFile {
  readonly path: string;
  /** In text (`utf8`) `{node}` stands for the node's folder, as in command lines. */
  readonly content: string;
  readonly encoding: 'utf8' | 'base64';
  readonly mode: number;
  /** `once`: written when absent and never again (a formatted name directory); `always`: made equal to `content`. */
  readonly write: 'once' | 'always';
}

export interface DaemonSpec {
  readonly name: string;
  readonly component: string;
  readonly wanted: 'running' | 'stopped';
  /** `{node}` in any argument or value stands for the absolute path of the node's folder. A daemon that runs with another
   *  command line or environment than this is stopped and started anew; changed files alone restart nothing. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Until it is ready it stands behind others in the queue for CPU. */
  readonly startsBehindOthers?: true;
  /** Ports on the node's address that must be free before it starts. */
  readonly ports: readonly number[];
  /** Started only when all of these hold. */
  readonly waitsFor: readonly Probe[];
  readonly ready: Probe;
  readonly readyTimeoutMs: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT' | 'SIGKILL';
  readonly stopTimeoutMs: number;
  /** Stopped in rising order; equal ones together. */
  readonly stopOrder: number;
}

/** A question whose answer is yes or no, asked again until it is yes (each 50 ms) and then now and then (each 5 s). */
export type Probe =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'http';
      readonly url: string;
      /** Every one must hold in the JSON answer; `path` is keys and indexes joined by dots. None: any 2xx will do. */
      readonly expect: readonly {
        readonly path: string;
        readonly equals?: string | number;
        readonly atLeast?: number;
      }[];
    };

// --- what it does once --------------------------------------------------------------------------------------------

export type ActionSpec = ExecAction | TransferAction;

/** Runs a program in a folder of its own, `actions/<id>/work`, with stdout and stderr beside it. */
export interface ExecAction {
  readonly kind: 'exec';
  readonly id: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Uploaded files put into the folder first; fetched from the server by hash. */
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly mode: number }[];
  /** Text files put into the folder first. */
  readonly texts: readonly { readonly name: string; readonly content: string; readonly mode: number }[];
  /** A Python environment of pinned requirements; its `bin` comes first in PATH and its python is PYSPARK_PYTHON. */
  readonly python?: { readonly requirements: readonly string[] };
  readonly timeoutMs: number;
}

/** Copies, one after the other. WebHDFS wants a PUT in two steps: `twoStep` asks for the address first. */
export interface TransferAction {
  readonly kind: 'transfer';
  readonly id: string;
  readonly items: readonly TransferItem[];
  readonly timeoutMs: number;
}

export interface TransferItem {
  /** `file`: an uploaded file of the server, by hash; `path`: below the node's folder; `url`: read by GET. */
  readonly from: { readonly file: string } | { readonly path: string } | { readonly url: string };
  /** `url`: written by PUT; `server`: put to the server under this path, relative to `/v1/agent/`. */
  readonly to: { readonly url: string; readonly twoStep: boolean } | { readonly server: string };
  readonly compress?: 'gzip';
}

// --- terminals ----------------------------------------------------------------------------------------------------

/** A terminal is a WebSocket of its own, which the agent opens when it is told to: `/v1/agent/terminals/<id>`, authorized by
 *  the node's token and, in the header `terminalSecretHeader`, by the secret that only the message named. It begins with
 *  `opened` or `error`; binary frames are then the bytes of the terminal. Its end is the end of everything in it. */
export interface TerminalSpec {
  readonly id: string;
  readonly secret: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What the prompt shows of where one is, such as `nightly/master-1`. */
  readonly title: string;
  readonly cols: number;
  readonly rows: number;
}

export const terminalSecretHeader = 'x-argosy-terminal';
export const terminalPath = '/v1/agent/terminals/';

/** Text frames of a terminal from the agent. */
export type TerminalReport =
  | { readonly type: 'opened' }
  | { readonly type: 'exit'; readonly exitCode: number }
  | { readonly type: 'error'; readonly problem: string };

/** Text frames of a terminal to the agent. */
export interface TerminalOrder {
  readonly type: 'resize';
  readonly cols: number;
  readonly rows: number;
}

// --- what it reports ----------------------------------------------------------------------------------------------

export interface DaemonReport {
  readonly name: string;
  readonly component: string;
  readonly state: DaemonState;
  readonly ready: boolean;
  readonly pid?: number;
  readonly startedAt?: string;
  readonly restarts: number;
  readonly lastExit?: { readonly code: number | null; readonly signal: string | null; readonly at: string };
  /** Why it does not start, or did not stay; with the last lines of its log. The agent goes on trying. */
  readonly problem?: ProblemReport;
  readonly cpuSeconds?: number;
  readonly rssBytes?: number;
}

export interface ProblemReport {
  readonly code: string;
  readonly facts: Facts;
  readonly command?: string;
  readonly lastLines?: readonly string[];
}

export interface NodeReport {
  /** The generation whose directories and files are in place; 0 before the first. */
  readonly generation: number;
  readonly setup: 'waiting' | 'done' | 'failed';
  readonly problem?: ProblemReport;
  readonly daemons: readonly DaemonReport[];
  readonly probes: Readonly<Record<string, boolean>>;
  readonly diskBytes?: number;
}

export type ActionState = 'running' | 'succeeded' | 'failed' | 'killed' | 'timed_out';

export interface ActionReport {
  readonly id: string;
  readonly state: ActionState;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** As a shell tells it: 128 + n after signal n. */
  readonly exitCode?: number;
  readonly problem?: ProblemReport;
  readonly bytesDone?: number;
  /** Of the program and all its children that it waited for; known once it has ended by itself. */
  readonly cpuSeconds?: number;
}

// --- the messages -------------------------------------------------------------------------------------------------

export type AgentMessage =
  | { readonly type: 'hello'; readonly protocol: number; readonly agentPid: number; readonly generation: number }
  | { readonly type: 'report'; readonly report: NodeReport }
  | { readonly type: 'action'; readonly action: ActionReport }
  | { readonly type: 'answer'; readonly requestId: number; readonly answer: Answer };

export type ServerMessage =
  | { readonly type: 'spec'; readonly spec: NodeSpec }
  | { readonly type: 'act'; readonly action: ActionSpec }
  | { readonly type: 'kill'; readonly actionId: string; readonly graceMs: number }
  /** The server has recorded how these ended; the agent may remove their folders. */
  | { readonly type: 'forget'; readonly actionIds: readonly string[] }
  | { readonly type: 'request'; readonly requestId: number; readonly request: Request }
  | { readonly type: 'terminal'; readonly terminal: TerminalSpec };

export type Request =
  /** Bytes of a file below the node's folder, as base64. */
  | { readonly kind: 'read'; readonly path: string; readonly offset: number; readonly limit: number }
  /** Files below a folder of the node's, with sizes, at any depth. */
  | { readonly kind: 'list'; readonly path: string }
  /** Lines of a file below the node's folder that have `text` in them. Backward from `offset` or the end, or forward. */
  | {
      readonly kind: 'search';
      readonly path: string;
      readonly text: string;
      readonly ignoreCase: boolean;
      readonly direction: 'backward' | 'forward';
      readonly offset?: number;
      readonly limit: number;
    }
  /** A body of any length between an address of the cluster and the server, which has it or waits for it at
   *  `/v1/agent/streams/<stream>`. `out`: what GET of `url` answers goes to the server; answered as soon as it begins. `in`:
   *  what the server gives goes by PUT to where `url` leads; answered when it ended. Redirections lead to `hosts` only. A
   *  status other than 2xx is answered with the beginning of its body, and nothing is carried. */
  | {
      readonly kind: 'carry';
      readonly direction: 'in' | 'out';
      readonly url: string;
      readonly stream: string;
      readonly hosts: readonly string[];
    }
  /** A small HTTP exchange from the node, so that the server needs no road to it; bodies up to 8 MiB. */
  | {
      readonly kind: 'http';
      readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
      readonly url: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly bodyEncoding?: 'utf8' | 'base64';
      readonly timeoutMs: number;
    };

export type Answer =
  | { readonly kind: 'read'; readonly base64: string; readonly sizeBytes: number }
  | {
      readonly kind: 'list';
      readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number }[];
    }
  | {
      readonly kind: 'search';
      readonly matches: readonly { readonly offset: number; readonly line: string }[];
      readonly nextOffset?: number;
      readonly searchedBytes: number;
      readonly sizeBytes: number;
    }
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly base64: string;
    }
  | { readonly kind: 'problem'; readonly problem: ProblemReport };

/** Written by the provider that made the host, read by the agent at its start. */
export interface AgentSettings {
  readonly nodeId: string;
  readonly token: string;
  /** A file that holds `{ "url": … }` of the server: it is read again at each try to connect, so a server may move. */
  readonly serverFile: string;
  readonly directory: string;
  readonly address: string;
  /** Who runs daemons and actions, when the agent itself is root. */
  readonly user?: { readonly name: string; readonly uid: number; readonly gid: number };
  /** Where Python environments are kept, shared by the nodes of this host. */
  readonly environments: string;
}
