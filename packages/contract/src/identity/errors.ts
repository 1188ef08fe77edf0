import { entry } from '../error-entry.ts';
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
  permission_denied: entry<{ permission: string; resource: string }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `This needs the permission ${is.permission} on ${is.resource}, which you do not have. Ask who administers your organization.`,
    zh: (is) => `该操作需要对 ${is.resource} 的权限 ${is.permission}，您尚未获得；请联系组织管理员。`,
  }),
  policy_denies: entry<{ permission: string; resource: string; policy: string; statement: number }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `The policy ${is.policy} (statement ${is.statement}) denies you ${is.permission} on ${is.resource}. Ask who administers your organization.`,
    zh: (is) =>
      `策略 ${is.policy}（第 ${is.statement} 条声明）拒绝您对 ${is.resource} 执行 ${is.permission}；请联系组织管理员。`,
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
  ...signInErrors,
};
