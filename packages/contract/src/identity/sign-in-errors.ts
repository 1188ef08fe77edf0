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
};
