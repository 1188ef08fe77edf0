// What the contract says in Chinese: the summaries of operations, the descriptions of fields, and the few words that travel
// inside answers. The English sentence is the key, so that a contract reads as one text and a sentence that changes is missed
// here by chinese.test.ts. (Refusals have both languages in their own table, errors.ts.)

const chinese = {
  // platform
  'Shows what runs here: version, addresses, database, capacity': '显示本服务器：版本、地址、数据库、容量',
  'Lists the clusters of all organizations that are not gone, newest first; for the provider':
    '列出所有组织中尚存的集群，最新的在前；仅供服务提供方使用',
  'Releases all clusters of all organizations, to stop the machine; for the provider':
    '释放所有组织的全部集群，以便停机；仅供服务提供方使用',
  'only this one, also when it is gone': '仅此集群，即使已释放',
  'Finds whatever one may see by a part of its name or the beginning of its id; the best hits first':
    '按名称的一部分或 id 的开头查找可见的一切；最匹配的在前',
  'a part of a name, or the beginning of an id': '名称的一部分，或 id 的开头',
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
  'only what is of these, as "clusters,workloads"': '只列出这些模块的，如 "clusters,workloads"',
  'only what somebody should look at: what failed or was lost': '只列出需要有人处理的：失败或丢失的',
  'id of the thing it happened to': '事件所涉及对象的 id',
  'seconds to wait for the thing to come to rest before answering': '应答前等待对象进入稳定状态的秒数',
  'its id': '其 id',
  'id or name': 'id 或名称',

  // identity
  'Shows who you are to this server': '显示当前身份',
  'Makes an access key; its secret is shown this once': '创建访问密钥；密钥内容仅显示这一次',
  'what the key is for': '密钥的用途',
  'what the key may do, never more than its maker may': '密钥的权限，不会超过创建者的权限',
  'Lists your access keys and those of roles that still work, without their secrets':
    '列出您的访问密钥以及仍有效的角色密钥（不含密钥内容）',
  'Deletes an access key, also one of a role; it stops working at once': '删除访问密钥（包括角色密钥），立即失效',
  'Lists who did what, newest first': '列出审计记录：谁做了什么，最新的在前',
  'Downloads the audit trail, oldest first, as CSV or as lines of JSON':
    '下载审计记录（CSV 或每行一条 JSON），最早的在前',
  'Proves that no entry of the audit trail was changed, removed or slipped in': '验证审计记录未被修改、删除或插入',
  '`head` of an earlier answer, kept elsewhere: it must still be in the chain':
    '此前保存在别处的 `head`：它必须仍在链中',
  'anywhere in the operation, the subject and which part of it, what was asked, the address, the code':
    '在操作、对象及其部分、请求内容、地址与错误码中查找',
  'csv opens in Excel, ndjson has every field': 'csv 可用 Excel 打开；ndjson 含全部字段',
  'only before this time': '仅限此时间之前',
  'only from this time on': '仅限此时间及之后',
  'only of this request': '仅限此请求',
  'only what changes something, without what merely reads': '仅限更改类操作，不含只读操作',
  'only what this user asked; their id': '仅限此用户（id）的请求',
  'only of this operation, such as cluster_create': '仅限此操作，例如 cluster_create',
  'only about the thing of this id': '仅限此 id 的对象',
  'only what came out so': '仅限此结果',
  'Says whether policies allow a request, and which statement decides': '判断策略是否允许某个请求，以及由哪条语句决定',
  'the policies that hold for who asks': '对请求者生效的策略',
  'what is asked, such as clusters:GetCluster': '所请求的操作，例如 clusters:GetCluster',
  'what the request tells of itself, such as acs:SourceIp': '请求自身的信息，例如 acs:SourceIp',
  'what it is about': '语句涉及的操作',
  'it is about everything else': '语句涉及除此之外的一切操作',
  'on what': '语句涉及的资源',
  'on everything else': '语句涉及除此之外的一切资源',
  'all of them have to hold': '须全部满足',

  // identity: signing in
  'Signs in with a password, and with a code where a second factor is on': '以密码登录；已开启两步验证时还需验证码',
  'name@organization; the name alone in the organization that runs this server':
    '名称@组织；属于运行本服务器的组织时只写名称',
  'the password of the account': '账号的密码',
  'six digits of the second factor, or a recovery code': '两步验证的六位数字，或恢复码',
  'Signs out': '退出登录',
  'Shows anew who you are, before what needs it': '在需要时再次验证身份',
  'your password': '您的密码',
  'or six digits of your second factor, or a recovery code': '或您的两步验证六位数字，或恢复码',
  'Lists the browsers in which you are, or a user is, signed in': '列出您（或某用户）已登录的浏览器',
  'of this user, not your own: its id': '指定用户（而非本人）的 id',
  'Signs a browser out, within a second': '使某个浏览器退出登录，一秒内生效',
  'what stands behind the # of the link': '链接中 # 之后的部分',
  'Says whom a one-time link is for, and what it opens with': '显示一次性链接的对象及使用条件',
  'Signs in by a one-time link, with the password that shall be valid from then on':
    '以一次性链接登录，并设置此后使用的密码',
  'the new one: at least 10 characters': '新密码：至少 10 个字符',
  'Makes a one-time link that signs a user in; it is shown this once, and ends the one before':
    '创建供用户登录的一次性链接；仅显示这一次，之前的链接失效',
  'what it is for; by what the user has, if left out': '链接用途；省略时按用户现有的登录方式决定',
  'Sets your password, and signs you out everywhere else': '设置您的密码，并退出其他所有登录',
  'Shows with what you, or a user, can sign in': '显示您（或某用户）的登录方式',
  'Makes the secret of a second factor, for an app to take; it is on once a code of it was given':
    '生成两步验证密钥供验证器应用使用；输入其验证码后开启',
  'Turns the second factor on, and shows its recovery codes': '开启两步验证，并显示恢复码',
  'the six digits that the app shows': '验证器应用显示的六位数字',
  'Turns the second factor off: yours with a code of it, or that of a user who lost it':
    '关闭两步验证：关闭本人的须输入验证码，或为丢失验证器的用户关闭',
  'six digits of your second factor, or a recovery code': '您的两步验证六位数字，或恢复码',
  'Makes new recovery codes; those before open nothing any more': '生成新的恢复码；之前的全部失效',
  // people, policies, organizations
  'of another user, by id or name; your own, if left out': '其他用户的 id 或名称；省略时为您自己的',
  'Turns an access key off or on, or says what it is for': '停用或启用访问密钥，或修改其用途说明',
  'disabled: it does nothing until it is active again': 'disabled：在重新启用之前不起作用',
  'Makes the key that takes the place of another, and tells when and from where that was last used':
    '创建用于替换某个访问密钥的新密钥，并说明旧密钥最近在何时何处使用',
  'Makes a user, invited; what they first sign in with is a link of its own':
    '创建受邀用户；首次登录所用的链接需另行创建',
  'what they sign in with, unique in the organization': '登录名，在组织内唯一',
  'how they are shown': '显示名称',
  'where they are written to': '邮箱',
  'in which they are spoken to': '使用的语言',
  'groups they belong to from the start': '初始所属的用户组',
  'policies attached to them from the start': '初始授予的策略',
  'Lists users, newest first': '列出用户，最新的在前',
  'only those in this state; without it all that are not deleted': '仅限此状态；省略时为全部未删除的用户',
  'only those with this in a name or address': '仅限名称或邮箱中含有此文本的',
  'Shows a user with groups and policies': '显示用户及其用户组与策略',
  'Changes a user, or suspends them: then neither they nor their keys come in':
    '修改或停用用户；停用后其本人与密钥均无法进入',
  'where they are written to; empty takes it away': '邮箱；留空则清除',
  'suspended: nothing of theirs works until they are active': 'suspended：在恢复为 active 之前其一切均不可用',
  'Deletes a user: their sessions and keys end, the name is free again': '删除用户：会话与密钥立即失效，名称可再次使用',
  'Changes your own display name and language': '修改您自己的显示名称与语言',
  'how you are shown': '您的显示名称',
  'in which you are spoken to': '您使用的语言',
  'Makes a group: what is attached to it holds for all its members': '创建用户组：授予它的策略对全部成员生效',
  'unique in the organization': '在组织内唯一',
  'what it is for': '用途',
  'Lists groups, newest first': '列出用户组，最新的在前',
  'only those with this in the name or description': '仅限名称或说明中含有此文本的',
  'Shows a group and its policies': '显示用户组及其策略',
  'Changes the name or description of a group': '修改用户组的名称或说明',
  'Deletes a group: what held through it holds no longer': '删除用户组：经由它生效的策略不再生效',
  'Lists the members of a group': '列出用户组的成员',
  'Adds a user to a group': '将用户加入用户组',
  'id or name of the user': '用户的 id 或名称',
  'Takes a user out of a group': '将用户移出用户组',
  'Makes a role: what those who are trusted may become for a while': '创建角色：受信任者可在一段时间内扮演',
  'users who may assume it, by id or name': '可扮演该角色的用户（id 或名称）',
  'groups whose members may assume it, by id or name': '成员可扮演该角色的用户组（id 或名称）',
  'how long a key of it works at most': '角色密钥的最长有效秒数',
  'Lists roles, newest first': '列出角色，最新的在前',
  'Shows a role, whom it trusts and its policies': '显示角色、其信任对象与策略',
  'Changes a role, or whom it trusts; keys that were given out go on until they end':
    '修改角色或其信任对象；已发出的密钥到期前继续有效',
  'users who may assume it, by id or name; no others then': '可扮演该角色的用户（id 或名称）；其他用户不再可以',
  'groups whose members may assume it, by id or name; no others then':
    '成员可扮演该角色的用户组（id 或名称）；其他用户组不再可以',
  'Deletes a role; its keys end at once': '删除角色，其密钥立即失效',
  'Gives you a key that acts in a role for a while, then ends by itself':
    '获取一个临时密钥，以角色身份操作，到期自动失效',
  'how long the key works': '密钥的有效秒数',
  'narrows the role further, for this key alone': '仅对该密钥进一步收窄角色的权限',
  'Adds a contact: whom to reach for the contract, the network, the services or the money':
    '添加联系人：合同、网络、服务或财务事宜的联络对象',
  'what they are reached for': '联络事由',
  'of the person or the team': '联系人或团队的名称',
  'where they are called': '电话',
  'hours, deputies, what else one should know': '时段、代理人及其他须知',
  'Lists contacts as they are, or as they were at a time': '列出当前或某一时刻的联系人',
  'only those reached for this': '仅限此联络事由',
  'as it was at this time': '以此时刻为准',
  'Shows a contact': '显示联系人',
  'Changes a contact from now on; what it was before stays known': '修改联系人，自此刻起生效；此前的信息予以保留',
  'Ends a contact from now on; what it was before stays known': '终止联系人，自此刻起生效；此前的信息予以保留',
  'Lists what a contact was when, newest first': '列出联系人的历史，最新的在前',
  'Makes a policy of your own; it holds for nobody until it is attached': '创建自定义策略；授予之前对任何人都不生效',
  'Version "1" and its statements': 'Version "1" 及其语句',
  "Lists policies: the system's first, then your own, newest first": '列出策略：先系统策略，后自定义策略，最新的在前',
  'only these': '仅限此类',
  'Shows a policy and its document': '显示策略及其内容',
  'Deletes a policy that is attached to nobody, with all its versions': '删除未授予任何对象的策略及其全部版本',
  'Gives a policy a new version, which holds from now on unless told otherwise': '为策略创建新版本，默认立即生效',
  'whether it holds from now on': '是否立即生效',
  'Lists the versions of a policy, newest first': '列出策略的版本，最新的在前',
  'Makes a version of a policy the one that holds': '将策略的某个版本设为生效版本',
  'its number': '版本号',
  'Deletes a version of a policy that does not hold': '删除策略的一个未生效的版本',
  'Attaches a policy to a user, a group or a role: it holds for them from now on':
    '将策略授予用户、用户组或角色，立即生效',
  'id or name of a user': '用户的 id 或名称',
  'id or name of a group': '用户组的 id 或名称',
  'id or name of a role': '角色的 id 或名称',
  'Takes a policy away from a user, a group or a role': '解除对用户、用户组或角色的策略授予',
  'Lists for whom a policy holds': '列出策略的授予对象',
  'those that hold for this user, by id or name': '对该用户生效的策略（id 或名称）',
  'those that hold for this role, by id or name': '对该角色生效的策略（id 或名称）',
  'on what, such as acs:clusters:local:*:cluster/c-1; of your own cluster/c-1, or by its name':
    '所针对的资源，例如 acs:clusters:local:*:cluster/c-1；本组织的资源可写作 cluster/c-1，或使用其名称',
  'Says which of several things you may do, and which statement decides': '判断您可执行哪些操作，以及由哪条语句决定',
  'actions, and on what': '操作及其所针对的资源',
  'Shows your organization': '显示您所在的组织',
  'Changes your organization: its name, its time zone, whether it may be named as a reference':
    '修改组织：名称、时区、是否可作为客户案例',
  'how it is shown': '组织的显示名称',
  'in which its days begin, such as Asia/Shanghai': '组织所用的时区，例如 Asia/Shanghai',
  'whether it agrees to be named as a reference': '是否同意被列为客户案例',
  'Hands the organization over to another user; you keep ArgosyFullAccess until somebody takes it away':
    '将组织移交给其他用户；您将保留 ArgosyFullAccess，直至被解除',
  'id or name of the new owner': '新所有者的 id 或名称',
  'Makes another organization with its owner, who is invited (for the provider alone)':
    '创建其他组织及其受邀所有者（仅限服务提供方）',
  'behind the @ of a sign-in name, unique on this server': '登录名中 @ 之后的部分，在本服务器上唯一',
  'what its owner signs in with': '所有者的登录名',
  'how its owner is shown': '所有者的显示名称',
  'where its owner is written to': '所有者的邮箱',
  'in which its owner is spoken to': '所有者使用的语言',
  'Lists all organizations, newest first (for the provider alone)': '列出全部组织，最新的在前（仅限服务提供方）',
  'Makes the link with which the owner of another organization signs in first (for the provider alone)':
    '创建其他组织的所有者首次登录所用的链接（仅限服务提供方）',
  'id or alias': 'id 或别名',
  'only those with this in the name or alias': '仅限名称或别名中含有此文本的',

  // identity: sign-in sources
  'of the directory that knows the password; this server, if left out': '由哪个目录验证密码；省略时由本服务器验证',
  'Makes a sign-in source: an OpenID Connect provider or an LDAP directory that vouches for people':
    '创建登录源：为用户验证身份的 OpenID Connect 提供方或 LDAP 目录',
  'as people read it where they sign in': '登录页面上显示的名称',
  'an OpenID Connect provider': 'OpenID Connect 提供方',
  'as it calls itself; https, but for an address of the machine itself': '其自称的 issuer；须为 https，本机地址除外',
  'what it calls this server': '其为本服务器分配的客户端 ID',
  'what is asked for': '请求的范围',
  'the claim that becomes the user’s name': '作为用户名称的声明',
  'the claim that lists groups': '列出用户组的声明',
  'an LDAP directory': 'LDAP 目录',
  'ldaps://host, or ldap://host with startTls': 'ldaps://主机，或 ldap://主机并启用 startTls',
  'turn a connection by ldap:// into TLS before anything is said': '在交换任何数据前将 ldap:// 连接升级为 TLS',
  'of who signed its certificate (PEM), where this machine does not know':
    '签发其证书的 CA 证书（PEM）；本机已信任时可省略',
  'as whom to search, with the secret; nobody, if left out': '用于搜索的账号，配合密钥使用；省略时匿名',
  'below which people are searched for': '搜索用户的起点',
  'who is meant by {name}': '如何按 {name} 查找用户',
  'what never changes of a person; objectGUID in Active Directory':
    '用户永不改变的属性；Active Directory 中为 objectGUID',
  'what becomes the user’s name': '作为用户名称的属性',
  'what they are called': '显示名称的属性',
  'their address': '邮箱的属性',
  'what lists their groups, such as memberOf': '列出用户组的属性，例如 memberOf',
  'whoever it vouches for becomes a user at first sign-in; else only who has linked it to their account':
    '首次登录时自动创建用户；否则仅限已关联账号者登录',
  'ids of the groups of such users': '此类用户所属用户组的 id',
  'its groups, and by id the group here that each stands for; kept in step at each sign-in':
    '其用户组与本组织用户组（id）的对应关系；每次登录时同步',
  'whether people can sign in with it': '是否可用于登录',
  'of the client, or the password of bindDn; never shown; left out in a change, it stays':
    '客户端密钥，或 bindDn 的密码；从不显示；修改时省略则保持不变',
  'Lists the sign-in sources of the organization, without their secrets': '列出组织的登录源（不含密钥）',
  'Shows a sign-in source, without its secret': '显示登录源（不含密钥）',
  'Changes a sign-in source; who was linked by another issuer is linked no more':
    '修改登录源；更换 issuer 后原有关联全部解除',
  'Deletes a sign-in source; whom it made stay users, and need another way in':
    '删除登录源；由其创建的用户保留，但需其他登录方式',
  'Asks a sign-in source whether it answers, and says what it said': '测试登录源能否应答，并显示结果',
  'Links a sign-in source to your account: by its page, or by name and password of its directory':
    '将登录源关联到您的账号：通过其页面，或目录中的名称与密码',
  'yours in the directory': '您在目录中的名称',
  'yours there': '您在目录中的密码',
  'Takes the link between a sign-in source and your account away': '解除登录源与您账号的关联',
  'Lists with what else than a password one can sign in to an organization': '列出登录某组织时除密码外的其他方式',
  'name@organization; without, the organization that runs this server': '名称@组织；省略时为运行本服务器的组织',
  'Begins to sign in with an OpenID Connect provider: says where to go to':
    '开始通过 OpenID Connect 提供方登录：返回要前往的地址',
  'the page of ours to come back to, such as /clusters': '登录后返回的本站页面，例如 /clusters',
  'Where an OpenID Connect provider sends the browser back to: signs in, or goes to the sign-in page with the problem':
    'OpenID Connect 提供方的回调地址：完成登录，或带着问题回到登录页',
  'what it was sent along with': '发起时附带的 state',

  // identity: passkeys
  'Begins to make a passkey: what the browser asks the device': '开始创建通行密钥：返回浏览器向设备发出的请求',
  'Makes a passkey of what the device answered': '以设备的应答创建通行密钥',
  'of what it was asked': '对应请求的 id',
  'what navigator.credentials answered, as JSON': 'navigator.credentials 的应答（JSON）',
  'what you call it, such as the device it is in': '名称，例如所在的设备',
  'Lists your passkeys': '列出您的通行密钥',
  'Deletes a passkey of yours; it opens nothing any more': '删除您的通行密钥，立即失效',
  'Begins to sign in with a passkey: what the browser asks the device':
    '开始以通行密钥登录：返回浏览器向设备发出的请求',
  'Signs in with a passkey, without name and password': '以通行密钥登录，无需账号和密码',
  'or what your passkey answered to passkey_offer': '或您的通行密钥对 passkey_offer 的应答',

  // clusters
  'Lists the releases: what each is made of, and whether it can be used': '列出发行版：组成及是否可用',
  'Shows a release and how far its installation is': '显示发行版及其安装进度',
  'Fetches the packages of a release to this machine; asking again shows how far it is':
    '将发行版的软件包下载到本机；重复执行可查看进度',
  'Says what an upgrade from one release to another is, and what to test':
    '说明从一个发行版升级到另一个的类型，以及需要测试的内容',
  'such as 6.0.0': '例如 6.0.0',
  'the version it would become': '升级后的版本',
  'Lists the machine types a node can have': '列出节点可用的机型',
  'Makes a cluster: machines, release and components named, the rest is automatic':
    '创建集群：指定机器、发行版与组件，其余自动完成',
  'unique among the clusters that are not gone': '在现存集群中唯一',
  'releasing it is refused while this is on': '开启时拒绝释放该集群',
  'the newest runnable one, if left out': '省略时为最新的可运行版本',
  'where its machines are; see `argosy region list`': '机器所在的地域；参见 `argosy region list`',
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
  'Says what would be made of a wish for a cluster, and everything that stands against it; makes nothing':
    '检查集群配置：将创建什么、有哪些问题；不实际创建',
  'as it is so far; it need not be whole': '目前的内容，可不完整',
  'Lists clusters, newest first': '列出集群，最新的在前',
  'only those in this state': '仅限此状态',
  'only those that are being made or released': '仅列出正在创建或释放的',
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
  'Lists the regions, their zones, and what can be had in each': '列出地域、可用区及各自提供的服务',
  'Downloads a log of a node whole': '下载节点的完整日志',
  'Lists the logs a node has, with their sizes': '列出节点上的日志及其大小',
  'Searches a log on a node for a text, newest lines first unless said otherwise':
    '在节点的日志中搜索文本，默认最新的行在前',
  'what to look for, as it stands in a line': '要查找的文本，与行中的写法一致',
  'upper and lower case are the same': '不区分大小写',
  'backward: from the end, or from `offset`, to the beginning': 'backward：从末尾或 `offset` 向开头搜索',
  'byte to start at: `nextOffset` of the answer before': '起始字节：上一次应答的 `nextOffset`',

  // files in HDFS
  'Lists what is in a folder of HDFS, by name as HDFS orders it': '列出 HDFS 目录的内容，按 HDFS 的名称顺序',
  'Fetches a file out of HDFS; a `Range` header asks for a part of it':
    '从 HDFS 取出文件；可用 `Range` 请求头只取一部分',
  'Puts a file into HDFS; folders above it are made, and its name appears once all of it is there':
    '将文件放入 HDFS；自动创建上级目录，全部写完后文件名才出现',
  'Makes a folder in HDFS with those above it; one that is there stays as it is':
    '在 HDFS 中创建目录及其上级目录；已存在的保持不变',
  'Moves or renames a file or folder in HDFS, in one step': '一步完成 HDFS 中文件或目录的移动或改名',
  'Deletes a file or folder in HDFS; into the trash, where the cluster keeps one':
    '删除 HDFS 中的文件或目录；集群启用回收站时移入回收站',
  'Looks into a file in HDFS, or into the part files of a folder: text, CSV, JSON, Parquet':
    '预览 HDFS 中的文件或目录中的分片文件：文本、CSV、JSON、Parquet',
  'of the file in HDFS, such as /user/hadoop/orders.csv': 'HDFS 中文件的路径，例如 /user/hadoop/orders.csv',
  'of the folder in HDFS, such as /user/hadoop': 'HDFS 中目录的路径，例如 /user/hadoop',
  'put it in the place of a file that is there': '替换已存在的文件',
  'the path it has': '现有路径',
  'the path it is to have, its name included': '新的路径，包含名称',
  'what to delete': '要删除的路径',
  'a folder with all that is in it': '删除目录及其全部内容',
  'for good, also where the cluster keeps a trash': '永久删除，即使集群启用了回收站',
  'a file, or a folder of part files as Spark writes them': '文件，或 Spark 写出的分片文件所在的目录',
  'rows or lines at most': '最多显示的行数',
  'whether the first row of CSV or TSV names the columns; guessed, if left out':
    'CSV 或 TSV 的首行是否为列名；省略时自动判断',
  "Opens a terminal on a node, as the node's user, over a WebSocket": '通过 WebSocket 以节点用户身份打开节点终端',
  'width of the terminal in characters': '终端宽度（字符数）',
  'height of the terminal in lines': '终端高度（行数）',
  'Opens a native web page of a cluster: answers an address that can be visited once, within a minute':
    '打开集群的原生页面：返回一个一分钟内可访问一次的地址',
  "one of the cluster's `addresses` that is a web page, such as resourcemanager-web":
    '集群 `addresses` 中的某个页面，例如 resourcemanager-web',
  'where on the page': '页面内的路径',

  // files, jobs and runs
  'Uploads a file under the hash of its content; one that is there already is not sent again':
    '以内容哈希上传文件；已存在的不会重复发送',
  'SHA-256 of its content': '内容的 SHA-256',
  'Says whether a file is there': '查询文件是否存在',
  'Configures a job once, to be run many times': '一次配置作业，可多次运行',
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
  'Says everything that stands against a job, also on a given cluster; keeps nothing':
    '检查作业配置（可指定集群）并列出所有问题；不保存',
  'id or name of a cluster on which it is to fit': '要检查能否容纳该作业的集群的 id 或名称',
  'Lists uploaded files, newest first, with the jobs and plans that name them':
    '列出已上传的文件及引用它们的作业与计划，最新的在前',
  'only those that no job and no plan names': '仅限未被任何作业或计划引用的',
  'Deletes an uploaded file that nothing names any more': '删除不再被引用的已上传文件',
  'Gives a job a new version; what runs, runs on as it was': '更新作业为新版本；进行中的运行不受影响',
  'the whole job, under the name it has': '完整的作业内容，名称不变',
  'the version that was changed: refused where there is a later one by now': '所修改的版本；若已有更新的版本则拒绝',
  'Deletes a job of which nothing runs; its runs stay readable': '删除没有进行中运行的作业；其运行记录仍可读取',
  'Gives a plan a new version; what runs, runs on as it was': '更新执行计划为新版本；进行中的运行不受影响',
  'the whole plan, under the name it has': '完整的执行计划内容，名称不变',
  'Deletes a plan of which nothing runs, with its schedule; its plan runs stay readable':
    '删除没有进行中运行的执行计划及其调度；其运行记录仍可读取',
  'Lists jobs, newest first': '列出作业，最新的在前',
  'Shows a job, by id or name': '按 id 或名称显示作业',
  'Runs a job on a cluster': '在集群上运行作业',
  'id or name of the cluster': '集群的 id 或名称',
  'values of parameters by name': '按名称给出的参数值',
  'Kills a run of a job': '终止作业的一次运行',
  'Reads a log of a run, while it runs and after, also when its cluster is gone':
    '读取运行的日志：运行中、结束后以及集群释放后均可',
  "of `run_logs`; the driver's output, if left out": '`run_logs` 中的路径；省略时为驱动程序的输出',
  'byte to start at': '起始字节',
  'the log that was read last, when no path is asked for: that it is another now ends the wait':
    '未指定 path 时，上次读取的日志：若现在已换成另一份，则立即结束等待',
  'Lists runs, newest first': '列出运行，最新的在前',
  'only those on this cluster; its id': '仅限此集群；填写其 id',
  'only those of this job; its id': '仅限此作业；填写其 id',
  'Shows a run; with `wait`, once it has ended': '显示运行；带 `wait` 时等其结束',
  'Lists the logs of a run': '列出运行的日志',

  'Runs again what a run was: the same job, parameters and dates, also of one made by a plan or since changed':
    '按原样再次运行：相同的作业、参数与日期；计划中的运行或作业已变更时亦可',
  'id or name of a cluster; the one it ran on, if left out': '集群的 id 或名称；省略时为原集群',
  'Lists the processes of a run, while it runs and after: tasks, clients, drivers, containers of YARN':
    '列出运行的进程（运行中与结束后）：任务进程、客户端、驱动程序、YARN 容器',
  'Finds a text in a log of a run: lines and where they begin': '在运行的日志中查找文本：返回所在行及其起始位置',
  'what to look for, as it stands; upper and lower case are the same': '要查找的文本，按字面匹配，不区分大小写',
  'lines at most': '最多返回多少行',
  'Downloads a log of a run whole': '下载运行的完整日志',
  'of `run_logs`, such as driver/stderr': '`run_logs` 中的路径，例如 driver/stderr',
  'only those of this plan run; its id': '仅限此计划运行；填写其 id',
  'only those of this kind': '仅限此类型',
  'only those whose name holds this': '仅限名称包含此文本的',
  'only those submitted at this instant or later': '仅限在此时刻或之后提交的',
  'only those submitted before this instant': '仅限在此时刻之前提交的',

  // plans
  'Configures an execution plan: jobs in order and the cluster they need': '配置执行计划：按顺序的作业及所需集群',
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
  'Says everything that stands against a plan, and what cluster it would make; keeps nothing':
    '检查执行计划：列出所有问题及将创建的集群；不保存',
  'Lists plans, newest first': '列出执行计划，最新的在前',
  'Shows a plan and its next times': '显示执行计划及其后续时间',
  'Runs a plan now; with `spec`, as it is given there, whatever is kept under its name by then':
    '立即运行执行计划；给出 `spec` 时按其内容运行，不受已保存的同名计划影响',
  'leave a cluster made for the run when it ends': '运行结束后保留为其新建的集群',
  'of the same name, which stays as it is kept; kept under it, without its schedule, where nothing is':
    '须同名；已保存的同名计划保持不变，尚无时以此名保存（不含调度）',
  'Lists the runs of a plan, newest first': '列出执行计划的运行，最新的在前',
  'Lists plan runs of all plans, newest first': '列出所有执行计划的运行，最新的在前',
  'only those that have not ended': '仅列出尚未结束的',
  'only those asked for at this instant or later': '仅列出在此时刻或之后请求的',
  'Lists the versions of a job, newest first; its runs are each of one of them':
    '列出作业的各个版本，最新的在前；每次运行属于其中一个版本',
  'Says which jobs a rerun of a plan run would take over, and which it would run anew and why; makes nothing':
    '说明重新运行某次计划运行时哪些作业会沿用、哪些会重新运行及其原因；不会创建任何内容',
  "Pauses a plan's schedule": '暂停执行计划的调度',
  'Says when a schedule would come next, or what is wrong with it': '预览调度的后续时间，或指出其错误',
  'IANA zone in which its times are those of the wall clock': '调度时间所用的 IANA 时区',
  "Resumes a plan's schedule from now on": '从现在起恢复执行计划的调度',
  'Shows a plan run; with `wait`, once it has ended': '显示计划运行；带 `wait` 时等其结束',
  'Ends a plan run: its jobs are killed, and a cluster made for it is released':
    '结束计划运行：终止其作业，并释放为其新建的集群',
  'Runs a plan run again from where it failed, by its plan of then or of now; results that are still there are taken over':
    '从失败处重新运行计划，可按当时的计划或现在的计划；结果仍在的作业直接沿用',
  'which plan it runs: as it was in that plan run, or as it is now; then also those jobs run again that have changed since':
    '运行哪个执行计划：按该次计划运行时的，或按现在的；按现在的运行时，此后更改过的作业也会重新运行',
  'name of the job to begin at, with all that follow it; those that did not succeed, if left out':
    '起始作业的名称，其后续作业一并重新运行；省略时从未成功的作业开始',
  'leave a cluster made for the run when it ends; as in the plan run before, if left out':
    '运行结束后保留为其新建的集群；省略时与原计划运行相同',
  'Downloads one file of the outputs of a plan run': '下载计划运行输出中的一个文件',
  'Shows the beginning of a file of the outputs of a plan run as a table or as text':
    '以表格或文本显示计划运行输出文件的开头部分',
  'rows at most': '最多返回多少行数据',
  'whether the first line names the columns; judged by how it looks, if left out': '首行是否为列名；省略时按内容判断',
  "of the run's outputs, such as answers/q1.csv": '运行输出中的路径，例如 answers/q1.csv',

  // what a value of several forms may be
  'a text, a number, or true or false': '文本、数字，或 true、false',
  'nodeGroups of a cluster to be made, or the name of a standing one: { name: small }':
    '须给出待创建集群的 nodeGroups，或常驻集群的名称：{ name: small }',

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
