// Words of the home page.
import { textTable } from '../app/text.ts';

export const homeTexts = textTable('home', {
  title: { en: 'Home', zh: '首页' },
  createCluster: { en: 'Create a cluster', zh: '创建集群' },
  greeting: { en: 'Good to see you, {{name}}', zh: '您好，{{name}}' },
  runs: { en: 'What runs', zh: '正在运行' },
  runningClusters: { en: { one: 'cluster running', other: 'clusters running' }, zh: '个集群运行中' },
  runningNodes: { en: { one: 'node', other: 'nodes' }, zh: '个节点' },
  runningMemory: { en: 'memory of nodes', zh: '节点内存' },
  ofMachine: { en: 'of {{all}} of this machine', zh: '本机共 {{all}}' },
  nothingRuns: { en: 'Nothing runs', zh: '没有正在运行的集群' },
  nothingRunsNext: {
    en: 'Make a cluster: real Hadoop and Spark, in under a minute.',
    zh: '创建一个集群：真实的 Hadoop 与 Spark，不到一分钟即可就绪。',
  },
  failedPlans: { en: 'Plan runs that failed', zh: '失败的计划运行' },
  runningPlans: { en: 'Plan runs under way', zh: '进行中的计划运行' },
  planOf: { en: 'Plan {{name}}', zh: '执行计划 {{name}}' },
  jobsDone: { en: '{{done}} of {{all}} jobs', zh: '{{done}}/{{all}} 个作业' },
  needsMe: { en: 'What needs you', zh: '需要您处理' },
  nothingNeedsMe: { en: 'Nothing needs you.', zh: '没有需要您处理的事项。' },
  costs: { en: 'Used this month', zh: '本月用量' },
  nodeHours: { en: 'node hours', zh: '节点小时' },
  vcpuHours: { en: 'vCPU hours', zh: '核小时' },
  memoryHours: { en: 'GiB hours of memory', zh: '内存 GiB 小时' },
  changed: { en: 'What changed', zh: '最近变化' },
  nothingChanged: { en: 'Nothing has happened yet.', zh: '尚无变化。' },
});
