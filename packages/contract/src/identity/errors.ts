import { entry } from '../error-entry.ts';

export const identityErrors = {
  credentials_missing: entry({
    status: 401,
    retryable: false,
    en: () => 'The request carries no access key. Send it as "Authorization: Bearer <key>".',
    zh: () => '请求未携带访问密钥；请以 “Authorization: Bearer <密钥>” 发送。',
  }),
  credentials_invalid: entry({
    status: 401,
    retryable: false,
    en: () => 'The access key is not known or no longer valid. Make a new one and use that.',
    zh: () => '访问密钥无效或已失效；请创建并使用新的密钥。',
  }),
  permission_denied: entry<{ permission: string }>({
    status: 403,
    retryable: false,
    en: (is) =>
      `This needs the permission ${is.permission}, which you do not have. Ask the owner of your organization.`,
    zh: (is) => `该操作需要权限 ${is.permission}，您尚未获得；请联系组织的所有者。`,
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
};
