// The command line's own few sentences, in both languages. Sentences of refusals come from the server, of summaries from the
// contract; what stands here is what no server could say.

const texts = {
  language: { en: 'en', zh: 'zh' },
  'group.start': { en: 'Start here', zh: '从这里开始' },
  'group.clusters': { en: 'Clusters', zh: '集群' },
  'group.workloads': { en: 'Jobs and plans', zh: '作业与执行计划' },
  'group.identity': { en: 'Access', zh: '访问' },
  'group.platform': { en: 'This machine', zh: '本机' },
  about: {
    en: 'Managed big-data clusters on your own machines: real Hadoop and Spark, made, used and released.',
    zh: '在自己的机器上托管大数据集群：真实的 Hadoop 与 Spark，按需创建、使用和释放。',
  },
  'about.run': {
    en: 'Carries out a plan: makes its cluster, runs its jobs, brings the results here, releases the cluster',
    zh: '执行一个计划：创建集群、运行作业、取回结果、释放集群',
  },
  'about.up': {
    en: 'Starts the control plane in the background, or finds the one that runs',
    zh: '在后台启动控制面，或找到已运行的',
  },
  'about.down': {
    en: 'Releases all clusters and stops everything that was started',
    zh: '释放全部集群并停止所有已启动的进程',
  },
  'about.status': { en: 'Shows what runs here, also when nothing does', zh: '显示本机正在运行的内容；未启动时亦可用' },
  'about.doctor': {
    en: 'Checks what this machine has and needs, and says what to do',
    zh: '检查本机环境，并说明需要做什么',
  },
  'about.backup': { en: 'Writes the whole database to a file', zh: '将整个数据库写入文件' },
  'about.restore': { en: 'Fills the database from a backup file', zh: '从备份文件恢复数据库' },
  'about.completion': {
    en: 'Prints a completion script: eval "$(argosy completion bash)"',
    zh: '输出补全脚本：eval "$(argosy completion bash)"',
  },
  'about.plan.schema': { en: 'Prints the JSON Schema of a plan file', zh: '输出执行计划文件的 JSON Schema' },
  'about.cluster.schema': { en: 'Prints the JSON Schema of a cluster file', zh: '输出集群文件的 JSON Schema' },
  'noun.about': { en: 'Commands: {verbs}', zh: '命令：{verbs}' },
  'usage.see_help': { en: 'See {command} help.', zh: '参见 {command} help。' },
  'usage.missing': { en: 'Missing: {flags}', zh: '缺少：{flags}' },
  'usage.missing.or_file': {
    en: 'Missing: {flags}. Or give the whole request by --file.',
    zh: '缺少：{flags}。也可用 --file 给出整个请求。',
  },
  'usage.machine_type': {
    en: '--machine-type is of the nodes that --core makes: give both, or name it in the file.',
    zh: '--machine-type 指 --core 所创建节点的机型：请同时给出，或在文件中指定。',
  },
  'usage.file_missing': {
    en: 'Give the request as a file: --file <file>',
    zh: '请以文件给出请求：--file <file>',
  },
  'flag.help': { en: 'show this help', zh: '显示帮助' },
  'flag.json': { en: 'the exact answer of the API', zh: '输出 API 的原始应答' },
  'lang.unknown': {
    en: '--lang takes en or zh, not "{given}".',
    zh: '--lang 只接受 en 或 zh，而不是“{given}”。',
  },
  'flag.lang': { en: 'zh or en; else LC_ALL, LANG', zh: 'zh 或 en；默认取自 LC_ALL、LANG' },
  'flag.version': { en: 'the version of Argosy', zh: '显示 Argosy 版本' },
  'flag.file': {
    en: 'the whole request as YAML or JSON; flags given beside it win',
    zh: '以 YAML 或 JSON 文件给出整个请求；同时给出的选项优先',
  },
  'flag.wait': {
    en: 'wait until it has come to rest; the exit code says whether that is good',
    zh: '等待其进入稳定状态；退出码表示结果是否良好',
  },
  'flag.wait.seconds': {
    en: 'wait until it has come to rest, or for this many seconds',
    zh: '等待其进入稳定状态，或最多等待若干秒',
  },
  'flag.all': { en: 'everything: all pages, also what is gone', zh: '全部：所有分页，包括已不存在的' },
  'flag.follow': { en: 'go on as more is written, until it ends', zh: '持续输出新内容，直到结束' },
  'flag.out.file': { en: 'where to put it', zh: '保存位置' },
  'flag.core': { en: 'core nodes, beside the one master', zh: '核心节点数，另有一个主节点' },
  'flag.machine_type': { en: 'of all nodes made by --core', zh: '由 --core 创建的所有节点的机型' },
  'flag.set': { en: 'a value for a parameter; may be given again', zh: '为参数赋值；可重复' },
  'flag.run.out': {
    en: 'folder for the results (default: ./out/<plan>-<run>)',
    zh: '结果目录（默认 ./out/<计划>-<运行>）',
  },
  'flag.run.json': { en: 'only JSON lines, the last one the summary', zh: '仅输出 JSON 行，最后一行为摘要' },
  'flag.run.keep_cluster': { en: 'leave the cluster when the plan ends', zh: '计划结束后保留集群' },
  'flag.foreground': { en: 'stay in the foreground, for a service manager', zh: '在前台运行，供服务管理器使用' },
  'flag.keep_clusters': { en: 'leave clusters and their daemons running', zh: '保留集群及其守护进程继续运行' },
  'flag.force': { en: 'replace what the database holds', zh: '替换数据库中现有的数据' },
  'column.id': { en: 'ID', zh: 'ID' },
  'column.permission': { en: 'PERMISSION', zh: '权限' },
  'column.owner': { en: 'OWNER', zh: '所有者' },
  'column.size': { en: 'SIZE', zh: '大小' },
  'column.modified': { en: 'MODIFIED', zh: '修改时间' },
  'column.name': { en: 'NAME', zh: '名称' },
  'column.state': { en: 'STATE', zh: '状态' },
  'column.release': { en: 'RELEASE', zh: '发行版' },
  'column.nodes': { en: 'NODES', zh: '节点' },
  'column.created': { en: 'CREATED', zh: '创建时间' },
  'column.kind': { en: 'KIND', zh: '类型' },
  'column.application': { en: 'APPLICATION', zh: 'YARN 应用' },
  'column.submitted': { en: 'SUBMITTED', zh: '提交时间' },
  'column.took': { en: 'TOOK', zh: '用时' },
  'column.jobs': { en: 'JOBS', zh: '作业' },
  'column.cluster': { en: 'CLUSTER', zh: '集群' },
  'column.schedule': { en: 'SCHEDULE', zh: '调度' },
  'column.next': { en: 'NEXT', zh: '下次运行' },
  'column.version': { en: 'VERSION', zh: '版本' },
  'column.released': { en: 'RELEASED', zh: '发布' },
  'column.runnable': { en: 'RUNNABLE', zh: '可运行' },
  'column.installation': { en: 'INSTALLATION', zh: '安装' },
  'column.components': { en: 'COMPONENTS', zh: '组件' },
  'column.address': { en: 'ADDRESS', zh: '地址' },
  'column.machine_type': { en: 'TYPE', zh: '机型' },
  'column.type': { en: 'TYPE', zh: '类型' },
  'column.vcpus': { en: 'VCPUS', zh: 'vCPU' },
  'column.memory': { en: 'MEMORY', zh: '内存' },
  'column.about': { en: 'ABOUT', zh: '说明' },
  'column.permissions': { en: 'PERMISSIONS', zh: '权限' },
  'column.ends': { en: 'ENDS', zh: '失效时间' },
  'column.used': { en: 'LAST USED', zh: '最近使用' },
  'column.facts': { en: 'FACTS', zh: '详情' },
  'column.daemons': { en: 'DAEMONS', zh: '守护进程' },
  'column.time': { en: 'TIME', zh: '时间' },
  'column.user': { en: 'USER', zh: '用户' },
  'column.operation': { en: 'OPERATION', zh: '操作' },
  'column.subject': { en: 'SUBJECT', zh: '对象' },
  'column.outcome': { en: 'OUTCOME', zh: '结果' },
  'column.changes': { en: 'CHANGES', zh: '变更' },
  'column.display_name': { en: 'SHOWN AS', zh: '显示名称' },
  'column.email': { en: 'MAIL', zh: '邮箱' },
  'column.phone': { en: 'PHONE', zh: '电话' },
  'column.second_factor': { en: 'SECOND FACTOR', zh: '两步验证' },
  'column.seen': { en: 'LAST SEEN', zh: '最近活动' },
  'column.members': { en: 'MEMBERS', zh: '成员' },
  'column.since': { en: 'SINCE', zh: '起始时间' },
  'column.until': { en: 'UNTIL', zh: '截止时间' },
  'column.trusted': { en: 'TRUSTS', zh: '信任对象' },
  'column.longest': { en: 'AT MOST', zh: '最长时长' },
  'column.attached': { en: 'ATTACHED', zh: '授予数' },
  'column.holds': { en: 'HOLDS', zh: '生效' },
  'column.statements': { en: 'STATEMENTS', zh: '声明' },
  'column.alias': { en: 'ALIAS', zh: '别名' },
  'column.reference': { en: 'REFERENCE', zh: '可作案例' },
  'column.from': { en: 'FROM', zh: '来源' },
  'flag.required': { en: 'required', zh: '必填' },
  'flag.separator': { en: '; ', zh: '；' },
  'flag.default': { en: 'default: {value}', zh: '默认：{value}' },
  'flag.repeat': { en: 'may be given again', zh: '可重复' },
  'value.not_number': { en: '"{given}" is not a number', zh: '“{given}”不是数字' },
  'value.not_pair': { en: '"{given}" is not of the form name=value', zh: '“{given}”不是“名称=值”的形式' },
  'file.unreadable': { en: 'cannot be read: {problem}', zh: '无法读取：{problem}' },
  'file.is_folder': {
    en: '"{given}" names no file; give the whole path of one',
    zh: '“{given}”不是文件；请给出文件的完整路径',
  },
  'file.unwritable': { en: '{file} cannot be written: {problem}', zh: '无法写入 {file}：{problem}' },
  'file.empty': { en: 'the file is empty', zh: '文件为空' },
  'file.missing': { en: 'is missing', zh: '缺失' },
  'file.several_documents': {
    en: 'a file holds one document: what follows --- belongs into a file of its own',
    zh: '一个文件只能有一个文档：--- 之后的内容请放入单独的文件',
  },
  'file.no_match': { en: 'no file matches "{pattern}" in {folder}', zh: '{folder} 中没有与“{pattern}”匹配的文件' },
  'file.not_of_release': {
    en: 'the program that comes with the release is "{known}"',
    zh: '发行版自带的程序是“{known}”',
  },
  'file.not_one': { en: '"{pattern}" must be one file', zh: '“{pattern}”必须是单个文件' },
  'file.same_name': {
    en: 'two files are named "{name}"; give one another name',
    zh: '有两个文件都名为“{name}”；请为其中一个改名',
  },
  'file.invalid': { en: '{file} has {count} problems:', zh: '{file} 有 {count} 处问题：' },
  unreachable: {
    en: 'No Argosy answers at {url}. Start it with: {command} up',
    zh: '{url} 处没有 Argosy 应答。请启动：{command} up',
  },
  'unreachable.nowhere': {
    en: 'No Argosy runs here (home {home}). Start it with: {command} up — or name one by ARGOSY_URL and ARGOSY_KEY.',
    zh: '此处没有运行 Argosy（目录 {home}）。请启动：{command} up，或用 ARGOSY_URL 与 ARGOSY_KEY 指定一个。',
  },
  'profile.missing': {
    en: 'There is no access key in {file}. The server writes it at its first start; or set ARGOSY_KEY.',
    zh: '{file} 中没有访问密钥。服务器首次启动时会写入；也可设置 ARGOSY_KEY。',
  },
  'profile.foreign': {
    en: '{file} belongs to another user. Run this as that user, or set ARGOSY_URL and ARGOSY_KEY.',
    zh: '{file} 属于其他用户。请以该用户运行，或设置 ARGOSY_URL 与 ARGOSY_KEY。',
  },
  'problem.reported': { en: 'request {requestId}', zh: '请求 {requestId}' },
  fault: { en: 'This is a fault of the command line itself: {message}', zh: '这是命令行自身的故障：{message}' },
  'wait.begun': {
    en: 'Waiting until it has come to rest; Ctrl-C ends only the waiting. How far it is: {look}',
    zh: '正在等待其进入稳定状态；Ctrl-C 只结束等待。查看进度：{look}',
  },
  'wait.left': { en: 'It goes on without this window. Look: {look}', zh: '其在后台继续。查看：{look}' },
  'list.empty': { en: 'There are none.', zh: '没有内容。' },
  'list.more': {
    en: 'There are more: --all shows them, --cursor {cursor} goes on here.',
    zh: '还有更多：--all 显示全部，--cursor {cursor} 从此处继续。',
  },
  'terminal.lost': {
    en: 'The connection to the terminal was lost, and the shell ended with it.',
    zh: '与终端的连接已断开，其中的 Shell 已随之结束。',
  },
  'up.running': { en: 'Argosy is up at {url}', zh: 'Argosy 已在 {url} 运行' },
  'up.already': { en: 'Argosy runs already at {url}', zh: 'Argosy 已经在 {url} 运行' },
  'up.first_sign_in': { en: 'Open {link} to sign in for the first time', zh: '打开 {link} 进行首次登录' },
  'up.home': { en: 'home  {home}', zh: '目录  {home}' },
  'up.log': { en: 'log   {log}', zh: '日志  {log}' },
  'up.console': { en: 'open  {url}', zh: '打开  {url}' },
  'console.building': { en: 'building the console … {percent} %', zh: '正在构建控制台……{percent} %' },
  'console.failed': {
    en: 'The console could not be built; everything else works. {problem}',
    zh: '控制台构建失败，其余功能不受影响。{problem}',
  },
  'up.stop': { en: 'stop  {command} down', zh: '停止  {command} down' },
  'up.died': {
    en: 'The server ended (exit code {exitCode}) before it answered. The end of {log}:',
    zh: '服务器在应答之前退出（退出码 {exitCode}）。{log} 的末尾：',
  },
  'up.refused': { en: 'The control plane did not start. More is in {log}', zh: '控制面未能启动；详见 {log}' },
  'up.silent': {
    en: 'The server did not answer within {seconds} s. The end of {log}:',
    zh: '服务器在 {seconds} 秒内没有应答。{log} 的末尾：',
  },
  'down.nothing': {
    en: 'Nothing of Argosy runs here (home {home}).',
    zh: '此处没有运行 Argosy 的任何进程（目录 {home}）。',
  },
  'down.protected': {
    en: 'These clusters are protected from deletion: {names}. Turn that off (cluster update <cluster> --no-deletion-protection), or leave them running with --keep-clusters. Nothing was stopped.',
    zh: '以下集群开启了删除保护：{names}。请先关闭（cluster update <集群> --no-deletion-protection），或用 --keep-clusters 保留运行。尚未停止任何内容。',
  },
  'down.cluster': { en: 'releasing cluster {name}', zh: '正在释放集群 {name}' },
  'down.cluster.other': { en: '{id} of another organization', zh: '其他组织的 {id}' },
  'down.released': {
    en: '{count} clusters were released, {others} of them of other organizations',
    zh: '已释放 {count} 个集群，其中 {others} 个属于其他组织',
  },
  'down.cluster.done': { en: 'cluster {name} is {state}', zh: '集群 {name}：{state}' },
  'down.again': {
    en: 'The server is gone but its clusters run on; starting it to release them in order',
    zh: '服务器已不在，但其集群仍在运行；先启动它以便依次释放',
  },
  'down.unasked': {
    en: 'The server cannot be asked ({problem}): clusters are stopped without being released. The next {command} up finds them again.',
    zh: '无法询问服务器（{problem}）：集群将直接停止而不释放；下次 {command} up 时会重新找到它们。',
  },
  'down.server': { en: 'the server has stopped ({how})', zh: '服务器已停止（{how}）' },
  'down.database': { en: 'PostgreSQL has stopped ({how})', zh: 'PostgreSQL 已停止（{how}）' },
  'down.swept': { en: '{count} processes left over were ended', zh: '已结束 {count} 个残留进程' },
  'down.kept': { en: '{count} processes of the kept clusters run on', zh: '保留的集群有 {count} 个进程继续运行' },
  'down.left': { en: 'These processes are still there: {pids}', zh: '仍有进程未结束：{pids}' },
  'down.done': { en: 'Argosy is down; nothing of it runs.', zh: 'Argosy 已停止，没有残留进程。' },
  'status.down': {
    en: 'The control plane does not run. Start it with: {command} up',
    zh: '控制面未运行。启动：{command} up',
  },
  'status.no_answer': {
    en: 'The control plane runs (pid {pid}) but does not answer at {url}: {problem}',
    zh: '控制面正在运行（pid {pid}），但 {url} 没有应答：{problem}',
  },
  'status.others': { en: '{count} of other organizations', zh: '其他组织的集群 {count} 个' },
  'status.processes': { en: '{count} processes of clusters run on', zh: '集群仍有 {count} 个进程在运行' },
  'word.server': { en: 'server', zh: '服务器' },
  'word.database': { en: 'database', zh: '数据库' },
  'word.releases': { en: 'releases', zh: '发行版' },
  'word.clusters': { en: 'clusters', zh: '集群' },
  'word.home': { en: 'home', zh: '目录' },
  'word.disk': { en: 'disk', zh: '磁盘' },
  'word.none': { en: 'none', zh: '无' },
  'word.free': { en: 'free', zh: '可用' },
  'backup.done': { en: '{rows} rows of {tables} tables are in {file}', zh: '{tables} 张表的 {rows} 行已写入 {file}' },
  'backup.external': {
    en: 'The server of this home has its data in a PostgreSQL of its own, and DATABASE_URL is not set here. Set it as the server has it. (To go over to the embedded database, start the server once without it.)',
    zh: '此目录的服务器使用外部 PostgreSQL，而当前环境未设置 DATABASE_URL。请设为与服务器一致。（若要改用内嵌数据库，请先在不设置该变量的情况下启动一次服务器。）',
  },
  'backup.embedded': {
    en: 'The server of this home has its data in the embedded PostgreSQL, and DATABASE_URL names another. Unset it to back up what the server has.',
    zh: '此目录的服务器使用内嵌 PostgreSQL，而 DATABASE_URL 指向另一个数据库。请取消该变量，以备份服务器的数据。',
  },
  'restore.done': {
    en: '{rows} rows of {tables} tables were restored from {file}',
    zh: '已从 {file} 恢复 {tables} 张表的 {rows} 行',
  },
  'restore.server_runs': {
    en: 'The control plane runs. Stop it first: {command} down',
    zh: '控制面正在运行；请先停止：{command} down',
  },
  'run.starting': { en: 'Starting the control plane', zh: '正在启动控制面' },
  'run.uploading': {
    en: 'Sending files to the server: {files} ({bytes})',
    zh: '正在向服务器发送文件：{files} 个（{bytes}）',
  },
  'run.begun': { en: 'Plan {plan}, run {run}', zh: '执行计划 {plan}，运行 {run}' },
  'run.ask': {
    en: 'End the run and release its cluster [Enter], or leave both as they are [l]? Ctrl-C again leaves at once. ',
    zh: '结束运行并释放集群 [回车]，还是保持原样 [l]？再按 Ctrl-C 立即离开。',
  },
  'run.ending': { en: 'Ending the run and releasing its cluster …', zh: '正在结束运行并释放集群……' },
  'run.left': {
    en: 'The run goes on without this window. Look: {command} plan-run get {run} — end it: {command} plan-run kill {run}',
    zh: '运行在后台继续。查看：{command} plan-run get {run}，结束：{command} plan-run kill {run}',
  },
  'run.server_gone': {
    en: 'The control plane does not answer any more. The run is kept there: {command} up, then {command} plan-run get {run}',
    zh: '控制面不再应答。运行由其保管：先 {command} up，再 {command} plan-run get {run}',
  },
  'run.absent': {
    en: 'The control plane does not answer; waiting for it, a minute at most. Ctrl-C twice leaves.',
    zh: '控制面没有应答；最多等待一分钟。按两次 Ctrl-C 离开。',
  },
  'server.absent': {
    en: 'The control plane does not answer; waiting for it, {seconds} s at most.',
    zh: '控制面没有应答；最多等待 {seconds} 秒。',
  },
  'run.left.time': { en: '{time} left', zh: '剩余 {time}' },
  'run.more': { en: '… and {count} more', zh: '……另有 {count} 个' },
  'run.succeeded': { en: '{plan} succeeded in {time}', zh: '{plan} 成功，用时 {time}' },
  'run.ended': { en: '{plan} {state} after {time}', zh: '{plan}：{state}，用时 {time}' },
  'run.phases': { en: 'phases', zh: '阶段' },
  'run.jobs': { en: 'jobs', zh: '作业' },
  'run.usage': { en: 'used', zh: '用量' },
  'run.usage.line': {
    en: '{nodeHours} node-hours; {vcoreSeconds} vcore-seconds, {memory} GB-seconds in containers',
    zh: '{nodeHours} 节点小时；容器 {vcoreSeconds} vcore 秒、{memory} GB 秒',
  },
  'run.results': { en: 'results', zh: '结果' },
  'run.logs': { en: 'logs', zh: '日志' },
  'run.logs.any': { en: '<run>', zh: '<运行>' },
  'run.logs.line': { en: '{command} job logs {run}', zh: '{command} job logs {run}' },
  'run.rows': { en: '{shown} of {all} rows; all are in {path}', zh: '显示 {all} 行中的 {shown} 行，全部见 {path}' },
  'run.output.changed': {
    en: '{path} arrived changed (SHA-256 {actual}, not {expected})',
    zh: '{path} 内容有误（SHA-256 为 {actual}，应为 {expected}）',
  },
  'run.out.unusable': {
    en: 'Results cannot be put into {folder}: {problem}. Name another folder by --out.',
    zh: '无法将结果写入 {folder}：{problem}。请用 --out 指定其他目录。',
  },
  'run.output.unfetched': {
    en: 'The run is over, but {name} could not be brought to {folder}: {problem}. It is kept on the server; each output that is missing comes with: {command} output get {run} --path {name} --out {path}',
    zh: '运行已结束，但未能将 {name} 取回到 {folder}：{problem}。结果仍保存在服务器上；缺少的输出可逐个取回：{command} output get {run} --path {name} --out {path}',
  },
  'run.job': { en: 'job', zh: '作业' },
  'cluster_step.validate': { en: 'validate', zh: '校验' },
  'cluster_step.release': { en: 'release', zh: '发行版' },
  'cluster_step.hosts': { en: 'hosts', zh: '主机' },
  'cluster_step.scripts-before': { en: 'scripts-before', zh: '安装前脚本' },
  'cluster_step.services': { en: 'services', zh: '服务' },
  'cluster_step.hdfs': { en: 'hdfs', zh: 'HDFS' },
  'cluster_step.yarn': { en: 'yarn', zh: 'YARN' },
  'cluster_step.scripts-after': { en: 'scripts-after', zh: '启动后脚本' },
  'step.waiting': { en: 'waiting', zh: '等待' },
  'step.running': { en: 'running', zh: '进行中' },
  'step.done': { en: 'done', zh: '完成' },
  'step.failed': { en: 'failed', zh: '失败' },
  'phase.install': { en: 'install', zh: '安装发行版' },
  'phase.cluster': { en: 'cluster', zh: '创建集群' },
  'phase.inputs': { en: 'inputs', zh: '放入数据' },
  'phase.jobs': { en: 'jobs', zh: '运行作业' },
  'phase.outputs': { en: 'outputs', zh: '取出结果' },
  'phase.release': { en: 'release', zh: '释放集群' },
} as const satisfies Record<string, { readonly en: string; readonly zh: string }>;

export type TextKey = keyof typeof texts;
export type Language = 'en' | 'zh';

/** Says a text in a language, with `{name}` replaced by the fact of that name. */
export type Say = (key: TextKey, facts?: Readonly<Record<string, string | number>>) => string;

export function sayIn(language: Language): Say {
  return (key, facts = {}) =>
    texts[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

/** How a step of a cluster is called; one of a newer server as it calls it itself. */
export function clusterStep(name: string, say: Say): string {
  const key = `cluster_step.${name}`;
  return key in texts ? say(key as TextKey) : name; // it was just looked up
}

/** The language a person's environment asks for: Chinese for zh…, else English. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^zh/i.test(locale) ? 'zh' : 'en';
}
