import { entry, list, tail } from '../error-entry.ts';

/** The Pythons that were looked at, in brackets; nothing where there were none. */
const seenPythons = (seen: readonly string[], open: string, between: string, close: string): string =>
  seen.length > 0 ? `${open}${seen.join(between)}${close}` : '';

/** Why a text is no path in HDFS. */
const pathProblems = {
  not_absolute: { en: 'it does not begin with /', zh: '未以 / 开头' },
  too_long: { en: 'it has more than 4,000 characters', zh: '超过 4,000 个字符' },
  climbs: { en: 'it has a part that is . or ..', zh: '含有 . 或 ..' },
  part_too_long: { en: 'a name in it has more than 255 bytes', zh: '其中有名称超过 255 字节' },
  character: {
    en: 'it has a character that no name in HDFS has (: or U+0000)',
    zh: '含有 HDFS 名称不允许的字符（: 或 U+0000）',
  },
  not_text: { en: 'it is not well-formed Unicode', zh: '不是正确的 Unicode 文本' },
  reserved: { en: 'it lies below /.reserved, which is HDFS\u2019s own', zh: '位于 HDFS 自用的 /.reserved 之下' },
} as const;
export type PathProblem = keyof typeof pathProblems;

export const clustersErrors = {
  release_unknown: entry<{ release: string; runnable: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) => `There is no release ${is.release}. Those that can be run: ${list(is.runnable)}.`,
    zh: (is) => `不存在发行版 ${is.release}；可运行的有：${list(is.runnable)}。`,
  }),
  release_withdrawn: entry<{ release: string; use: string }>({
    status: 422,
    retryable: false,
    en: (is) => `Release ${is.release} is withdrawn and makes no new clusters. Use ${is.use}.`,
    zh: (is) => `发行版 ${is.release} 已下线，不能创建新集群；请使用 ${is.use}。`,
  }),
  release_not_runnable: entry<{ release: string; use: string }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `Release ${is.release} is kept in the catalogue for its history; its packages are not published any more. Use ${is.use}.`,
    zh: (is) => `发行版 ${is.release} 仅作为历史保留在目录中，其软件包已不再发布；请使用 ${is.use}。`,
  }),
  component_unknown: entry<{ release: string; component: string; available: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) => `Release ${is.release} has no component "${is.component}". It has: ${list(is.available)}.`,
    zh: (is) => `发行版 ${is.release} 不含组件“${is.component}”；可选的有：${list(is.available)}。`,
  }),
  component_missing: entry<{ component: string; needs: string }>({
    status: 422,
    retryable: false,
    en: (is) => `Component "${is.component}" needs "${is.needs}". Add it to the components.`,
    zh: (is) => `组件“${is.component}”依赖“${is.needs}”；请将其加入组件列表。`,
  }),
  machine_type_unknown: entry<{ machineType: string; available: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) => `There is no machine type "${is.machineType}". There are: ${list(is.available)}.`,
    zh: (is) => `不存在机型“${is.machineType}”；可选的有：${list(is.available)}。`,
  }),
  machine_type_too_small: entry<{ machineType: string; memoryMb: number; group: string; neededMb: number }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `Machine type "${is.machineType}" has ${is.memoryMb} MB, too little for the services of node group "${is.group}" (${is.neededMb} MB). Choose a larger one.`,
    zh: (is) =>
      `机型“${is.machineType}”内存为 ${is.memoryMb} MB，不足以运行节点组“${is.group}”的服务（需 ${is.neededMb} MB）；请选择更大的机型。`,
  }),
  node_groups_invalid: entry<{ problem: string }>({
    status: 422,
    retryable: false,
    en: (is) => `The node groups do not make a cluster: ${is.problem}.`,
    zh: (is) => `节点组不能构成集群：${is.problem}。`,
  }),
  memory_not_enough: entry<{ neededMb: number; freeMb: number; fits: string }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `The cluster needs ${is.neededMb} MB of memory and ${is.freeMb} MB are free. What would fit: ${is.fits}.`,
    zh: (is) => `集群需要 ${is.neededMb} MB 内存，目前空闲 ${is.freeMb} MB；可容纳的规模：${is.fits}。`,
  }),
  configuration_invalid: entry<{ file: string; component: string; problem: string }>({
    status: 422,
    retryable: false,
    en: (is) => `${is.file} of ${is.component} cannot be set: ${is.problem}.`,
    zh: (is) => `${is.component} 的 ${is.file} 无法设置：${is.problem}。`,
  }),
  cluster_not_found: entry<{ clusterId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no cluster ${is.clusterId}.`,
    zh: (is) => `不存在集群 ${is.clusterId}。`,
  }),
  cluster_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `A cluster named "${is.name}" is already there. Choose another name or release that one.`,
    zh: (is) => `名为“${is.name}”的集群已存在；请换一个名称或先释放它。`,
  }),
  cluster_not_running: entry<{ clusterId: string; state: string }>({
    status: 409,
    retryable: true,
    en: (is) => `Cluster ${is.clusterId} is ${is.state}; this needs a running one.`,
    zh: (is) => `集群 ${is.clusterId} 处于 ${is.state}；该操作需要运行中的集群。`,
  }),
  cluster_already_leaving: entry<{ clusterId: string; state: string }>({
    status: 409,
    retryable: false,
    en: (is) => `Cluster ${is.clusterId} is ${is.state}: it is already being released or gone.`,
    zh: (is) => `集群 ${is.clusterId} 处于 ${is.state}：正在释放或已经释放。`,
  }),
  cluster_protected: entry<{ clusterId: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `Cluster ${is.clusterId} is protected from deletion. Turn the protection off first: argosy cluster update ${is.clusterId} --no-deletion-protection`,
    zh: (is) =>
      `集群 ${is.clusterId} 已开启删除保护；请先关闭：argosy cluster update ${is.clusterId} --no-deletion-protection`,
  }),
  clusters_protected: entry<{ clusters: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `These clusters are protected from deletion, and nothing was released: ${list(is.clusters)}. Whoever they belong to turns the protection off: argosy cluster update <cluster> --no-deletion-protection`,
    zh: (is) =>
      `以下集群开启了删除保护，尚未释放任何集群：${list(is.clusters)}。请由其所属组织关闭保护：argosy cluster update <集群> --no-deletion-protection`,
  }),
  node_not_found: entry<{ nodeId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no node ${is.nodeId} in this cluster.`,
    zh: (is) => `该集群中不存在节点 ${is.nodeId}。`,
  }),
  node_not_connected: entry<{ nodeId: string }>({
    status: 503,
    retryable: true,
    en: (is) => `Node ${is.nodeId} is not connected just now. Try again in a few seconds.`,
    zh: (is) => `节点 ${is.nodeId} 暂时未连接；请几秒后重试。`,
  }),
  node_gone: entry<{ nodeId: string; state: string }>({
    status: 409,
    retryable: false,
    en: (is) => `Node ${is.nodeId} is ${is.state}: it is being released or gone. Choose another node of the cluster.`,
    zh: (is) => `节点 ${is.nodeId} 处于 ${is.state}：正在释放或已不存在；请选择该集群的其他节点。`,
  }),
  terminal_failed: entry<{ node: string; problem: string }>({
    status: 503,
    retryable: true,
    en: (is) =>
      `No terminal could be opened on ${is.node}: ${is.problem}. Try again; the agent's log on the node has more.`,
    zh: (is) => `无法在 ${is.node} 上打开终端：${is.problem}。请重试；详情见该节点的代理日志。`,
  }),
  terminals_too_many: entry<{ most: number; of: string }>({
    status: 429,
    retryable: false,
    en: (is) => `There are ${is.most} open terminals of ${is.of} already, which is the most. Close one first.`,
    zh: (is) => `${is.of} 已打开 ${is.most} 个终端，达到上限；请先关闭一个。`,
  }),
  terminal_idle: entry<{ minutes: number }>({
    status: 409,
    retryable: false,
    en: (is) => `The terminal was closed: nothing went through it for ${is.minutes} minutes. Open another one.`,
    zh: (is) => `终端已关闭：${is.minutes} 分钟内没有任何输入或输出；请重新打开。`,
  }),
  terminal_stuck: entry<{ seconds: number }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `The terminal was closed: its program took nothing for ${is.seconds} seconds while more was sent than can wait. Open another one, and send large content as a file.`,
    zh: (is) =>
      `终端已关闭：程序在 ${is.seconds} 秒内未读取输入，等待的内容已达上限。请重新打开，大的内容请以文件传送。`,
  }),
  web_page_unknown: entry<{ page: string; available: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) => `The cluster has no web page "${is.page}". It has: ${list(is.available)}.`,
    zh: (is) => `该集群没有名为“${is.page}”的页面；可选的有：${list(is.available)}。`,
  }),
  web_ticket_invalid: entry({
    status: 403,
    retryable: false,
    en: () =>
      'This address was good for one visit within a minute, and is used or too old. Open the page from the console again.',
    zh: () => '该地址仅限一分钟内访问一次，现已使用或过期；请从控制台重新打开该页面。',
  }),
  web_session_ended: entry({
    status: 403,
    retryable: false,
    en: () =>
      'You are not, or no more, allowed to see this page: who opened it has signed out, or lost the permission. Open the page from the console again.',
    zh: () => '您尚未或不再有权查看该页面：打开者已退出登录或失去权限；请从控制台重新打开该页面。',
  }),
  web_page_not_found: entry<{ path: string }>({
    status: 404,
    retryable: false,
    en: (is) => `${is.path} is no page of this cluster. Go back, or open a page from the console.`,
    zh: (is) => `${is.path} 不是该集群的页面；请返回，或从控制台打开页面。`,
  }),
  web_change_refused: entry<{ what: string }>({
    status: 405,
    retryable: false,
    en: (is) =>
      `Native pages can be looked at here, not used to change something (${is.what}). Do that with Argosy, or in a terminal of the node.`,
    zh: (is) => `此处只能查看原生页面，不能进行更改（${is.what}）；请使用 Argosy 或节点终端执行。`,
  }),
  web_page_away: entry<{ daemon: string; node: string; problem: string }>({
    status: 502,
    retryable: true,
    en: (is) =>
      `${is.daemon} on ${is.node} does not answer (${is.problem}). Look at its state and log on the cluster's page, and load this page again.`,
    zh: (is) => `${is.node} 上的 ${is.daemon} 没有应答（${is.problem}）；请在集群页面查看其状态与日志，然后刷新本页。`,
  }),
  web_leads_outside: entry<{ to: string }>({
    status: 502,
    retryable: false,
    en: (is) => `The page leads to ${is.to}, which is none of this cluster's pages. It was not followed; go back.`,
    zh: (is) => `该页面指向 ${is.to}，不属于该集群的页面，因此未跳转；请返回。`,
  }),
  web_pages_busy: entry({
    status: 503,
    retryable: true,
    en: () => 'Too many pages are being loaded just now. Load this one again in a few seconds.',
    zh: () => '当前正在加载的页面过多；请几秒后刷新本页。',
  }),
  log_not_found: entry<{ log?: string; available: readonly string[] }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no log "${is.log}" here. There are: ${list(is.available)}.`,
    zh: (is) => `此处没有日志“${is.log}”；现有：${list(is.available)}。`,
  }),
  /** `exitCode`: a number, the signal that ended it, or `unknown`. */
  daemon_failed: entry<{ daemon: string; node: string; exitCode: number | string; lastLines?: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `${is.daemon} on ${is.node} does not stay up: it ended (${typeof is.exitCode === 'number' ? `exit code ${is.exitCode}` : is.exitCode}).${tail(is.lastLines)}`,
    zh: (is) =>
      `${is.node} 上的 ${is.daemon} 无法保持运行，已结束（${typeof is.exitCode === 'number' ? `退出码 ${is.exitCode}` : is.exitCode}）。${tail(is.lastLines)}`,
  }),
  daemon_not_ready: entry<{ daemon: string; node: string; seconds: number; lastLines?: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.daemon} on ${is.node} was not ready after ${is.seconds} s.${tail(is.lastLines)}`,
    zh: (is) => `${is.node} 上的 ${is.daemon} 在 ${is.seconds} 秒内未就绪。${tail(is.lastLines)}`,
  }),
  setup_failed: entry<{ node: string; step: string; problem: string; lastLines?: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) => `Setting up ${is.node} failed at "${is.step}": ${is.problem}.${tail(is.lastLines)}`,
    zh: (is) => `节点 ${is.node} 在“${is.step}”步骤设置失败：${is.problem}。${tail(is.lastLines)}`,
  }),
  bootstrap_script_failed: entry<{
    script: string;
    exitCode: number | string;
    node: string;
    lastLines?: readonly string[];
  }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `Bootstrap script "${is.script}" ended with exit code ${is.exitCode} on ${is.node}.${tail(is.lastLines)}`,
    zh: (is) => `引导脚本“${is.script}”在 ${is.node} 上以退出码 ${is.exitCode} 结束。${tail(is.lastLines)}`,
  }),
  host_failed: entry<{ node: string; problem: string }>({
    status: 409,
    retryable: true,
    en: (is) => `The host of ${is.node} could not be made: ${is.problem}.`,
    zh: (is) => `无法创建 ${is.node} 的主机：${is.problem}。`,
  }),
  maven_missing: entry({
    status: 409,
    retryable: false,
    en: () =>
      'Maven is not installed; it fetches the Hadoop packages. Install it (Debian: apt-get install maven) and try again.',
    zh: () => '未安装 Maven，无法获取 Hadoop 软件包。请安装后重试（Debian：apt-get install maven）。',
  }),
  maven_failed: entry<{ lastLines?: readonly string[] }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `Maven could not fetch the packages. Check its settings and mirrors (mvn -v, ~/.m2/settings.xml).${tail(is.lastLines)}`,
    zh: (is) => `Maven 无法获取软件包；请检查其设置与镜像（mvn -v、~/.m2/settings.xml）。${tail(is.lastLines)}`,
  }),
  pip_failed: entry<{ project: string; lastLines?: readonly string[] }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `pip could not fetch ${is.project}. Check its settings and mirrors (python3 -m pip config list).${tail(is.lastLines)}`,
    zh: (is) => `pip 无法获取 ${is.project}；请检查其设置与镜像（python3 -m pip config list）。${tail(is.lastLines)}`,
  }),
  python_missing: entry<{ seen: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `No Python 3 with venv and pip was found that this user can run${seenPythons(is.seen, ' (', '; ', ')')}. Install it where every user may read it (Debian: apt-get install python3 python3-venv python3-pip) and try again.`,
    zh: (is) =>
      `未找到当前用户可运行且带有 venv 与 pip 的 Python 3${seenPythons(is.seen, '（', '；', '）')}。请安装在所有用户都可读取的位置（Debian：apt-get install python3 python3-venv python3-pip）后重试。`,
  }),
  package_checksum_differs: entry<{ file: string; expected: string; actual: string }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `${is.file} is not the file this release names: expected SHA-256 ${is.expected}, got ${is.actual}. It was not installed; check the mirror it came from.`,
    zh: (is) =>
      `${is.file} 与发行版所列的文件不符：应为 SHA-256 ${is.expected}，实为 ${is.actual}。该文件未安装，请检查其来源镜像。`,
  }),
  install_failed: entry<{ step: string; problem: string; command?: string; lastLines?: readonly string[] }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `Installing the release failed at "${is.step}": ${is.problem}. Mend that and install it again.${tail(is.lastLines)}`,
    zh: (is) => `安装发行版时在“${is.step}”步骤失败：${is.problem}。请排除后重新安装。${tail(is.lastLines)}`,
  }),
  cluster_start_timed_out: entry<{ seconds: number; step: string }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `The cluster was not running ${is.seconds} s after its hosts were made; it was at "${is.step}". Look at the named log, or make it with more memory.`,
    zh: (is) => `主机创建 ${is.seconds} 秒后集群仍未运行，停在“${is.step}”步骤；请查看所列日志，或使用更大的机型。`,
  }),
  cluster_step_failed: entry<{ tries: number; problem: string }>({
    status: 500,
    retryable: true,
    en: (is) =>
      `Argosy gave up after ${is.tries} tries: ${is.problem}. The server's log has more; make the cluster again once the cause is gone.`,
    zh: (is) => `Argosy 尝试 ${is.tries} 次后放弃：${is.problem}。详情见服务器日志；原因排除后请重新创建集群。`,
  }),
  java_missing: entry<{ program: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `No JDK 17 was found: there is no ${is.program}. Install one (Debian: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME, and try again.`,
    zh: (is) =>
      `未找到 JDK 17：缺少 ${is.program}。请安装（Debian：apt-get install openjdk-17-jdk-headless）或设置 JAVA_HOME 后重试。`,
  }),
  java_version_unsupported: entry<{ found: string; path: string; needed: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `Java ${is.found} at ${is.path} cannot run this release; it needs ${is.needed}. Set JAVA_HOME to one that can.`,
    zh: (is) => `${is.path} 的 Java ${is.found} 无法运行该发行版（需要 ${is.needed}）；请将 JAVA_HOME 设为合适的版本。`,
  }),
  machine_of_another_organization: entry({
    status: 409,
    retryable: false,
    en: () =>
      'Clusters of another organization stand on this machine, and nodes of one machine are not separated: each could read what the other has. Make it where no other organization has clusters. If all of them trust one another, whoever runs the server can set ARGOSY_SHARED_MACHINE=yes.',
    zh: () =>
      '本机已有其他组织的集群，而同一台机器上的节点互不隔离，彼此可读取对方数据。请在没有其他组织集群的机器上创建；若各组织完全互信，服务器管理员可设置 ARGOSY_SHARED_MACHINE=yes。',
  }),
  region_unknown: entry<{ region: string; available: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) => `There is no region "${is.region}" that makes clusters. There are: ${list(is.available)}.`,
    zh: (is) => `不存在可创建集群的地域“${is.region}”；可选的有：${list(is.available)}。`,
  }),
  hdfs_absent: entry<{ clusterId: string }>({
    status: 409,
    retryable: false,
    en: (is) => `Cluster ${is.clusterId} has no HDFS. Choose one whose components include hdfs.`,
    zh: (is) => `集群 ${is.clusterId} 不含 HDFS；请选择组件中包含 hdfs 的集群。`,
  }),
  hdfs_path_invalid: entry<{ path: string; problem: PathProblem }>({
    status: 422,
    retryable: false,
    en: (is) => `"${is.path}" is not a path in HDFS: ${pathProblems[is.problem]?.en ?? is.problem}. Correct it.`,
    zh: (is) => `“${is.path}”不是有效的 HDFS 路径：${pathProblems[is.problem]?.zh ?? is.problem}。请更正。`,
  }),
  hdfs_path_not_found: entry<{ path: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no ${is.path} in HDFS. Look at what is there: list the folder above.`,
    zh: (is) => `HDFS 中不存在 ${is.path}；请列出其上级目录查看现有内容。`,
  }),
  hdfs_not_a_folder: entry<{ path: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.path} is not a folder. Name a folder, or read it as a file.`,
    zh: (is) => `${is.path} 不是目录；请指定目录，或将其作为文件读取。`,
  }),
  hdfs_is_a_folder: entry<{ path: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.path} is a folder. Name a file in it.`,
    zh: (is) => `${is.path} 是目录；请指定其中的文件。`,
  }),
  hdfs_already_exists: entry<{ path: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.path} is there already. Choose another name, or say that a file may be overwritten.`,
    zh: (is) => `${is.path} 已存在；请换一个名称，或指明可以覆盖文件。`,
  }),
  hdfs_folder_not_empty: entry<{ path: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.path} is a folder with something in it. Say recursive to delete it with all of that.`,
    zh: (is) => `目录 ${is.path} 不为空；如需连同其内容一并删除，请指明 recursive。`,
  }),
  hdfs_root_stays: entry({
    status: 409,
    retryable: false,
    en: () => 'The root of HDFS is neither moved nor deleted. Name what is in it.',
    zh: () => 'HDFS 根目录不可移动或删除；请指定其中的内容。',
  }),
  hdfs_move_into_itself: entry<{ from: string; to: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.from} cannot be moved to ${is.to}, which is itself or inside it. Choose another place.`,
    zh: (is) => `无法将 ${is.from} 移动到 ${is.to}：目标是其自身或位于其中。请选择其他位置。`,
  }),
  hdfs_permission_denied: entry<{ path: string; user: string }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `HDFS does not let user ${is.user} do this with ${is.path}. Have its owner change its permissions (hdfs dfs -chmod).`,
    zh: (is) => `HDFS 不允许用户 ${is.user} 对 ${is.path} 执行此操作；请由其所有者修改权限（hdfs dfs -chmod）。`,
  }),
  hdfs_safe_mode: entry<{ clusterId: string }>({
    status: 503,
    retryable: true,
    en: (is) =>
      `HDFS of cluster ${is.clusterId} is in safe mode: it can be read, not written. It ends by itself once enough DataNodes have reported; hdfs dfsadmin -safemode leave ends it by hand.`,
    zh: (is) =>
      `集群 ${is.clusterId} 的 HDFS 处于安全模式，只能读、不能写；足够多的 DataNode 上报后会自动退出，也可用 hdfs dfsadmin -safemode leave 手动退出。`,
  }),
  hdfs_quota_exceeded: entry<{ path: string; problem: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `The quota of a folder above ${is.path} is used up: ${is.problem}. Delete something there or raise the quota.`,
    zh: (is) => `${is.path} 上级目录的配额已用尽：${is.problem}。请删除部分内容或提高配额。`,
  }),
  hdfs_no_space: entry<{ path: string; problem: string }>({
    status: 507,
    retryable: true,
    en: (is) =>
      `No DataNode can take ${is.path}: ${is.problem}. Delete something or give the cluster more room; nothing half-written is left.`,
    zh: (is) => `没有 DataNode 能够存放 ${is.path}：${is.problem}。请删除部分内容或扩容；未写完的内容不会保留。`,
  }),
  hdfs_unavailable: entry<{ clusterId: string; problem: string }>({
    status: 503,
    retryable: true,
    en: (is) =>
      `HDFS of cluster ${is.clusterId} does not answer just now: ${is.problem}. Try again in a few seconds; if it stays so, look at the NameNode's log.`,
    zh: (is) =>
      `集群 ${is.clusterId} 的 HDFS 暂时没有应答：${is.problem}。请几秒后重试；如持续如此，请查看 NameNode 日志。`,
  }),
  hdfs_refused: entry<{ path: string; problem: string }>({
    status: 409,
    retryable: false,
    en: (is) => `HDFS refuses this for ${is.path}: ${is.problem}.`,
    zh: (is) => `HDFS 拒绝对 ${is.path} 执行此操作：${is.problem}。`,
  }),
  hdfs_range_outside: entry<{ path: string; sizeBytes: number }>({
    status: 416,
    retryable: false,
    en: (is) => `${is.path} has ${is.sizeBytes} bytes; none of them lies in the range asked for.`,
    zh: (is) => `${is.path} 共 ${is.sizeBytes} 字节，所请求的范围不在其中。`,
  }),
  hdfs_preview_failed: entry<{ path: string; problem: string }>({
    status: 422,
    retryable: false,
    en: (is) => `${is.path} cannot be previewed: ${is.problem}. Download it to look at it.`,
    zh: (is) => `无法预览 ${is.path}：${is.problem}。请下载后查看。`,
  }),
  hdfs_upload_broken: entry<{ path: string; receivedBytes: number }>({
    status: 400,
    retryable: true,
    en: (is) =>
      `The upload of ${is.path} broke off after ${is.receivedBytes} bytes. Nothing of it is left; send it again.`,
    zh: (is) => `${is.path} 的上传在 ${is.receivedBytes} 字节后中断，未留下任何内容；请重新上传。`,
  }),
};
