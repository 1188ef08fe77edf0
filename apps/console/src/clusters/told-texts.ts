// Words that every page and the home page say: facts of clusters and releases, states and steps of clusters. Apart from those
// of the pages, so that the first load brings no more than it shows.
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { textTable } from '../app/text.ts';

export const clustersTold = textTable('clustersTold', {
  isMade: { en: 'Cluster {{name}} is being made', zh: '正在创建集群 {{name}}' },
  isReleased: { en: 'Cluster {{name}} is being released', zh: '正在释放集群 {{name}}' },
  stepValidate: { en: 'Check the request', zh: '校验请求' },
  stepInstall: { en: 'Provide the release', zh: '准备发行版' },
  stepHosts: { en: 'Make the hosts', zh: '创建主机' },
  stepScriptsBefore: { en: 'Run your scripts before the install', zh: '执行安装前引导脚本' },
  stepServices: { en: 'Start the services', zh: '启动服务' },
  stepHdfs: { en: 'HDFS serves', zh: 'HDFS 就绪' },
  stepYarn: { en: 'YARN serves', zh: 'YARN 就绪' },
  stepScriptsAfter: { en: 'Run your scripts after the start', zh: '执行启动后引导脚本' },
  stepRelease: { en: 'Stop the daemons and remove the hosts', zh: '停止守护进程并移除主机' },
  eventStarting: { en: 'Cluster {{name}} was asked for', zh: '已请求创建集群 {{name}}' },
  eventProgressed: { en: 'Cluster {{name}}: {{step}}, done', zh: '集群 {{name}}：{{step}}，已完成' },
  eventBootstrapping: { en: 'Cluster {{name}} runs your scripts', zh: '集群 {{name}} 正在执行引导脚本' },
  eventRunning: { en: 'Cluster {{name}} is running', zh: '集群 {{name}} 已运行' },
  eventUpdated: { en: 'Settings of cluster {{name}} were changed', zh: '集群 {{name}} 的设置已更改' },
  eventTerminating: { en: 'Cluster {{name}} is being released', zh: '集群 {{name}} 正在释放' },
  eventTerminated: { en: 'Cluster {{name}} was released', zh: '集群 {{name}} 已释放' },
  eventStartFailed: { en: 'Cluster {{name}} failed to start', zh: '集群 {{name}} 启动失败' },
  eventTerminatedWithErrors: { en: 'Cluster {{name}} was released after errors', zh: '集群 {{name}} 异常后已释放' },
  eventTerminateFailed: { en: 'Cluster {{name}} could not be released wholly', zh: '集群 {{name}} 未能完全释放' },
  eventNodeStarting: { en: '{{name}}: node {{node}} is being made', zh: '{{name}}：正在创建节点 {{node}}' },
  eventNodeRunning: { en: '{{name}}: node {{node}} is running', zh: '{{name}}：节点 {{node}} 已运行' },
  eventNodeLost: { en: '{{name}}: node {{node}} is lost', zh: '{{name}}：节点 {{node}} 失联' },
  eventNodeTerminated: { en: '{{name}}: node {{node}} was removed', zh: '{{name}}：节点 {{node}} 已移除' },
  eventDaemonFailed: {
    en: '{{name}}: {{daemon}} on {{node}} does not stay up',
    zh: '{{name}}：{{node}} 上的 {{daemon}} 无法保持运行',
  },
  eventDaemonRecovered: {
    en: '{{name}}: {{daemon}} on {{node}} runs again',
    zh: '{{name}}：{{node}} 上的 {{daemon}} 已恢复',
  },
  eventInstallRequested: { en: 'The install of release {{version}} was asked for', zh: '已请求安装发行版 {{version}}' },
  eventInstalled: { en: 'Release {{version}} is installed', zh: '发行版 {{version}} 已安装' },
  eventInstallFailed: { en: 'Release {{version}} could not be installed', zh: '发行版 {{version}} 安装失败' },
  stateStarting: { en: 'Starting', zh: '启动中' },
  stateBootstrapping: { en: 'Running your scripts', zh: '执行引导脚本' },
  stateRunning: { en: 'Running', zh: '运行中' },
  stateTerminating: { en: 'Being released', zh: '释放中' },
  stateTerminated: { en: 'Released', zh: '已释放' },
  stateStartFailed: { en: 'Failed to start', zh: '启动失败' },
  stateTerminatedWithErrors: { en: 'Released after errors', zh: '异常后释放' },
  stateTerminateFailed: { en: 'Release failed', zh: '释放失败' },
});

export const clusterStateTexts = {
  STARTING: 'stateStarting',
  BOOTSTRAPPING: 'stateBootstrapping',
  RUNNING: 'stateRunning',
  TERMINATING: 'stateTerminating',
  TERMINATED: 'stateTerminated',
  START_FAILED: 'stateStartFailed',
  TERMINATED_WITH_ERRORS: 'stateTerminatedWithErrors',
  TERMINATE_FAILED: 'stateTerminateFailed',
} as const satisfies Record<ClusterState, keyof typeof clustersTold.table>;

/** Of a cluster's start; the names are the server's. */
export const stepTexts: Readonly<Record<string, keyof typeof clustersTold.table & `step${string}`>> = {
  validate: 'stepValidate',
  release: 'stepInstall',
  hosts: 'stepHosts',
  'scripts-before': 'stepScriptsBefore',
  services: 'stepServices',
  hdfs: 'stepHdfs',
  yarn: 'stepYarn',
  'scripts-after': 'stepScriptsAfter',
};
