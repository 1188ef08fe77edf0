// Words of signing in.
import { textTable } from '../app/text.ts';

export const identityTexts = textTable('identity', {
  signIn: { en: 'Sign in', zh: '登录' },
  account: { en: 'Account', zh: '账户' },
  accountHint: { en: 'name@organization', zh: '用户名@组织' },
  accountNeeded: { en: 'Enter your account.', zh: '请输入账户。' },
  password: { en: 'Password', zh: '密码' },
  passwordNeeded: { en: 'Enter your password.', zh: '请输入密码。' },
  code: { en: 'Code', zh: '验证码' },
  codeLead: {
    en: 'Enter the six digits that your authenticator shows, or one of your recovery codes.',
    zh: '请输入身份验证器显示的六位数字，或一个恢复码。',
  },
  codeNeeded: { en: 'Enter the code.', zh: '请输入验证码。' },
  goOn: { en: 'Continue', zh: '继续' },
  back: { en: 'Use another account', zh: '使用其他账户' },
  locked: {
    en: { one: 'Try again in {{count}} second.', other: 'Try again in {{count}} seconds.' },
    zh: '请在 {{count}} 秒后重试。',
  },
  welcome: { en: 'Managed big-data clusters, on machines you own.', zh: '在您自己的机器上托管大数据集群。' },
  forgotten: {
    en: 'Forgotten your password? An owner of your organization can send you a link to choose a new one.',
    zh: '忘记密码？您所在组织的所有者可以给您发送重置链接。',
  },

  linkFirst: { en: 'Welcome to Argosy', zh: '欢迎使用云舟 Argosy' },
  linkFirstLead: {
    en: 'You are the owner of {{organization}}. Choose a password to sign in with from now on.',
    zh: '您是“{{organization}}”的所有者。请设置今后登录使用的密码。',
  },
  linkInvitation: { en: 'You are invited to {{organization}}', zh: '您受邀加入“{{organization}}”' },
  linkInvitationLead: {
    en: 'Your account is {{account}}. Choose a password for it.',
    zh: '您的账户为 {{account}}，请为其设置密码。',
  },
  linkReset: { en: 'Choose a new password', zh: '设置新密码' },
  linkResetLead: { en: 'For the account {{account}}.', zh: '账户：{{account}}。' },
  linkExpires: { en: 'The link is good until {{time}}, and once.', zh: '链接在 {{time}} 前有效，且只能使用一次。' },
  linkDead: { en: 'This link cannot be used', zh: '该链接无法使用' },
  linkDeadNext: {
    en: 'It may have been used before, or be too old. Ask for a new one, or sign in.',
    zh: '链接可能已被使用或已过期。请索取新的链接，或直接登录。',
  },
  newPassword: { en: 'New password', zh: '新密码' },
  repeatPassword: { en: 'The same once more', zh: '再次输入' },
  passwordShort: { en: 'At least 12 characters; a sentence is good.', zh: '至少 12 个字符；一句话就很好。' },
  passwordsDiffer: { en: 'The two are not the same.', zh: '两次输入不一致。' },
  choose: { en: 'Save and sign in', zh: '保存并登录' },
});
