// Refusals of signing in. What they say of a failed sign-in is the same whether the name, the password or the state of the
// account was the reason: who guesses learns nothing.
import { entry } from '../error-entry.ts';

export const signInErrors = {
  credentials_wrong: entry({
    status: 401,
    retryable: false,
    en: () => 'Name or password is wrong. A name of another organization is written name@organization.',
    zh: () => '账号或密码不正确。其他组织的账号写作 “名称@组织”。',
  }),
  password_wrong: entry({
    status: 403,
    retryable: false,
    en: () => 'This is not your password.',
    zh: () => '密码不正确。',
  }),
  second_factor_needed: entry({
    status: 401,
    retryable: false,
    en: () => 'Give the six digits that your app shows, or a recovery code.',
    zh: () => '请输入验证器应用显示的六位数字，或恢复码。',
  }),
  second_factor_wrong: entry({
    status: 401,
    retryable: false,
    en: () =>
      'The code is wrong, or was used before. Wait for the next one, and see that the clock of your phone is right.',
    zh: () => '验证码不正确或已被使用；请等待下一个，并确认手机时间准确。',
  }),
  sign_in_locked: entry<{ retryAfterSeconds: number }>({
    status: 429,
    retryable: true,
    en: (is) => `Too many failed attempts. Try again in ${is.retryAfterSeconds} s, or ask for a new password.`,
    zh: (is) => `失败次数过多；请在 ${is.retryAfterSeconds} 秒后重试，或申请重置密码。`,
  }),
  sign_in_busy: entry({
    status: 503,
    retryable: true,
    en: () => 'Very many people sign in at this moment. Try again in a few seconds.',
    zh: () => '当前登录的人过多；请几秒后重试。',
  }),
  session_needed: entry({
    status: 403,
    retryable: false,
    en: () => 'This is done by a person who is signed in to a browser, not with an access key.',
    zh: () => '该操作须由在浏览器中登录的用户完成，不能使用访问密钥。',
  }),
  session_not_found: entry<{ sessionId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no session ${is.sessionId} that goes on.`,
    zh: (is) => `不存在进行中的会话 ${is.sessionId}。`,
  }),
  owner_only: entry({
    status: 403,
    retryable: false,
    en: () => 'Only the owner of the organization may do this to their own account.',
    zh: () => '只有组织所有者本人可以对其账号执行该操作。',
  }),
  password_missing: entry({
    status: 422,
    retryable: false,
    en: () => 'This link opens with a new password. Choose one.',
    zh: () => '请设置新密码后使用该链接。',
  }),
  password_too_short: entry<{ least: number }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `A password has at least ${is.least} characters, in which your own name and that of your organization do not count.`,
    zh: (is) => `密码至少 ${is.least} 个字符，其中您的姓名、账号和组织名称不计入。`,
  }),
  password_too_common: entry({
    status: 422,
    retryable: false,
    en: () => 'This password is among the first that anybody would try. A few unrelated words are better.',
    zh: () => '该密码过于常见，容易被猜中；建议使用几个互不相关的词。',
  }),
  link_unknown: entry({
    status: 404,
    retryable: false,
    en: () => 'This link is none of this server. See that all of it was copied, or ask for a new one.',
    zh: () => '该链接不属于本服务器；请确认已完整复制，或索取新的链接。',
  }),
  link_used: entry({
    status: 409,
    retryable: false,
    en: () => 'This link was used, and opens once. Sign in, or ask for a new one.',
    zh: () => '该链接已被使用，且只能使用一次；请直接登录，或索取新的链接。',
  }),
  link_expired: entry({
    status: 409,
    retryable: false,
    en: () => 'This link is too old. Ask for a new one.',
    zh: () => '该链接已过期；请索取新的链接。',
  }),
  link_replaced: entry({
    status: 409,
    retryable: false,
    en: () => 'This link does not hold any more. Use the newest one, or ask for it.',
    zh: () => '该链接已失效；请使用最新的链接，或重新索取。',
  }),
  link_purpose_unfit: entry<{ userId: string; purpose: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `A link for ${is.purpose} does not fit the user ${is.userId}. Leave the purpose out, and it is chosen by what they have; who is suspended or gone gets none.`,
    zh: (is) =>
      `用途为 ${is.purpose} 的链接不适合用户 ${is.userId}；省略用途即可自动选择，已停用或已删除的用户没有链接。`,
  }),
  totp_on: entry({
    status: 409,
    retryable: false,
    en: () => 'The second factor is on already. Turn it off before setting up another.',
    zh: () => '两步验证已开启；如需更换，请先关闭。',
  }),
  totp_off: entry({
    status: 409,
    retryable: false,
    en: () => 'No second factor is on.',
    zh: () => '两步验证未开启。',
  }),
  totp_not_begun: entry({
    status: 409,
    retryable: false,
    en: () => 'There is no secret yet that a code could be of. Begin with it anew.',
    zh: () => '尚未生成两步验证密钥；请重新开始设置。',
  }),
  sign_in_source_not_found: entry<{ sourceId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no sign-in source ${is.sourceId} that can be used here.`,
    zh: (is) => `没有可用的登录源 ${is.sourceId}。`,
  }),
  sign_in_source_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `There is a sign-in source ${is.name} already. Choose another name.`,
    zh: (is) => `登录源 ${is.name} 已存在；请使用其他名称。`,
  }),
  sign_in_source_kind_fixed: entry<{ kind: string }>({
    status: 409,
    retryable: false,
    en: (is) => `This sign-in source is of kind ${is.kind}, and stays so. Make another one.`,
    zh: (is) => `该登录源的类型为 ${is.kind}，不可更改；请另建一个。`,
  }),
  sign_in_source_secret_needed: entry({
    status: 422,
    retryable: false,
    en: () => 'With another address the secret is given anew: it is not sent where it was not meant for.',
    zh: () => '更换地址时须重新提供密钥，以免发送给无关的服务器。',
  }),
  sign_in_source_group_unknown: entry<{ groupId: string }>({
    status: 422,
    retryable: false,
    en: (is) => `There is no group ${is.groupId} that users of the source could be in.`,
    zh: (is) => `不存在用户组 ${is.groupId}，无法将登录源的用户加入其中。`,
  }),
  sign_in_source_filter_unreadable: entry<{ problem: string }>({
    status: 422,
    retryable: false,
    en: (is) => `The filter cannot be read (${is.problem}). Write it as (uid={name}), each part in parentheses.`,
    zh: (is) => `无法解析过滤条件（${is.problem}）；请写成 (uid={name}) 的形式，每个部分都用括号括起。`,
  }),
  sign_in_source_insecure: entry<{ url: string }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `Passwords and names would travel readable to ${is.url}. Use https, ldaps, or startTls; without them only what runs on this machine may be named, by the organization that runs it.`,
    zh: (is) =>
      `与 ${is.url} 之间的密码和姓名将以明文传输；请使用 https、ldaps 或 startTls。仅运行本服务器的组织可对本机地址不加密。`,
  }),
  sign_in_source_limit: entry<{ limit: number }>({
    status: 409,
    retryable: false,
    en: (is) => `An organization has at most ${is.limit} sign-in sources. Delete one before making another.`,
    zh: (is) => `每个组织最多 ${is.limit} 个登录源；请先删除一个。`,
  }),
  sign_in_source_unreachable: entry<{ name: string }>({
    status: 503,
    retryable: false, // by a program: somebody waits, and sends a password each time
    en: (is) =>
      `${is.name} does not answer as it should. Try again, sign in otherwise, or tell who administers your organization.`,
    zh: (is) => `${is.name} 未能正常应答；请重试、改用其他方式登录，或告知组织管理员。`,
  }),
  external_identity_unknown: entry<{ name: string }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `${is.name} knows you, and this server does not. Sign in otherwise and link it to your account, or ask for one.`,
    zh: (is) => `${is.name} 已确认您的身份，但本服务器没有对应账号；请以其他方式登录后关联，或申请账号。`,
  }),
  external_identity_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `Who you are in ${is.name} is linked to another account already, or yours to somebody else there.`,
    zh: (is) => `您在 ${is.name} 中的身份已关联其他账号，或您的账号已关联其中的其他身份。`,
  }),
  external_name_unfit: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `No user can be made by the name ${is.name}: somebody else has it, or it is none that a user can have. Ask who administers your organization.`,
    zh: (is) => `无法以 ${is.name} 为名创建用户：名称已被占用或不合规；请联系组织管理员。`,
  }),
  owner_not_vouched: entry({
    status: 403,
    retryable: false,
    en: () => 'The owner signs in with what is theirs alone: no other server may vouch for them.',
    zh: () => '组织所有者只能以自己的方式登录，不能由其他服务器代为验证。',
  }),
  oidc_refused: entry<{ problem: string }>({
    status: 401,
    retryable: false,
    en: (is) => `The provider did not sign you in: ${is.problem}. Begin anew.`,
    zh: (is) => `身份提供方未完成登录：${is.problem}。请重新开始。`,
  }),
  oidc_stale: entry({
    status: 401,
    retryable: false,
    en: () => 'This sign-in was begun in another browser, too long ago, or is done already. Begin anew.',
    zh: () => '该登录是在其他浏览器中发起的、已超时或已完成；请重新开始。',
  }),
  passkey_needs_name: entry<{ address: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `Browsers make passkeys for names alone. Open this page by its name, or as localhost, rather than as ${is.address}.`,
    zh: (is) => `浏览器仅支持为域名创建通行密钥；请以域名或 localhost 打开本页面，而不是 ${is.address}。`,
  }),
  passkey_refused: entry({
    status: 401,
    retryable: false,
    en: () => 'This passkey does not open here, or was asked for too long ago. Begin anew, or sign in otherwise.',
    zh: () => '该通行密钥无法在此使用，或请求已超时；请重新开始，或以其他方式登录。',
  }),
  passkey_limit_reached: entry<{ limit: number }>({
    status: 409,
    retryable: false,
    en: (is) => `A user has at most ${is.limit} passkeys. Delete one before making another.`,
    zh: (is) => `每个用户最多 ${is.limit} 个通行密钥；请先删除一个。`,
  }),
  passkey_not_found: entry({
    status: 404,
    retryable: false,
    en: () => 'You have no such passkey.',
    zh: () => '您没有该通行密钥。',
  }),
};
