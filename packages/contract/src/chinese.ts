// What the contract says in Chinese: the summaries of operations, the descriptions of fields, and the few words that travel
// inside answers. The English sentence is the key, so that a contract reads as one text and a sentence that changes is missed
// here by chinese.test.ts. (Refusals have both languages in their own table, errors.ts.)

const chinese = {
  // platform
  'Shows what runs here: version, addresses, database, capacity': '显示本服务器：版本、地址、数据库、容量',
  'Lists what happened, oldest first or newest first': '列出发生的事件，最早或最新的在前',
  'the newest first, without figures for metering; `after` then asks for older ones':
    '最新的在前，不含计量数据；此时 `after` 请求更早的事件',
  'Follows what happens, as server-sent events; resumes after Last-Event-ID':
    '以 SSE 持续接收事件；可从 Last-Event-ID 之后继续',
  'how many at most': '最多返回多少条',
  '`cursor` of the page before': '上一页返回的 `cursor`',
  'Shows the configuration of a node as its daemons read it, and what of it is your own':
    '显示节点守护进程所读取的配置，以及其中由您设置的部分',
  'Sums up how long nodes ran in a period, and what runs now': '汇总某时段内节点的运行时长，以及当前的运行情况',
  'begin of the period': '时段的开始',
  'its end; now, if left out': '时段的结束；省略时为当前时间',
  'id of the last event already seen': '已看到的最后一个事件的 id',
  'id of the thing it happened to': '事件所涉及对象的 id',
  'seconds to wait for the thing to come to rest before answering': '应答前等待对象进入稳定状态的秒数',
  'its id': '其 id',
  'id or name': 'id 或名称',

  // identity
  'Shows who you are to this server': '显示当前身份',
  'Makes an access key; its secret is shown this once': '创建访问密钥；密钥内容仅显示这一次',
  'what the key is for': '密钥的用途',
  'what the key may do, never more than its maker may': '密钥的权限，不会超过创建者的权限',
  'Lists your access keys, without their secrets': '列出您的访问密钥（不含密钥内容）',
  'Deletes an access key; it stops working at once': '删除访问密钥，立即失效',
  'Lists who did what, newest first': '列出审计记录：谁做了什么，最新的在前',
  'only of this operation, such as cluster_create': '仅限此操作，例如 cluster_create',
  'only about the thing of this id': '仅限此 id 的对象',
  'only what came out so': '仅限此结果',
  'Says whether policies allow a request, and which statement decides (RAM-1)':
    '判断策略是否允许某个请求，以及由哪条语句决定（RAM-1）',
  'the policies that hold for who asks': '对请求者生效的策略',
  'what is asked, such as clusters:GetCluster': '所请求的操作，例如 clusters:GetCluster',
  'on what, such as acs:clusters:local:*:cluster/c-1': '所针对的资源，例如 acs:clusters:local:*:cluster/c-1',
  'what the request tells of itself, such as acs:SourceIp': '请求自身的信息，例如 acs:SourceIp',
  'what it is about': '语句涉及的操作',
  'it is about everything else': '语句涉及除此之外的一切操作',
  'on what': '语句涉及的资源',
  'on everything else': '语句涉及除此之外的一切资源',
  'all of them have to hold': '须全部满足',

  // clusters
  'Lists the releases: what each is made of, and whether it can be used': '列出发行版：组成及是否可用',
  'Shows a release and how far its installation is': '显示发行版及其安装进度',
  'Fetches the packages of a release to this machine; asking again shows how far it is':
    '将发行版的软件包下载到本机；重复执行可查看进度',
  'Says what an upgrade from one release to another is, and what to test (REL-1)':
    '说明从一个发行版升级到另一个的类型，以及需要测试的内容（REL-1）',
  'such as 6.0.0': '例如 6.0.0',
  'the version it would become': '升级后的版本',
  'Lists the machine types a node can have': '列出节点可用的机型',
  'Makes a cluster: machines, release and components named, the rest is automatic (CLU-1)':
    '创建集群：指定机器、发行版与组件，其余自动完成（CLU-1）',
  'unique among the clusters that are not gone': '在现存集群中唯一',
  'releasing it is refused while this is on': '开启时拒绝释放该集群',
  'the newest runnable one, if left out': '省略时为最新的可运行版本',
  'this machine; further regions come with further providers': '本机；更多地域随其他提供方提供',
  'hdfs, yarn, mapreduce and spark, if left out': '省略时为 hdfs、yarn、mapreduce 与 spark',
  'exactly one group of role master with one node; a cluster of that one node alone is allowed':
    '须恰有一个角色为 master 且只有一个节点的节点组；允许仅由该节点组成集群',
  'the role, if left out': '省略时与角色同名',
  'see `argosy machine-type list`': '参见 `argosy machine-type list`',
  'your own scripts, run on the nodes before the install or after the start':
    '自定义脚本，在安装之前或启动之后于节点上运行',
  'text of a shell script': 'Shell 脚本的文本',
  'all nodes, if left out': '省略时为全部节点',
  'over the defaults': '覆盖默认配置',
  'released when this old, whatever it does': '达到此时长（秒）后释放，无论其正在做什么',
  'leave a cluster that failed to start as it is, for a look': '启动失败时保留现场，便于查看',
  'Lists clusters, newest first': '列出集群，最新的在前',
  'only those in this state': '仅限此状态',
  'also those that are gone': '包括已不存在的',
  'Shows a cluster; with `wait`, once it has come to rest': '显示集群；带 `wait` 时等其进入稳定状态',
  'Turns deletion protection on or off, or sets the age at which it is released':
    '开启或关闭删除保护，或设置到期释放的时长',
  'Releases a cluster: its jobs are killed, its files removed; logs and results of runs are kept':
    '释放集群：终止作业、删除文件；运行日志与结果予以保留',
  'Lists what happened to a cluster, oldest first or newest first': '列出集群的事件，最早的在前',
  'Lists the nodes of a cluster and the daemons on them': '列出集群的节点及其上的守护进程',
  "Reads a daemon's log on a node": '读取节点上守护进程的日志',
  "a daemon's name, such as namenode": '守护进程名，例如 namenode',
  'byte to start at; the last 64 KiB, if left out': '起始字节；省略时为最后 64 KiB',
  'bytes at most': '最多返回多少字节',

  // files, jobs and runs
  'Uploads a file under the hash of its content; one that is there already is not sent again':
    '以内容哈希上传文件；已存在的不会重复发送',
  'SHA-256 of its content': '内容的 SHA-256',
  'Says whether a file is there': '查询文件是否存在',
  'Configures a job once, to be run many times (JOB-1)': '一次配置作业，可多次运行（JOB-1）',
  'may hold ${…} parameters': '可含 ${…} 参数',
  "put into the job's working directory": '放入作业的工作目录',
  'a virtual environment the nodes keep by the hash of these': '节点按其哈希缓存的虚拟环境',
  'further attempts after one that failed': '失败后的重试次数',
  'text of a shell script; may hold ${…} parameters': 'Shell 脚本的文本；可含 ${…} 参数',
  'equal processes, spread over the nodes; each finds ARGOSY_TASK (1…n) and ARGOSY_TASKS (n)':
    '分布在各节点上的相同进程；各自可读取 ARGOSY_TASK（1…n）与 ARGOSY_TASKS（n）',
  'of one task': '单个任务的资源',
  "if the jar's manifest names none": 'jar 的清单未指定主类时填写',
  "Hadoop properties over the cluster's, where every program of the job sees them":
    '覆盖集群配置的 Hadoop 属性，作业的所有程序可见',
  'Spark properties over the defaults': '覆盖默认值的 Spark 属性',
  'SQL files; the last statement of each is its answer': 'SQL 文件；每个文件的最后一条语句为其答案',
  'HDFS directory; q1.sql answers into q1.csv, one file with a header line':
    'HDFS 目录；q1.sql 的答案写入 q1.csv，单个文件且带表头',
  'Lists jobs, newest first': '列出作业，最新的在前',
  'Shows a job, by id or name': '按 id 或名称显示作业',
  'Runs a job on a cluster': '在集群上运行作业',
  'id or name of the cluster': '集群的 id 或名称',
  'values of parameters by name': '按名称给出的参数值',
  'Kills a run of a job': '终止作业的一次运行',
  'Reads a log of a run, while it runs and after, also when its cluster is gone (JOB-3)':
    '读取运行的日志：运行中、结束后以及集群释放后均可（JOB-3）',
  "of `run_logs`; the driver's output, if left out": '`run_logs` 中的路径；省略时为驱动程序的输出',
  'byte to start at': '起始字节',
  'Lists runs, newest first': '列出运行，最新的在前',
  'only those on this cluster; its id': '仅限此集群；填写其 id',
  'only those of this job; its id': '仅限此作业；填写其 id',
  'Shows a run; with `wait`, once it has ended': '显示运行；带 `wait` 时等其结束',
  'Lists the logs of a run': '列出运行的日志',

  // plans
  'Configures an execution plan: jobs in order and the cluster they need (JOB-2)':
    '配置执行计划：按顺序的作业及所需集群（JOB-2）',
  'the plan itself': '执行计划本身',
  'defaults; --set name=value replaces one': '默认值；可用 --set 名称=值 替换',
  'a cluster made for each run and released after it, or the name of a standing one':
    '每次运行新建并在结束后释放的集群，或常驻集群的名称',
  'a standing cluster to run on': '用于运行的常驻集群',
  'local files, put into an HDFS directory before the jobs': '本地文件，在作业开始前放入 HDFS 目录',
  'brought out before the cluster is released': '在释放集群前取出',
  'a file or directory in HDFS': 'HDFS 中的文件或目录',
  'five fields: minute hour day month weekday': '五个字段：分 时 日 月 星期',
  'what is done about times missed while the server was down; `all` makes at most the last 100':
    '服务器停机期间错过的时间如何处理；`all` 最多补跑最近 100 次',
  'what is done when the run before is still going': '前一次运行尚未结束时如何处理',
  'a cluster made for a run is released at this age, whatever happens': '为运行新建的集群达到此时长（秒）后必定释放',
  'put it in the place of one of the same name': '替换同名的计划',
  'Lists plans, newest first': '列出执行计划，最新的在前',
  'Shows a plan and its next times': '显示执行计划及其后续时间',
  'Runs a plan now; with `spec`, as it is given there, whatever is kept under its name by then':
    '立即运行执行计划；给出 `spec` 时按其内容运行，不受已保存的同名计划影响',
  'leave a cluster made for the run when it ends': '运行结束后保留为其新建的集群',
  'of the same name, which stays as it is kept; kept under it, without its schedule, where nothing is':
    '须同名；已保存的同名计划保持不变，尚无时以此名保存（不含调度）',
  'Lists the runs of a plan, newest first': '列出执行计划的运行，最新的在前',
  "Pauses a plan's schedule": '暂停执行计划的调度',
  "Resumes a plan's schedule from now on": '从现在起恢复执行计划的调度',
  'Shows a plan run; with `wait`, once it has ended': '显示计划运行；带 `wait` 时等其结束',
  'Ends a plan run: its jobs are killed, and a cluster made for it is released':
    '结束计划运行：终止其作业，并释放为其新建的集群',
  'Downloads one file of the outputs of a plan run': '下载计划运行输出中的一个文件',
  "of the run's outputs, such as answers/q1.csv": '运行输出中的路径，例如 answers/q1.csv',

  // phases of a plan run
  'ending its copies': '正在结束复制',
  'ending its runs': '正在结束运行',
  killed: '已终止',
  'no cluster was made': '未创建集群',
  'the cluster was there before': '集群原已存在',
  'the cluster is kept': '集群予以保留',
} as const satisfies Readonly<Record<string, string>>;

/** What the contract says in English, in a language. A name or a number is the same in both, and so comes back as it is. */
export function inLanguage(language: 'en' | 'zh', english: string): string {
  const found: Readonly<Record<string, string>> = chinese;
  return language === 'en' ? english : (found[english] ?? english);
}

/** Every sentence that has a Chinese one. */
export const translated: readonly string[] = Object.keys(chinese);
