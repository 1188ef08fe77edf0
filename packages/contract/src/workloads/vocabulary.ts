// The words of workloads.
//   job             what a customer configured once: kind, program, arguments, resources (JOB-1)
//   run             one execution of a job on a cluster; once ended it never starts again
//   attempt         one try of a run; a failed or lost attempt may be followed by another while the run goes on
//   task            one of the equal processes of a shell run, spread over nodes
//   plan            an execution plan: jobs in order and the cluster they need (JOB-2)
//   plan run        one execution of a plan

export const jobKinds = ['shell', 'mapreduce', 'spark-jar', 'spark-python', 'spark-sql'] as const;
export type JobKind = (typeof jobKinds)[number];

/** Programs that come with the release, by the kind of job they are for. */
export const releasePrograms = {
  mapreduce: 'release:mapreduce-examples',
  'spark-jar': 'release:spark-examples',
} as const;

export const runStates = [
  'SUBMITTED', // accepted; waiting for its cluster, for a free place on it, or for YARN to give it a container
  'RUNNING', // its driver, application master or first task runs
  'SUCCEEDED',
  'FAILED',
  'KILLED',
  'LOST', // the cluster went away under it, or forgot it, and no attempt is left
] as const;
export type RunState = (typeof runStates)[number];

export const endedRunStates = ['SUCCEEDED', 'FAILED', 'KILLED', 'LOST'] as const satisfies readonly RunState[];

/** A run's whole life: ended is ended. RUNNING goes back to SUBMITTED when a further attempt is made. */
export const runMoves = {
  SUBMITTED: ['RUNNING', 'SUCCEEDED', 'FAILED', 'KILLED', 'LOST'],
  RUNNING: ['SUBMITTED', 'SUCCEEDED', 'FAILED', 'KILLED', 'LOST'],
  SUCCEEDED: [],
  FAILED: [],
  KILLED: [],
  LOST: [],
} as const satisfies Record<RunState, readonly RunState[]>;

/** An attempt's: `preparing` (environments, files into HDFS) → `submitting` (it has an application id) → `handed_over` →
 *  `running` → ended. */
export const attemptStates = [
  'preparing',
  'submitting',
  'handed_over',
  'running',
  'succeeded',
  'failed',
  'killed',
  'lost',
] as const;
export type AttemptState = (typeof attemptStates)[number];

/** What is told in the timeline of a run. */
export const runMoments = [
  'submitted',
  'attempt_began',
  'attempt_started',
  'attempt_ended',
  'kill_asked',
  'ended',
  'logs_kept',
] as const;
export type RunMoment = (typeof runMoments)[number];

/** The processes of a run: a shell run's tasks, a MapReduce run's client, an application's driver (its master) and its others. */
export const containerKinds = ['task', 'client', 'driver', 'container'] as const;
export type ContainerKind = (typeof containerKinds)[number];

/** As what a file of results is shown: the first four are tables; of an image and of what is neither there is nothing to read. */
export const previewForms = ['csv', 'tsv', 'json', 'jsonl', 'text', 'image', 'binary'] as const;
export type PreviewForm = (typeof previewForms)[number];

export const planRunStates = ['SUBMITTED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'KILLED'] as const;
export type PlanRunState = (typeof planRunStates)[number];
export const endedPlanRunStates = ['SUCCEEDED', 'FAILED', 'KILLED'] as const satisfies readonly PlanRunState[];

/** The phases of a plan run, in their order; `release` comes whatever happened before it. */
export const planPhases = ['install', 'cluster', 'inputs', 'jobs', 'outputs', 'release'] as const;
export type PlanPhase = (typeof planPhases)[number];

/** What a phase says of itself where it is more than numbers and names of steps; whoever shows it says it in the reader's
 *  language (chinese.ts). */
export const phaseDetails = {
  endingCopies: 'ending its copies',
  endingRuns: 'ending its runs',
  killed: 'killed',
  noCluster: 'no cluster was made',
  standingCluster: 'the cluster was there before',
  clusterKept: 'the cluster is kept',
} as const;

/** Which plan a rerun runs: that of the plan run which it repeats, or the one that is kept now. */
export const rerunPlans = ['as_run', 'as_it_is_now'] as const;
export type RerunPlan = (typeof rerunPlans)[number];

/** Why a rerun runs a job anew; of several reasons the first is told.
 *  - `chosen`: the rerun was asked to begin there
 *  - `added`, `changed`: it was not in the plan then, or was another there
 *  - `did_not_succeed`: in the plan run before
 *  - `inputs_changed`: files that the plan puts into HDFS are others
 *  - `overwritten`: something else of the plan has run on the cluster since, and its results may be others
 *  - `follows`: it needs one that runs anew for these reasons
 *  - `results_gone`: they went with their cluster, and one that runs anew needs them
 *  - `outputs_gone`: they went with their cluster, and may be among the outputs */
export const anewBecause = [
  'chosen',
  'added',
  'changed',
  'did_not_succeed',
  'inputs_changed',
  'overwritten',
  'follows',
  'results_gone',
  'outputs_gone',
] as const;
export type AnewBecause = (typeof anewBecause)[number];

/** Where a rerun takes place: on the one that was made for the plan run before and kept, on a standing one, or on a new one. */
export const rerunClusters = ['kept', 'standing', 'new'] as const;

/** A job inside a plan run: WAITING for those it needs, SKIPPED when one of them did not succeed. */
export const planJobStates = ['WAITING', ...runStates, 'SKIPPED'] as const;
export type PlanJobState = (typeof planJobStates)[number];
