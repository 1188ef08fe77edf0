// The words of clusters: states, roles, reasons, and in which states what may be done. The server's refusal and the reason a
// person sees come from the same line.

export const clusterStates = [
  'STARTING', // hosts are being made, packages installed, services started
  'BOOTSTRAPPING', // the customer's own scripts run
  'RUNNING', // HDFS is out of safe mode and writable, YARN has its nodes
  'TERMINATING',
  'TERMINATED',
  'START_FAILED', // it never ran; what was made has been removed, unless kept for a look
  'TERMINATED_WITH_ERRORS', // gone after it had failed while running
  'TERMINATE_FAILED', // something could not be removed; the reason names it; tried again each ten minutes, or when asked
] as const;
export type ClusterState = (typeof clusterStates)[number];

/** Where a cluster comes to rest: nobody has to wait for what comes next. */
export const restingClusterStates = [
  'RUNNING',
  'TERMINATED',
  'START_FAILED',
  'TERMINATED_WITH_ERRORS',
  'TERMINATE_FAILED',
] as const satisfies readonly ClusterState[];

/** Where it is being made or released. */
export const movingClusterStates = [
  'STARTING',
  'BOOTSTRAPPING',
  'TERMINATING',
] as const satisfies readonly ClusterState[];

/** A cluster's whole life. */
export const clusterMoves = {
  STARTING: ['BOOTSTRAPPING', 'RUNNING', 'START_FAILED', 'TERMINATING'],
  BOOTSTRAPPING: ['RUNNING', 'START_FAILED', 'TERMINATING'],
  RUNNING: ['TERMINATING'],
  TERMINATING: ['TERMINATED', 'TERMINATED_WITH_ERRORS', 'TERMINATE_FAILED', 'START_FAILED'],
  TERMINATE_FAILED: ['TERMINATING'],
  START_FAILED: ['TERMINATING'], // only one that was kept for a look still has something to remove
  TERMINATED: [],
  TERMINATED_WITH_ERRORS: [],
} as const satisfies Record<ClusterState, readonly ClusterState[]>;

/** Why a cluster is in its state; the words are those of the E-MapReduce API. */
export const stateReasonCodes = [
  'UserRequest',
  'ServerDrained',
  'ValidationFail',
  'ResourceNotEnough',
  'ReleaseInstallFailure',
  'BootstrapFailure',
  'ServiceFailure',
  'NodeFailure',
  'MaximumAgeReached',
  'InternalError',
] as const;
export type StateReasonCode = (typeof stateReasonCodes)[number];

export const nodeRoles = ['master', 'core', 'task', 'gateway'] as const;
export type NodeRole = (typeof nodeRoles)[number];

export const nodeStates = ['PENDING', 'STARTING', 'RUNNING', 'LOST', 'STOPPING', 'TERMINATED'] as const;
export type NodeState = (typeof nodeStates)[number];

export const daemonStates = ['WAITING', 'STARTING', 'STARTED', 'START_FAILED', 'STOPPING', 'STOPPED'] as const;
export type DaemonState = (typeof daemonStates)[number];

/** Whether new things can be made in a region or zone. */
export const regionStates = ['available', 'full', 'closed'] as const;

/** What a region can offer. */
export const regionOffers = ['clusters', 'jobs', 'plans'] as const;

/** In which states an action is allowed, and what is said otherwise. */
export interface ActionRule<State extends string> {
  readonly allowedIn: readonly State[];
  readonly otherwise: string;
}

export const clusterActions = {
  release: {
    allowedIn: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'TERMINATE_FAILED', 'START_FAILED'],
    otherwise: 'cluster_already_leaving',
  },
  update: { allowedIn: ['STARTING', 'BOOTSTRAPPING', 'RUNNING'], otherwise: 'cluster_already_leaving' },
  run: { allowedIn: ['STARTING', 'BOOTSTRAPPING', 'RUNNING'], otherwise: 'cluster_not_running' },
} as const satisfies Record<string, ActionRule<ClusterState>>;
