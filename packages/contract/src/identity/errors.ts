import { entry, list } from '../error-entry.ts';
import { signInErrors } from './sign-in-errors.ts';

export const identityErrors = {
  credentials_missing: entry({
    status: 401,
    retryable: false,
    en: () => 'Sign in, or send an access key as "Authorization: Bearer <key>".',
    zh: () => '请先登录，或以 “Authorization: Bearer <密钥>” 发送访问密钥。',
  }),
  credentials_invalid: entry({
    status: 401,
    retryable: false,
    en: () => 'The access key is not known or no longer valid. Make a new one and use that.',
    zh: () => '访问密钥无效或已失效；请创建并使用新的密钥。',
  }),
  session_ended: entry({
    status: 401,
    retryable: false,
    en: () => 'You are no longer signed in. Sign in again.',
    zh: () => '登录已失效，请重新登录。',
  }),
  csrf_token_missing: entry({
    status: 403,
    retryable: false,
    en: () =>
      'A browser’s request needs the header x-csrf-token with the csrfToken of GET /v1/caller. Reload the page.',
    zh: () => '浏览器请求须携带 x-csrf-token 头，其值为 GET /v1/caller 返回的 csrfToken；请刷新页面。',
  }),
  confirmation_needed: entry<{ minutes: number }>({
    status: 403,
    retryable: false,
    en: (is) => `Show once more who you are: this needs that you did so within the last ${is.minutes} minutes.`,
    zh: (is) => `请再次验证身份：该操作要求您在最近 ${is.minutes} 分钟内验证过身份。`,
  }),
  confirmation_too_old: entry<{ permission: string; resource: string }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `Show once more who you are, then try again: policies let you ${is.permission} on ${is.resource} only soon after you have done so.`,
    zh: (is) => `请再次验证身份后重试：策略仅允许您在验证身份后不久对 ${is.resource} 执行 ${is.permission}。`,
  }),
  permission_denied: entry<{ permission: string; resource: string }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `This needs the permission ${is.permission} on ${is.resource}, which you, or the key that asks, do not have. Ask who administers your organization.`,
    zh: (is) => `该操作需要对 ${is.resource} 的权限 ${is.permission}，您或所用的密钥没有该权限；请联系组织管理员。`,
  }),
  policy_denies: entry<{ permission: string; resource: string; policy: string; statement: number }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `The policy ${is.policy} (statement ${is.statement + 1}) denies you ${is.permission} on ${is.resource}. Ask who administers your organization.`,
    zh: (is) =>
      `策略 ${is.policy}（第 ${is.statement + 1} 条语句）拒绝您对 ${is.resource} 执行 ${is.permission}；请联系组织管理员。`,
  }),
  audit_verify_busy: entry({
    status: 503,
    retryable: true,
    en: () => 'The audit trail is being gone through already. Try again when that is done.',
    zh: () => '审计记录正在验证中；请在其完成后重试。',
  }),
  audit_verify_stopped: entry({
    status: 503,
    retryable: true,
    en: () =>
      'The audit trail was not gone through to its end, because the server stops or nobody waited any more. Try again.',
    zh: () => '审计记录未验证完：服务器正在停止，或请求方已断开。请重试。',
  }),
  access_key_not_found: entry<{ accessKeyId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no access key ${is.accessKeyId}.`,
    zh: (is) => `不存在访问密钥 ${is.accessKeyId}。`,
  }),
  access_key_in_use: entry({
    status: 409,
    retryable: false,
    en: () => 'This is the key the request was made with. Delete it with another one.',
    zh: () => '这是发出本请求的密钥；请使用另一个密钥来删除它。',
  }),
  access_key_limit_reached: entry<{ limit: number }>({
    status: 409,
    retryable: false,
    en: (is) => `A user has at most ${is.limit} access keys. Delete one before making another.`,
    zh: (is) => `每个用户最多 ${is.limit} 个访问密钥；请先删除一个。`,
  }),
  user_not_found: entry<{ userId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no user ${is.userId}.`,
    zh: (is) => `不存在用户 ${is.userId}。`,
  }),
  user_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `There is a user ${is.name} already. Choose another name.`,
    zh: (is) => `用户名 ${is.name} 已被使用；请换一个名称。`,
  }),
  user_not_suspended: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.name} is not suspended: who was invited becomes active with their first sign-in.`,
    zh: (is) => `${is.name} 未被停用：受邀用户在首次登录后自动生效。`,
  }),
  user_not_active: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.name} is not active. An owner has to be somebody who has signed in.`,
    zh: (is) => `${is.name} 不是活动用户；所有者须是已登录过的用户。`,
  }),
  owner_protected: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `${is.name} owns the organization and can be neither suspended nor deleted. Hand the organization over first (argosy ownership transfer).`,
    zh: (is) => `${is.name} 是组织的所有者，不能停用或删除；请先移交所有权（argosy ownership transfer）。`,
  }),
  own_user_protected: entry({
    status: 409,
    retryable: false,
    en: () => 'Nobody suspends or deletes themselves. Ask somebody else who may.',
    zh: () => '不能停用或删除自己；请由其他有权限的人操作。',
  }),
  group_not_found: entry<{ groupId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no group ${is.groupId}.`,
    zh: (is) => `不存在用户组 ${is.groupId}。`,
  }),
  group_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `There is a group ${is.name} already. Choose another name.`,
    zh: (is) => `用户组名 ${is.name} 已被使用；请换一个名称。`,
  }),
  group_member_not_found: entry<{ group: string; user: string }>({
    status: 404,
    retryable: false,
    en: (is) => `${is.user} is no member of ${is.group}.`,
    zh: (is) => `${is.user} 不是用户组 ${is.group} 的成员。`,
  }),
  groups_limit_reached: entry<{ user: string; limit: number }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.user} belongs to ${is.limit} groups, which is the most. Take them out of one first.`,
    zh: (is) => `${is.user} 已加入 ${is.limit} 个用户组，达到上限；请先退出一个。`,
  }),
  role_not_found: entry<{ roleId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no role ${is.roleId}.`,
    zh: (is) => `不存在角色 ${is.roleId}。`,
  }),
  role_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `There is a role ${is.name} already. Choose another name.`,
    zh: (is) => `角色名 ${is.name} 已被使用；请换一个名称。`,
  }),
  role_not_trusting: entry<{ role: string }>({
    status: 403,
    retryable: false,
    en: (is) => `The role ${is.role} trusts neither you nor one of your groups. Ask who administers it.`,
    zh: (is) => `角色 ${is.role} 未信任您或您所在的用户组；请联系其管理员。`,
  }),
  role_session_too_long: entry<{ role: string; limitSeconds: number }>({
    status: 422,
    retryable: false,
    en: (is) => `A key of the role ${is.role} works for ${is.limitSeconds} seconds at most. Ask for less.`,
    zh: (is) => `角色 ${is.role} 的密钥最长有效 ${is.limitSeconds} 秒；请缩短时长。`,
  }),
  role_keys_limit_reached: entry<{ limit: number }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `You hold ${is.limit} keys of roles that still work, which is the most. Use one of them, or wait until one ends.`,
    zh: (is) => `您已有 ${is.limit} 个仍有效的角色密钥，达到上限；请使用其中之一，或等待其到期。`,
  }),
  policy_not_found: entry<{ policyId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no policy ${is.policyId}.`,
    zh: (is) => `不存在策略 ${is.policyId}。`,
  }),
  policy_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `There is a policy ${is.name} already. Choose another name, or give that one a new version.`,
    zh: (is) => `策略名 ${is.name} 已被使用；请换一个名称，或为其创建新版本。`,
  }),
  policy_is_system: entry<{ policy: string }>({
    status: 409,
    retryable: false,
    en: (is) => `${is.policy} is a policy of the system and stays as it is. Make one of your own from its document.`,
    zh: (is) => `${is.policy} 是系统策略，不可更改；可参照其内容创建自定义策略。`,
  }),
  policy_attached: entry<{ policy: string; count: number }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `The policy ${is.policy} is attached in ${is.count} places. Detach it there first; argosy policy attachments lists them.`,
    zh: (is) => `策略 ${is.policy} 已授予 ${is.count} 处；请先解除（argosy policy attachments 可查看）。`,
  }),
  policy_too_large: entry<{ limit: number }>({
    status: 422,
    retryable: false,
    en: (is) => `A policy has at most ${is.limit} characters. Divide it into several.`,
    zh: (is) => `策略最多 ${is.limit} 个字符；请拆分为多个策略。`,
  }),
  action_unknown: entry<{ action: string; nearest: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `No operation needs the action ${is.action}, so nothing would ever be decided by it. The nearest are ${list(is.nearest)}.`,
    zh: (is) => `没有任何操作使用 ${is.action}，写入策略也不会生效；相近的有：${list(is.nearest)}。`,
  }),
  thing_not_by_id: entry<{ resource: string; kind: string; begins: string }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `Policies name things by id, and ${is.resource} would never hold: the id of a ${is.kind} begins with ${is.begins}. It stands in the list of them and on its page, in the console and on the command line; or write * for all.`,
    zh: (is) =>
      `策略以 ID 指明资源，${is.resource} 不会生效：${is.kind} 的 ID 以 ${is.begins} 开头。ID 可在其列表与详情页（控制台或命令行）中查看；若针对全部，请写 *。`,
  }),
  policy_version_not_found: entry<{ policy: string; version: number }>({
    status: 404,
    retryable: false,
    en: (is) => `The policy ${is.policy} has no version ${is.version}.`,
    zh: (is) => `策略 ${is.policy} 没有版本 ${is.version}。`,
  }),
  policy_version_in_use: entry<{ policy: string; version: number }>({
    status: 409,
    retryable: false,
    en: (is) => `Version ${is.version} of ${is.policy} is the one that holds. Use another one first.`,
    zh: (is) => `策略 ${is.policy} 的版本 ${is.version} 正在使用；请先改用其他版本。`,
  }),
  policy_versions_limit_reached: entry<{ policy: string; limit: number }>({
    status: 409,
    retryable: false,
    en: (is) => `The policy ${is.policy} has ${is.limit} versions, which is the most. Delete one that does not hold.`,
    zh: (is) => `策略 ${is.policy} 已有 ${is.limit} 个版本，达到上限；请先删除一个未使用的版本。`,
  }),
  policy_attachments_limit_reached: entry<{ limit: number }>({
    status: 409,
    retryable: false,
    en: (is) => `A user, group or role has at most ${is.limit} policies attached. Put several into one, or detach one.`,
    zh: (is) => `用户、用户组或角色最多授予 ${is.limit} 个策略；请合并策略或先解除一个。`,
  }),
  policy_not_attached: entry<{ policy: string; to: string }>({
    status: 404,
    retryable: false,
    en: (is) => `The policy ${is.policy} is not attached to ${is.to}.`,
    zh: (is) => `策略 ${is.policy} 未授予 ${is.to}。`,
  }),
  gives_more_than_held: entry<{ policy: string; statement: number }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `Statement ${is.statement + 1} of the policy ${is.policy} gives what you are not allowed yourself, and nobody gives more than they have. Ask somebody who has it.`,
    zh: (is) =>
      `策略 ${is.policy}（第 ${is.statement + 1} 条语句）包含您自己没有的权限，而任何人都不能授予超出自身的权限；请由拥有该权限的人操作。`,
  }),
  denial_protected: entry<{ policy: string }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `The policy ${is.policy} denies something, and who takes a denial away has to be allowed everything. Ask the owner, or somebody with ArgosyFullAccess and no denials.`,
    zh: (is) =>
      `策略 ${is.policy} 含有拒绝语句，只有拥有全部权限的人才能撤除；请联系所有者，或拥有 ArgosyFullAccess 且未被拒绝任何操作的人。`,
  }),
  organization_not_found: entry<{ organizationId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no organization ${is.organizationId}.`,
    zh: (is) => `不存在组织 ${is.organizationId}。`,
  }),
  organizations_not_separated: entry({
    status: 409,
    retryable: false,
    en: () =>
      'This server does not run as root: jobs run as the user it runs as, and could read its keys. Run it as root to have customers, or set ARGOSY_SHARED_MACHINE=yes if you trust all of them with everything here.',
    zh: () =>
      '服务器未以 root 运行：作业与服务器使用同一用户，可能读取其密钥。请以 root 运行后再创建客户组织；若完全信任所有组织，可设置 ARGOSY_SHARED_MACHINE=yes。',
  }),
  organization_alias_taken: entry<{ alias: string }>({
    status: 409,
    retryable: false,
    en: (is) => `There is an organization with the alias ${is.alias} already. Choose another one.`,
    zh: (is) => `别名 ${is.alias} 已被其他组织使用；请换一个。`,
  }),
  contact_not_found: entry<{ contactId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no contact ${is.contactId}.`,
    zh: (is) => `不存在联系人 ${is.contactId}。`,
  }),
  ...signInErrors,
};
