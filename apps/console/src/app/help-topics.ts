// Help for each page, in both languages: what the page is for, what the words mean, and the command that does the same.
interface Both {
  readonly en: string;
  readonly zh: string;
}
interface Part {
  readonly title: Both;
  readonly text: readonly Both[];
  readonly command?: string;
}
interface Topic {
  readonly at: RegExp;
  readonly parts: readonly Part[];
}

const cli: Both = { en: 'On the command line', zh: '命令行' };
const both = (en: string, zh: string): Both => ({ en, zh });

const topics: readonly Topic[] = [
  {
    at: /^\/clusters\/create/,
    parts: [
      {
        title: both('Create a cluster', '创建集群'),
        text: [
          both(
            'Choose a release, components and nodes. The form and the YAML beside it are the same thing: edit either. What is only in the YAML, such as bootstrap scripts and configuration, stays as you write it.',
            '选择发行版、组件和节点。表单与右侧 YAML 是同一份内容，可任意编辑；引导脚本、配置等仅在 YAML 中的内容会原样保留。',
          ),
          both(
            'A master runs the services of the cluster, a core node keeps data and computes, a task node computes only, a gateway has programs and configuration alone. A cluster of one master does everything on it.',
            '主节点运行集群服务；核心节点存储数据并计算；任务节点只计算；网关节点只有程序和配置。只有一个主节点的集群由该节点承担全部工作。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy cluster create --file cluster.yaml --wait' },
    ],
  },
  {
    at: /^\/clusters\/[^/]+/,
    parts: [
      {
        title: both('A cluster', '集群'),
        text: [
          both(
            'The overview shows each node and the daemons on it as they are now. A daemon that dies is started again by the agent of its node; what does not stay up is told as an event.',
            '概览显示每个节点及其守护进程的当前状态。守护进程退出后由节点代理重新启动；无法保持运行时会记录事件。',
          ),
          both(
            'Releasing a cluster kills its jobs and removes its files; logs and results of runs are kept. Deletion protection refuses it until it is turned off. A maximum age releases it by itself.',
            '释放集群会终止其作业并删除其文件，运行的日志与结果会保留。删除保护开启时拒绝释放；设置最长存续时间后到期自动释放。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command: 'argosy cluster get NAME\nargosy node list NAME\nargosy cluster release NAME --wait',
      },
    ],
  },
  {
    at: /^\/clusters/,
    parts: [
      {
        title: both('Clusters', '集群'),
        text: [
          both(
            'All clusters of your organization that are not gone, newest first. The list changes by itself.',
            '您所在组织中尚未释放的全部集群，最新的在前；列表自动更新。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy cluster list' },
    ],
  },
  {
    at: /^\/plan-runs\/[^/]+/,
    parts: [
      {
        title: both('A plan run', '计划运行'),
        text: [
          both(
            'The phases stand in their order: the cluster is made, inputs are brought in, jobs run, outputs are brought out, and the cluster is let go. The picture shows each job as it stands; choose one to see its run.',
            '各阶段依次进行：创建集群、导入输入、运行作业、取出输出、释放集群。图中显示每个作业的状态，选择作业可查看其运行。',
          ),
          both(
            'Run again begins at what did not succeed. Before you start it, it says which jobs are taken over and which run again, and why.',
            '“重新运行”从未成功的作业开始；启动前会说明哪些作业沿用结果、哪些重新运行及其原因。',
          ),
          both(
            'If the plan has been changed since, you choose whether it runs as it is now or as it was in this plan run. As it is now, the jobs that have changed run again too.',
            '若此后更改过执行计划，可选择按现在的计划运行，或按该次运行时的计划运行。按现在的计划运行时，已更改的作业也会重新运行。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy plan-run get ID --wait\nargosy plan-run rerun ID' },
    ],
  },
  {
    at: /^\/(plans|plan-runs)/,
    parts: [
      {
        title: both('Plans', '执行计划'),
        text: [
          both(
            'A plan is jobs in order and the cluster they need. Made for each run, the cluster is released after it, also after a failure; a standing one stays.',
            '执行计划是按顺序执行的一组作业及其所需的集群。为每次运行新建的集群会在结束后释放（失败后也会），常驻集群则保留。',
          ),
          both(
            'What stands as a parameter in a job takes its value from the plan, or from who runs it. A schedule runs it by itself, at the wall-clock times of its zone.',
            '作业中的参数取自执行计划的默认值或运行时指定的值；调度会按所选时区的时间自动运行。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command: 'argosy plan create --file plan.yaml\nargosy plan run NAME --set day=monday --wait',
      },
    ],
  },
  {
    at: /^\/jobs/,
    parts: [
      {
        title: both('Jobs', '作业'),
        text: [
          both(
            'A job is configured once and run as often as you like. Each change is a new version; what runs, runs on as it was, and can be run again as it was.',
            '作业只需配置一次即可反复运行。每次修改产生一个新版本；正在运行的不受影响，也可按当时的版本重新运行。',
          ),
          both(
            'Files are uploaded from here, or chosen from those that are there already. The check says what memory it needs and whether it fits on a cluster.',
            '文件可在此上传，或从已上传的文件中选择；检查会说明所需内存以及是否适合某个集群。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command: 'argosy job create --file job.yaml\nargosy job run NAME --cluster-id CLUSTER --wait',
      },
    ],
  },
  {
    at: /^\/runs/,
    parts: [
      {
        title: both('Runs', '运行记录'),
        text: [
          both(
            'Each run keeps what it was, when it happened, what it used and what it wrote; its logs stay when its cluster is gone.',
            '每次运行都会保留其定义、时间、资源用量和输出；集群释放后日志仍可查看。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy run list --state FAILED\nargosy job logs RUN' },
    ],
  },
  {
    at: /^\/releases/,
    parts: [
      {
        title: both('Releases', '发行版'),
        text: [
          both(
            'Versions are a.b.c: a changes what is compatible, b adds components or versions, c mends. The comparison says what to test before a change.',
            '版本号为 a.b.c：a 表示兼容性变化，b 表示新增组件或版本，c 表示修复。比较页说明变更前需要测试的内容。',
          ),
          both(
            'A withdrawn release makes no new cluster; the page names the one to use instead.',
            '已下线的发行版不能再创建集群，页面会给出替代版本。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command: 'argosy release list\nargosy release compare 2.5.1 3.2.0\nargosy release install 6.0.0',
      },
    ],
  },
  {
    at: /^\/regions/,
    parts: [
      {
        title: both('Regions and zones', '地域与可用区'),
        text: [
          both(
            'A region is where machines are; a cluster lies in one. A zone is a part of it that fails without the others. The header chooses the region in which new things are made.',
            '地域是机器所在的位置，一个集群位于一个地域中。可用区是地域的一部分，各可用区的故障相互独立。新建内容所在的地域在顶栏选择。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy region list' },
    ],
  },
  {
    at: /^\/(users|groups)/,
    parts: [
      {
        title: both('Users and groups', '用户与用户组'),
        text: [
          both(
            'Who is invited gets a link that opens once, chooses a password, and is in. What they may do comes from policies, attached to them or to the groups they are in; without any they see who they are and keep their own access keys.',
            '被邀请的人通过只能使用一次的链接设置密码并登录。能做什么由策略决定，策略授予用户本人或其所在的用户组；没有任何策略时，只能查看自己的身份、管理自己的访问密钥。',
          ),
          both(
            'Suspended, a user is signed out everywhere and their keys stop; they can be brought back. Deleted, they are gone; what they did stays in the audit trail.',
            '用户停用后会在所有设备上退出登录，访问密钥也不再有效；停用的用户可以恢复。删除后不可恢复，其操作记录仍保留在操作审计中。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command:
          'argosy user create --name li --groups developers\nargosy user-link create li\nargosy user update li --state suspended',
      },
    ],
  },
  {
    at: /^\/roles/,
    parts: [
      {
        title: both('Roles', '角色'),
        text: [
          both(
            'A role is taken on for a while: whom it trusts, and who has identity:AssumeRole on it, gets a key that acts with the policies of the role until it ends, and narrower ones if they say so.',
            '角色供人临时扮演：受角色信任且对其拥有 identity:AssumeRole 权限的人，可获得一个在到期前按角色的策略操作的密钥，也可以为这个密钥指定更窄的策略。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command:
          'argosy role create --name mender --trusted-groups developers\nargosy role assume mender --seconds 900',
      },
    ],
  },
  {
    at: /^\/policies/,
    parts: [
      {
        title: both('Policies', '权限策略'),
        text: [
          both(
            'A policy allows or denies actions on resources, perhaps under conditions. An explicit denial wins, then what is allowed; all else is denied. It holds for the users, groups and roles that it is attached to.',
            '策略规定允许或拒绝对哪些资源执行哪些操作，还可以附加条件。显式拒绝优先，其次是允许，其余一律拒绝。策略对其所授予的用户、用户组和角色生效。',
          ),
          both(
            'The simulation says which statement of which policy decides. A change is a new version, for all that the policy is attached to at once; an earlier version can be used again.',
            '模拟会说明由哪个策略的哪条语句决定。修改会产生新版本，对所有已授予的对象同时生效；也可以改回使用之前的版本。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command:
          'argosy policy create --name careful --file careful.yaml\nargosy policy attach careful --user-id li\nargosy policy simulate --user-id li --action clusters:ReleaseCluster --resource cluster/data-1',
      },
    ],
  },
  {
    at: /^\/audit/,
    parts: [
      {
        title: both('The audit trail', '操作审计'),
        text: [
          both(
            'Who asked for what, when, from where, as whom, and what was decided: an entry for each request, with what a change changed, and never a secret. Nothing in it is changed or removed.',
            '谁在何时、从何处、以什么身份请求了什么，以及判定结果：每个请求一条记录，更改类操作还会记录改了什么，但绝不记录机密。记录不会被修改或删除。',
          ),
          both(
            'What is found can be exported. Who runs this server can prove that no entry was changed, removed or slipped in.',
            '搜索结果可以导出。运行本服务器的组织可以验证没有记录被修改、删除或插入。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command:
          'argosy audit-entry list --operation cluster_release\nargosy audit export --out audit.csv\nargosy audit verify',
      },
    ],
  },
  {
    at: /^\/organization$/,
    parts: [
      {
        title: both('The organization', '组织'),
        text: [
          both(
            'One user is its owner, who may everything in it and can be neither suspended nor deleted; the owner can hand it over to somebody else.',
            '组织有一个用户是所有者，在组织内拥有全部权限，且不能被停用或删除；所有者可以将组织移交给他人。',
          ),
          both(
            'Contacts are whom to reach for the contract, the network, the services and the money; every change keeps its dates, so that one can see whom to reach at an earlier time.',
            '联系人是合同、网络、服务和财务方面的对接人；每次修改都记有时间，可以查看过去某一时刻的联系人。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy contact list\nargosy ownership transfer --user-id li' },
    ],
  },
  {
    at: /^\/account/,
    parts: [
      {
        title: both('Your own account', '我的账户'),
        text: [
          both(
            'How you sign in: password, second factor with recovery codes, passkeys, and sign-in sources you are linked to. Each browser in which you are signed in can be signed out from here.',
            '您的登录方式：密码、两步验证及恢复码、通行密钥、已关联的登录源。已登录的每个浏览器都可以在这里强制退出。',
          ),
          both(
            'Programs sign in with an access key, two at a time. It is shown once, when it is made; rotating makes the one that takes its place, while the old one goes on until you turn it off.',
            '程序使用访问密钥登录，最多两个。密钥只在创建时显示一次；轮换会创建用于替换的新密钥，旧密钥在停用之前仍然有效。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy access-key create --description backup\nargosy access-key rotate KEY' },
    ],
  },
  {
    at: /^\/sign-in-sources/,
    parts: [
      {
        title: both('Sign-in sources', '登录源'),
        text: [
          both(
            'A sign-in source vouches for people: a provider of OpenID Connect on its own page, an LDAP directory by the password that it knows. It knows people by what never changes of them, never by a name or an address; it never vouches for the owner.',
            '登录源为人员验证身份：OpenID Connect 身份提供方使用其自己的页面，LDAP 目录验证其中的密码。登录源只以不变的标识识别人员，不以名称或邮箱识别；所有者不能由登录源验证。',
          ),
          both(
            'Test it after each change. Whom it made stay users when it is deleted, and need another way in.',
            '每次修改后请测试。删除登录源后，由其创建的用户会保留，但需要其他登录方式。',
          ),
        ],
      },
      { title: cli, text: [], command: 'argosy sign-in-source list\nargosy sign-in-source test ID' },
    ],
  },
  {
    at: /^\/organizations/,
    parts: [
      {
        title: both('Organizations', '组织管理'),
        text: [
          both(
            'Who runs this server makes organizations and invites their owners. The owner comes in by a link that opens once; from then on only their own people see what is in the organization.',
            '运行本服务器的组织负责创建其他组织并邀请其所有者。所有者通过一次性链接登录；此后组织内的内容仅其成员可见。',
          ),
        ],
      },
      {
        title: cli,
        text: [],
        command: 'argosy organization list\nargosy organization create --name NAME --alias ALIAS',
      },
    ],
  },
];

const general: Topic = {
  at: /^/,
  parts: [
    {
      title: both('Argosy', '云舟 Argosy'),
      text: [
        both(
          'The home page shows what runs, what needs you, what was used, and what changed. Everything here is also in the API and on the command line.',
          '首页显示正在运行的内容、需要您处理的事项、用量和变化。这里的一切也可通过 API 和命令行完成。',
        ),
        both('Ctrl K opens the search from everywhere; ? lists the keys.', '随处按 Ctrl K 打开搜索；按 ? 查看快捷键。'),
      ],
    },
    { title: cli, text: [], command: 'argosy help' },
  ],
};

export const helpFor = (pathname: string): Topic => topics.find(({ at }) => at.test(pathname)) ?? general;
