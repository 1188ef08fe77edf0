// Words of clusters.
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { textTable } from '../app/text.ts';

export const clustersTexts = textTable('clusters', {
  title: { en: 'Clusters', zh: '集群' },
  create: { en: 'Create a cluster', zh: '创建集群' },
  name: { en: 'Name', zh: '名称' },
  state: { en: 'State', zh: '状态' },
  release: { en: 'Release', zh: '发行版' },
  nodes: { en: 'Nodes', zh: '节点' },
  components: { en: 'Components', zh: '组件' },
  created: { en: 'Created', zh: '创建时间' },
  anyState: { en: 'Any state', zh: '全部状态' },
  alsoGone: { en: 'Also those that are gone', zh: '包括已释放的集群' },
  empty: { en: 'No clusters yet', zh: '还没有集群' },
  emptyNext: {
    en: 'A cluster is made in under a minute: choose a release, components and nodes; the rest is automatic.',
    zh: '不到一分钟即可创建一个集群：选择发行版、组件和节点，其余自动完成。',
  },
  emptyFiltered: { en: 'No cluster is in this state', zh: '没有处于该状态的集群' },
  emptyFilteredNext: {
    en: 'Choose another state, or show those that are gone.',
    zh: '请选择其他状态，或显示已释放的集群。',
  },
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
} as const satisfies Record<ClusterState, keyof typeof clustersTexts.table>;
