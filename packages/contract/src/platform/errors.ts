import type { ErrorTable } from '../errors.ts';

export const platformErrors = {
  request_invalid: {
    status: 422,
    retryable: false,
    en: (is) =>
      `The request does not have the form this operation needs: ${String(is['problems'])}. Correct the named fields.`,
    zh: (is) => `请求的格式不符合该操作的要求：${String(is['problems'])}。请更正所指出的字段。`,
  },
  request_unreadable: {
    status: 400,
    retryable: false,
    en: (is) => `The request cannot be read: ${String(is['problem'])}. Send well-formed JSON in UTF-8 over HTTP/1.1.`,
    zh: (is) => `无法读取该请求：${String(is['problem'])}。请通过 HTTP/1.1 发送 UTF-8 编码的正确 JSON。`,
  },
  media_type_unsupported: {
    status: 415,
    retryable: false,
    en: (is) =>
      `This operation takes ${String(is['expected'])}, not "${String(is['mediaType'])}". Set the Content-Type accordingly.`,
    zh: (is) => `该操作接受 ${String(is['expected'])}，而不是“${String(is['mediaType'])}”；请相应设置 Content-Type。`,
  },
  method_not_allowed: {
    status: 405,
    retryable: false,
    en: (is) => `${String(is['path'])} does not take ${String(is['method'])}, only ${String(is['allowed'])}.`,
    zh: (is) => `${String(is['path'])} 不接受 ${String(is['method'])}，只接受 ${String(is['allowed'])}。`,
  },
  host_not_allowed: {
    status: 421,
    retryable: false,
    en: (is) =>
      `This server does not answer for the host "${String(is['host'])}". Use the address it listens on, or add the host to its configuration.`,
    zh: (is) => `本服务器不为主机“${String(is['host'])}”提供服务；请使用其监听地址，或将该主机加入配置。`,
  },
  route_unknown: {
    status: 404,
    retryable: false,
    en: (is) =>
      `There is no operation ${String(is['method'])} ${String(is['path'])}. See /v1/openapi.json for those there are.`,
    zh: (is) => `不存在操作 ${String(is['method'])} ${String(is['path'])}；可用的操作见 /v1/openapi.json。`,
  },
  request_too_large: {
    status: 413,
    retryable: false,
    en: (is) => `The request is larger than ${String(is['limitBytes'])} bytes. Send large content as a file instead.`,
    zh: (is) => `请求超过 ${String(is['limitBytes'])} 字节；大的内容请以文件上传。`,
  },
  idempotency_key_reused: {
    status: 409,
    retryable: false,
    en: (is) =>
      `The Idempotency-Key "${String(is['key'])}" was used before with another request. Use a new key for a new request.`,
    zh: (is) => `幂等键“${String(is['key'])}”已用于另一个不同的请求；新的请求请使用新的键。`,
  },
  internal_error: {
    status: 500,
    retryable: false,
    en: (is) =>
      `This is a fault of Argosy itself. Report it with the request id ${String(is['requestId'])}; the cause is in the server's log.`,
    zh: (is) => `这是 Argosy 自身的故障；报告时请附上请求编号 ${String(is['requestId'])}，原因记录在服务器日志中。`,
  },
  database_unavailable: {
    status: 503,
    retryable: true,
    en: () => 'The database cannot be reached just now. Nothing was changed; try again in a few seconds.',
    zh: () => '数据库暂时无法访问；没有任何改动，请几秒后重试。',
  },
  database_start_failed: {
    status: 500,
    retryable: true,
    en: (is) =>
      `PostgreSQL did not start: ${String(is['reason'])}.${is['log'] ? ` Its log is ${String(is['log'])}.` : ''}`,
    zh: (is) => `PostgreSQL 未能启动：${String(is['reason'])}。${is['log'] ? `日志见 ${String(is['log'])}。` : ''}`,
  },
  migration_changed: {
    status: 500,
    retryable: false,
    en: (is) =>
      `Migration ${String(is['migration'])} differs from the one this database was built with. Put the original file back; a landed migration is never edited.`,
    zh: (is) => `迁移 ${String(is['migration'])} 与建立该数据库时的内容不同。请恢复原文件；已执行的迁移不可修改。`,
  },
  database_newer: {
    status: 500,
    retryable: false,
    en: (is) =>
      `The database was made by a newer Argosy (migration ${String(is['migration'])}). Start that version, or restore a backup of this one.`,
    zh: (is) =>
      `该数据库由更新版本的 Argosy 建立（迁移 ${String(is['migration'])}）。请启动那个版本，或恢复本版本的备份。`,
  },
  migration_failed: {
    status: 500,
    retryable: false,
    en: (is) =>
      `Migration ${String(is['migration'])} failed and was taken back: ${String(is['reason'])}. The database is as it was.`,
    zh: (is) => `迁移 ${String(is['migration'])} 失败并已回退：${String(is['reason'])}。数据库保持原状。`,
  },
  backup_failed: {
    status: 500,
    retryable: true,
    en: (is) =>
      `The backup could not be written to ${String(is['file'])}: ${String(is['reason'])}. What was begun has been removed.`,
    zh: (is) => `无法将备份写入 ${String(is['file'])}：${String(is['reason'])}；未完成的内容已清除。`,
  },
  database_foreign: {
    status: 409,
    retryable: false,
    en: (is) =>
      `The database ${String(is['database'])} at ${String(is['host'])} holds nothing of Argosy, so nothing was written. Set DATABASE_URL as the server has it.`,
    zh: (is) =>
      `${String(is['host'])} 上的数据库 ${String(is['database'])} 不含 Argosy 的数据，因此未写入任何内容。请将 DATABASE_URL 设为与服务器一致。`,
  },
  restore_failed: {
    status: 500,
    retryable: false,
    en: (is) =>
      `The backup could not be restored${is['table'] ? ` (table ${String(is['table'])})` : ''}: ${String(is['reason'])}. The database is as it was.`,
    zh: (is) =>
      `无法恢复备份${is['table'] ? `（表 ${String(is['table'])}）` : ''}：${String(is['reason'])}。数据库保持原状。`,
  },
  database_in_use: {
    status: 409,
    retryable: true,
    en: () => 'The database is in use. Stop the server first (argosy down), then restore.',
    zh: () => '数据库正在使用中。请先停止服务器（argosy down），再进行恢复。',
  },
  backup_unreadable: {
    status: 422,
    retryable: false,
    en: (is) => `${String(is['file'])} is not a backup this version can restore: ${String(is['reason'])}.`,
    zh: (is) => `${String(is['file'])} 不是本版本可以恢复的备份：${String(is['reason'])}。`,
  },
  database_not_empty: {
    status: 409,
    retryable: false,
    en: () => 'The database already holds data. Restore into an empty one, or say --force to replace what is there.',
    zh: () => '数据库中已有数据。请恢复到空的数据库，或用 --force 替换现有数据。',
  },
  system_user_missing: {
    status: 500,
    retryable: false,
    en: (is) => `The system user ${String(is['user'])} is missing and could not be made. Run: ${String(is['command'])}`,
    zh: (is) => `系统用户 ${String(is['user'])} 不存在且无法创建。请执行：${String(is['command'])}`,
  },
  server_already_running: {
    status: 409,
    retryable: false,
    en: (is) =>
      `A server of ${String(is['home'])} already runs: process ${String(is['pid'])}, at ${String(is['url'])}. Use it, or end it first: argosy down`,
    zh: (is) =>
      `${String(is['home'])} 的服务器已在运行：进程 ${String(is['pid'])}，地址 ${String(is['url'])}。请直接使用，或先停止：argosy down`,
  },
  port_taken: {
    status: 409,
    retryable: true,
    en: (is) =>
      `Port ${String(is['port'])} on ${String(is['address'])} is taken${is['holder'] ? ` by ${String(is['holder'])}` : ''}. Stop that program or choose another port.`,
    zh: (is) =>
      `${String(is['address'])} 的端口 ${String(is['port'])} 已被${is['holder'] ? ` ${String(is['holder'])} ` : ''}占用。请停止该程序或换用其他端口。`,
  },
  disk_full: {
    status: 507,
    retryable: true,
    en: (is) =>
      `No space is left at ${String(is['path'])}. Free some and try again; what was begun there has been removed.`,
    zh: (is) => `${String(is['path'])} 的磁盘空间已用尽。请释放空间后重试；未完成的内容已清除。`,
  },
} satisfies ErrorTable;
