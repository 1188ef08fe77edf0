// Words that every page and the home page say: facts of jobs, plans and their runs, states and phases. Apart from those of the
// pages, so that the first load brings no more than it shows.
import type {
  AttemptState,
  phaseDetails,
  PlanJobState,
  PlanPhase,
  PlanRunState,
  RunState,
} from '@argosy/contract/workloads/vocabulary';
import { textTable } from '../app/text.ts';

export const workloadsTold = textTable('workloadsTold', {
  stateWaiting: { en: 'Waiting', zh: '等待' },
  stateSubmitted: { en: 'Submitted', zh: '已提交' },
  stateRunning: { en: 'Running', zh: '运行中' },
  stateSucceeded: { en: 'Succeeded', zh: '成功' },
  stateFailed: { en: 'Failed', zh: '失败' },
  stateKilled: { en: 'Killed', zh: '已终止' },
  stateLost: { en: 'Lost', zh: '丢失' },
  stateSkipped: { en: 'Skipped', zh: '已跳过' },
  attemptPreparing: { en: 'Preparing', zh: '准备中' },
  attemptSubmitting: { en: 'Being submitted', zh: '提交中' },
  attemptHandedOver: { en: 'Waits for room', zh: '等待资源' },
  phaseInstall: { en: 'Release', zh: '发行版' },
  phaseCluster: { en: 'Cluster', zh: '集群' },
  phaseInputs: { en: 'Inputs', zh: '输入' },
  phaseJobs: { en: 'Jobs', zh: '作业' },
  phaseOutputs: { en: 'Outputs', zh: '输出' },
  phaseRelease: { en: 'Let the cluster go', zh: '释放集群' },
  detailEndingCopies: { en: 'ending its copies', zh: '正在结束复制' },
  detailEndingRuns: { en: 'ending its runs', zh: '正在结束运行' },
  detailKilled: { en: 'killed', zh: '已终止' },
  detailNoCluster: { en: 'no cluster was made', zh: '未创建集群' },
  detailStanding: { en: 'the cluster was there before', zh: '集群原已存在' },
  detailKept: { en: 'the cluster is kept', zh: '集群予以保留' },
  isRun: { en: 'Plan {{name}} is run', zh: '正在运行执行计划 {{name}}' },
  eventJobCreated: { en: 'Job {{name}} was created', zh: '已创建作业 {{name}}' },
  eventJobUpdated: { en: 'Job {{name}} was changed', zh: '作业 {{name}} 已修改' },
  eventJobDeleted: { en: 'Job {{name}} was deleted', zh: '作业 {{name}} 已删除' },
  eventPlanCreated: { en: 'Plan {{name}} was created', zh: '已创建执行计划 {{name}}' },
  eventPlanUpdated: { en: 'Plan {{name}} was changed', zh: '执行计划 {{name}} 已修改' },
  eventPlanDeleted: { en: 'Plan {{name}} was deleted', zh: '执行计划 {{name}} 已删除' },
  eventPlanPaused: { en: 'The schedule of plan {{name}} was paused', zh: '执行计划 {{name}} 的调度已暂停' },
  eventPlanResumed: { en: 'The schedule of plan {{name}} was resumed', zh: '执行计划 {{name}} 的调度已恢复' },
  eventScheduleSkipped: { en: 'Plan {{name}} skipped a time', zh: '执行计划 {{name}} 跳过了一次调度' },
  eventPlanRunRequested: { en: 'Plan {{name}} was started', zh: '执行计划 {{name}} 已启动' },
  eventPlanRunSucceeded: { en: 'Plan {{name}} has succeeded', zh: '执行计划 {{name}} 运行成功' },
  eventPlanRunFailed: { en: 'Plan {{name}} has failed', zh: '执行计划 {{name}} 运行失败' },
  eventPlanRunKilled: { en: 'Plan {{name}} was killed', zh: '执行计划 {{name}} 已终止' },
  eventRunSubmitted: { en: 'Job {{name}} was submitted', zh: '作业 {{name}} 已提交' },
  eventRunSucceeded: { en: 'Job {{name}} has succeeded', zh: '作业 {{name}} 运行成功' },
  eventRunFailed: { en: 'Job {{name}} has failed', zh: '作业 {{name}} 运行失败' },
  eventRunKilled: { en: 'Job {{name}} was killed', zh: '作业 {{name}} 已终止' },
  eventRunLost: { en: 'Job {{name}} was lost with its cluster', zh: '作业 {{name}} 随集群丢失' },
});

type Word = keyof typeof workloadsTold.table;

export const stateTexts = {
  WAITING: 'stateWaiting',
  SUBMITTED: 'stateSubmitted',
  RUNNING: 'stateRunning',
  SUCCEEDED: 'stateSucceeded',
  FAILED: 'stateFailed',
  KILLED: 'stateKilled',
  LOST: 'stateLost',
  SKIPPED: 'stateSkipped',
} as const satisfies Record<PlanJobState | PlanRunState | RunState, Word>;

export const attemptTexts = {
  preparing: 'attemptPreparing',
  submitting: 'attemptSubmitting',
  handed_over: 'attemptHandedOver',
  running: 'stateRunning',
  succeeded: 'stateSucceeded',
  failed: 'stateFailed',
  killed: 'stateKilled',
  lost: 'stateLost',
} as const satisfies Record<AttemptState, Word>;

export const phaseTexts = {
  install: 'phaseInstall',
  cluster: 'phaseCluster',
  inputs: 'phaseInputs',
  jobs: 'phaseJobs',
  outputs: 'phaseOutputs',
  release: 'phaseRelease',
} as const satisfies Record<PlanPhase, Word>;

type Detail = (typeof phaseDetails)[keyof typeof phaseDetails];

const details = {
  'ending its copies': 'detailEndingCopies',
  'ending its runs': 'detailEndingRuns',
  killed: 'detailKilled',
  'no cluster was made': 'detailNoCluster',
  'the cluster was there before': 'detailStanding',
  'the cluster is kept': 'detailKept',
} as const satisfies Record<Detail, Word>;

/** Of a phase; what is none of these is names and numbers. */
export const phaseDetailTexts: Readonly<Record<string, (typeof details)[Detail]>> = details;
