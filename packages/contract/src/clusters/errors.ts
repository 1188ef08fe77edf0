import type { Facts } from '@argosy/kernel/errors';
import type { ErrorTable } from '../errors.ts';

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));
const tail = (is: Facts): string => (is['lastLines'] ? `\n${list(is['lastLines'])}` : '');

export const clustersErrors = {
  release_unknown: {
    status: 422,
    retryable: false,
    en: (is) => `There is no release ${String(is['release'])}. Those that can be run: ${list(is['runnable'])}.`,
    zh: (is) => `不存在发行版 ${String(is['release'])}；可运行的有：${list(is['runnable'])}。`,
  },
  release_withdrawn: {
    status: 422,
    retryable: false,
    en: (is) => `Release ${String(is['release'])} is withdrawn and makes no new clusters. Use ${String(is['use'])}.`,
    zh: (is) => `发行版 ${String(is['release'])} 已下线，不能创建新集群；请使用 ${String(is['use'])}。`,
  },
  release_not_runnable: {
    status: 422,
    retryable: false,
    en: (is) =>
      `Release ${String(is['release'])} is kept in the catalogue for its history; its packages are not published any more. Use ${String(is['use'])}.`,
    zh: (is) =>
      `发行版 ${String(is['release'])} 仅作为历史保留在目录中，其软件包已不再发布；请使用 ${String(is['use'])}。`,
  },
  component_unknown: {
    status: 422,
    retryable: false,
    en: (is) =>
      `Release ${String(is['release'])} has no component "${String(is['component'])}". It has: ${list(is['available'])}.`,
    zh: (is) =>
      `发行版 ${String(is['release'])} 不含组件“${String(is['component'])}”；可选的有：${list(is['available'])}。`,
  },
  component_missing: {
    status: 422,
    retryable: false,
    en: (is) => `Component "${String(is['component'])}" needs "${String(is['needs'])}". Add it to the components.`,
    zh: (is) => `组件“${String(is['component'])}”依赖“${String(is['needs'])}”；请将其加入组件列表。`,
  },
  machine_type_unknown: {
    status: 422,
    retryable: false,
    en: (is) => `There is no machine type "${String(is['machineType'])}". There are: ${list(is['available'])}.`,
    zh: (is) => `不存在机型“${String(is['machineType'])}”；可选的有：${list(is['available'])}。`,
  },
  machine_type_too_small: {
    status: 422,
    retryable: false,
    en: (is) =>
      `Machine type "${String(is['machineType'])}" has ${String(is['memoryMb'])} MB, too little for the services of node group "${String(is['group'])}" (${String(is['neededMb'])} MB). Choose a larger one.`,
    zh: (is) =>
      `机型“${String(is['machineType'])}”内存为 ${String(is['memoryMb'])} MB，不足以运行节点组“${String(is['group'])}”的服务（需 ${String(is['neededMb'])} MB）；请选择更大的机型。`,
  },
  node_groups_invalid: {
    status: 422,
    retryable: false,
    en: (is) => `The node groups do not make a cluster: ${String(is['problem'])}.`,
    zh: (is) => `节点组不能构成集群：${String(is['problem'])}。`,
  },
  memory_not_enough: {
    status: 409,
    retryable: true,
    en: (is) =>
      `The cluster needs ${String(is['neededMb'])} MB of memory and ${String(is['freeMb'])} MB are free. What would fit: ${String(is['fits'])}.`,
    zh: (is) =>
      `集群需要 ${String(is['neededMb'])} MB 内存，目前空闲 ${String(is['freeMb'])} MB；可容纳的规模：${String(is['fits'])}。`,
  },
  configuration_invalid: {
    status: 422,
    retryable: false,
    en: (is) => `${String(is['file'])} of ${String(is['component'])} cannot be set: ${String(is['problem'])}.`,
    zh: (is) => `${String(is['component'])} 的 ${String(is['file'])} 无法设置：${String(is['problem'])}。`,
  },
  cluster_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no cluster ${String(is['clusterId'])}.`,
    zh: (is) => `不存在集群 ${String(is['clusterId'])}。`,
  },
  cluster_name_taken: {
    status: 409,
    retryable: false,
    en: (is) => `A cluster named "${String(is['name'])}" is already there. Choose another name or release that one.`,
    zh: (is) => `名为“${String(is['name'])}”的集群已存在；请换一个名称或先释放它。`,
  },
  cluster_not_running: {
    status: 409,
    retryable: true,
    en: (is) => `Cluster ${String(is['clusterId'])} is ${String(is['state'])}; this needs a running one.`,
    zh: (is) => `集群 ${String(is['clusterId'])} 处于 ${String(is['state'])}；该操作需要运行中的集群。`,
  },
  cluster_already_leaving: {
    status: 409,
    retryable: false,
    en: (is) => `Cluster ${String(is['clusterId'])} is ${String(is['state'])}: it is already being released or gone.`,
    zh: (is) => `集群 ${String(is['clusterId'])} 处于 ${String(is['state'])}：正在释放或已经释放。`,
  },
  cluster_protected: {
    status: 409,
    retryable: false,
    en: (is) =>
      `Cluster ${String(is['clusterId'])} is protected from deletion. Turn the protection off first: argosy cluster update ${String(is['clusterId'])} --no-deletion-protection`,
    zh: (is) =>
      `集群 ${String(is['clusterId'])} 已开启删除保护；请先关闭：argosy cluster update ${String(is['clusterId'])} --no-deletion-protection`,
  },
  node_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no node ${String(is['nodeId'])} in this cluster.`,
    zh: (is) => `该集群中不存在节点 ${String(is['nodeId'])}。`,
  },
  node_not_connected: {
    status: 503,
    retryable: true,
    en: (is) => `Node ${String(is['nodeId'])} is not connected just now. Try again in a few seconds.`,
    zh: (is) => `节点 ${String(is['nodeId'])} 暂时未连接；请几秒后重试。`,
  },
  log_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no log "${String(is['log'])}" here. There are: ${list(is['available'])}.`,
    zh: (is) => `此处没有日志“${String(is['log'])}”；现有：${list(is['available'])}。`,
  },
  daemon_failed: {
    status: 409,
    retryable: false,
    en: (is) =>
      `${String(is['daemon'])} on ${String(is['node'])} ended with exit code ${String(is['exitCode'])} before it was ready.${tail(is)}`,
    zh: (is) =>
      `${String(is['node'])} 上的 ${String(is['daemon'])} 在就绪之前退出，退出码 ${String(is['exitCode'])}。${tail(is)}`,
  },
  daemon_not_ready: {
    status: 409,
    retryable: false,
    en: (is) =>
      `${String(is['daemon'])} on ${String(is['node'])} was not ready after ${String(is['seconds'])} s.${tail(is)}`,
    zh: (is) =>
      `${String(is['node'])} 上的 ${String(is['daemon'])} 在 ${String(is['seconds'])} 秒内未就绪。${tail(is)}`,
  },
  setup_failed: {
    status: 409,
    retryable: false,
    en: (is) =>
      `Setting up ${String(is['node'])} failed at "${String(is['step'])}": ${String(is['problem'])}.${tail(is)}`,
    zh: (is) =>
      `节点 ${String(is['node'])} 在“${String(is['step'])}”步骤设置失败：${String(is['problem'])}。${tail(is)}`,
  },
  bootstrap_script_failed: {
    status: 409,
    retryable: false,
    en: (is) =>
      `Bootstrap script "${String(is['script'])}" ended with exit code ${String(is['exitCode'])} on ${String(is['node'])}.${tail(is)}`,
    zh: (is) =>
      `引导脚本“${String(is['script'])}”在 ${String(is['node'])} 上以退出码 ${String(is['exitCode'])} 结束。${tail(is)}`,
  },
  host_failed: {
    status: 409,
    retryable: true,
    en: (is) => `The host of ${String(is['node'])} could not be made: ${String(is['problem'])}.`,
    zh: (is) => `无法创建 ${String(is['node'])} 的主机：${String(is['problem'])}。`,
  },
  maven_missing: {
    status: 409,
    retryable: false,
    en: () =>
      'Maven is not installed; it fetches the Hadoop packages. Install it (Debian: apt-get install maven) and try again.',
    zh: () => '未安装 Maven，无法获取 Hadoop 软件包。请安装后重试（Debian：apt-get install maven）。',
  },
  maven_failed: {
    status: 409,
    retryable: true,
    en: (is) =>
      `Maven could not fetch the packages. Check its settings and mirrors (mvn -v, ~/.m2/settings.xml).${tail(is)}`,
    zh: (is) => `Maven 无法获取软件包；请检查其设置与镜像（mvn -v、~/.m2/settings.xml）。${tail(is)}`,
  },
  pip_failed: {
    status: 409,
    retryable: true,
    en: (is) =>
      `pip could not fetch the packages. Check its settings and mirrors (python3 -m pip config list).${tail(is)}`,
    zh: (is) => `pip 无法获取软件包；请检查其设置与镜像（python3 -m pip config list）。${tail(is)}`,
  },
  package_checksum_differs: {
    status: 409,
    retryable: true,
    en: (is) =>
      `${String(is['file'])} is not the file this release names: expected SHA-256 ${String(is['expected'])}, got ${String(is['actual'])}. It was not installed; check the mirror it came from.`,
    zh: (is) =>
      `${String(is['file'])} 与发行版所列的文件不符：应为 SHA-256 ${String(is['expected'])}，实为 ${String(is['actual'])}。该文件未安装，请检查其来源镜像。`,
  },
  install_failed: {
    status: 409,
    retryable: true,
    en: (is) =>
      `Installing the release failed at "${String(is['step'])}": ${String(is['problem'])}. Mend that and install it again.${tail(is)}`,
    zh: (is) =>
      `安装发行版时在“${String(is['step'])}”步骤失败：${String(is['problem'])}。请排除后重新安装。${tail(is)}`,
  },
  cluster_start_timed_out: {
    status: 409,
    retryable: true,
    en: (is) =>
      `The cluster was not running ${String(is['seconds'])} s after its hosts were made; it was at "${String(is['step'])}". Look at the named log, or make it with more memory.`,
    zh: (is) =>
      `主机创建 ${String(is['seconds'])} 秒后集群仍未运行，停在“${String(is['step'])}”步骤；请查看所列日志，或使用更大的机型。`,
  },
  cluster_step_failed: {
    status: 500,
    retryable: true,
    en: (is) =>
      `Argosy gave up after ${String(is['tries'])} tries: ${String(is['problem'])}. The server's log has more; make the cluster again once the cause is gone.`,
    zh: (is) =>
      `Argosy 尝试 ${String(is['tries'])} 次后放弃：${String(is['problem'])}。详情见服务器日志；原因排除后请重新创建集群。`,
  },
  java_missing: {
    status: 409,
    retryable: false,
    en: () =>
      'No JDK 17 was found. Install one (Debian: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME, and try again.',
    zh: () => '未找到 JDK 17。请安装（Debian：apt-get install openjdk-17-jdk-headless）或设置 JAVA_HOME 后重试。',
  },
  java_version_unsupported: {
    status: 409,
    retryable: false,
    en: (is) =>
      `Java ${String(is['found'])} at ${String(is['path'])} cannot run this release; it needs ${String(is['needed'])}. Set JAVA_HOME to one that can.`,
    zh: (is) =>
      `${String(is['path'])} 的 Java ${String(is['found'])} 无法运行该发行版（需要 ${String(is['needed'])}）；请将 JAVA_HOME 设为合适的版本。`,
  },
} satisfies ErrorTable;
