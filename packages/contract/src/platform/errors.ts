import { entry, tail } from '../error-entry.ts';

export const platformErrors = {
  request_invalid: entry<{ problems: string }>({
    status: 422,
    retryable: false,
    en: (is) => `The request does not have the form this operation needs: ${is.problems}. Correct the named fields.`,
    zh: (is) => `请求的格式不符合该操作的要求：${is.problems}。请更正所指出的字段。`,
  }),
  request_unreadable: entry<{ problem: string }>({
    status: 400,
    retryable: false,
    en: (is) => `The request cannot be read: ${is.problem}. Send well-formed JSON in UTF-8 over HTTP/1.1.`,
    zh: (is) => `无法读取该请求：${is.problem}。请通过 HTTP/1.1 发送 UTF-8 编码的正确 JSON。`,
  }),
  media_type_unsupported: entry<{ expected: string; mediaType: string }>({
    status: 415,
    retryable: false,
    en: (is) => `This operation takes ${is.expected}, not "${is.mediaType}". Set the Content-Type accordingly.`,
    zh: (is) => `该操作接受 ${is.expected}，而不是“${is.mediaType}”；请相应设置 Content-Type。`,
  }),
  method_not_allowed: entry<{ path: string; method: string; allowed: string }>({
    status: 405,
    retryable: false,
    en: (is) => `${is.path} does not take ${is.method}, only ${is.allowed}.`,
    zh: (is) => `${is.path} 不接受 ${is.method}，只接受 ${is.allowed}。`,
  }),
  host_not_allowed: entry<{ host: string }>({
    status: 421,
    retryable: false,
    en: (is) =>
      `This server does not answer for the host "${is.host}". Use the address it listens on, or add the host to its configuration.`,
    zh: (is) => `本服务器不为主机“${is.host}”提供服务；请使用其监听地址，或将该主机加入配置。`,
  }),
  route_unknown: entry<{ method: string; path: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no operation ${is.method} ${is.path}. See /v1/openapi.json for those there are.`,
    zh: (is) => `不存在操作 ${is.method} ${is.path}；可用的操作见 /v1/openapi.json。`,
  }),
  request_too_large: entry<{ limitBytes: number }>({
    status: 413,
    retryable: false,
    en: (is) => `The request is larger than ${is.limitBytes} bytes. Send large content as a file instead.`,
    zh: (is) => `请求超过 ${is.limitBytes} 字节；大的内容请以文件上传。`,
  }),
  idempotency_key_reused: entry<{ key: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `The Idempotency-Key "${is.key}" was used before with another request. Use a new key for a new request.`,
    zh: (is) => `幂等键“${is.key}”已用于另一个不同的请求；新的请求请使用新的键。`,
  }),
  internal_error: entry<{ requestId: string }>({
    status: 500,
    retryable: false,
    en: (is) =>
      `This is a fault of Argosy itself. Report it with the request id ${is.requestId}; the cause is in the server's log.`,
    zh: (is) => `这是 Argosy 自身的故障；报告时请附上请求编号 ${is.requestId}，原因记录在服务器日志中。`,
  }),
  database_unavailable: entry({
    status: 503,
    retryable: true,
    en: () => 'The database cannot be reached just now. Try again in a few seconds, with the same Idempotency-Key.',
    zh: () => '数据库暂时无法访问；请几秒后以同一幂等键重试。',
  }),
  database_start_failed: entry<{ reason: string; log?: string; lastLines?: readonly string[] }>({
    status: 500,
    retryable: true,
    en: (is) => `PostgreSQL did not start: ${is.reason}.${is.log ? ` Its log is ${is.log}.` : ''}${tail(is.lastLines)}`,
    zh: (is) => `PostgreSQL 未能启动：${is.reason}。${is.log ? `日志见 ${is.log}。` : ''}${tail(is.lastLines)}`,
  }),
  migration_changed: entry<{ migration: string }>({
    status: 500,
    retryable: false,
    en: (is) =>
      `Migration ${is.migration} differs from the one this database was built with. Put the original file back; a landed migration is never edited.`,
    zh: (is) => `迁移 ${is.migration} 与建立该数据库时的内容不同。请恢复原文件；已执行的迁移不可修改。`,
  }),
  database_newer: entry<{ migration: string }>({
    status: 500,
    retryable: false,
    en: (is) =>
      `The database was made by a newer Argosy (migration ${is.migration}). Start that version, or restore a backup of this one.`,
    zh: (is) => `该数据库由更新版本的 Argosy 建立（迁移 ${is.migration}）。请启动那个版本，或恢复本版本的备份。`,
  }),
  migration_failed: entry<{ migration: string; reason: string }>({
    status: 500,
    retryable: false,
    en: (is) => `Migration ${is.migration} failed and was taken back: ${is.reason}. The database is as it was.`,
    zh: (is) => `迁移 ${is.migration} 失败并已回退：${is.reason}。数据库保持原状。`,
  }),
  backup_failed: entry<{ file: string; reason: string }>({
    status: 500,
    retryable: true,
    en: (is) => `The backup could not be written to ${is.file}: ${is.reason}. What was begun has been removed.`,
    zh: (is) => `无法将备份写入 ${is.file}：${is.reason}；未完成的内容已清除。`,
  }),
  database_foreign: entry<{ database: string; host: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `The database ${is.database} at ${is.host} holds nothing of Argosy, so nothing was written. Set DATABASE_URL as the server has it.`,
    zh: (is) =>
      `${is.host} 上的数据库 ${is.database} 不含 Argosy 的数据，因此未写入任何内容。请将 DATABASE_URL 设为与服务器一致。`,
  }),
  restore_failed: entry<{ table?: string; reason: string }>({
    status: 500,
    retryable: false,
    en: (is) =>
      `The backup could not be restored${is.table ? ` (table ${is.table})` : ''}: ${is.reason}. The database is as it was.`,
    zh: (is) => `无法恢复备份${is.table ? `（表 ${is.table}）` : ''}：${is.reason}。数据库保持原状。`,
  }),
  database_in_use: entry<{ sessions: number }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `The database is in use (open sessions: ${is.sessions}). Stop the server first (argosy down), then restore.`,
    zh: (is) => `数据库正在使用中（会话数：${is.sessions}）。请先停止服务器（argosy down），再进行恢复。`,
  }),
  backup_unreadable: entry<{ file: string; reason: string }>({
    status: 422,
    retryable: false,
    en: (is) => `${is.file} is not a backup this version can restore: ${is.reason}.`,
    zh: (is) => `${is.file} 不是本版本可以恢复的备份：${is.reason}。`,
  }),
  database_not_empty: entry<{ tables: number }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `The database already holds data (tables: ${is.tables}). Restore into an empty one, or say --force to replace what is there.`,
    zh: (is) => `数据库中已有数据（表数：${is.tables}）。请恢复到空的数据库，或用 --force 替换现有数据。`,
  }),
  system_user_missing: entry<{ user: string; command: string; problem: string }>({
    status: 500,
    retryable: false,
    en: (is) => `The system user ${is.user} is missing and could not be made (${is.problem}). Run: ${is.command}`,
    zh: (is) => `系统用户 ${is.user} 不存在且无法创建（${is.problem}）。请执行：${is.command}`,
  }),
  setting_invalid: entry<{ name: string; allowed: string }>({
    status: 500,
    retryable: false,
    en: (is) => `The setting ${is.name} cannot be used as it is. Allowed: ${is.allowed}. Correct it, or leave it out.`,
    zh: (is) => `设置 ${is.name} 的取值无法使用；允许的取值：${is.allowed}。请更正或去掉该设置。`,
  }),
  database_url_invalid: entry({
    status: 500,
    retryable: false,
    en: () =>
      'DATABASE_URL is not the address of a PostgreSQL server: postgres://user:password@host:port/database. In user and password write # / ? @ : % as %23 %2F %3F %40 %3A %25.',
    zh: () =>
      'DATABASE_URL 不是 PostgreSQL 服务器的地址：postgres://用户:密码@主机:端口/数据库。用户与密码中的 # / ? @ : % 须写作 %23 %2F %3F %40 %3A %25。',
  }),
  database_of_another_home: entry<{ home: string }>({
    status: 500,
    retryable: false,
    en: (is) =>
      `The database belongs to another home: its secrets are sealed with another key than ${is.home} has. Set DATABASE_URL to a database of this home's own, or put secrets/seal.key of the other home here. If that key is lost: argosy backup FILE, then argosy restore FILE --force.`,
    zh: (is) =>
      `该数据库属于另一个主目录：其中的机密由另一把密钥封存，而非 ${is.home} 的密钥。请将 DATABASE_URL 设为本主目录自己的数据库，或把原主目录的 secrets/seal.key 放到此处；若该密钥已丢失，请先执行 argosy backup 文件，再执行 argosy restore 文件 --force。`,
  }),
  home_closed: entry<{ home: string; folder: string; user: string }>({
    status: 500,
    retryable: false,
    en: (is) =>
      `User ${is.user}, who runs a part of Argosy, may not enter ${is.folder}, so ${is.home} cannot be used. Choose another ARGOSY_HOME, or run: chmod o+x ${is.folder}`,
    zh: (is) =>
      `用户 ${is.user} 需要运行 Argosy 的一部分，但无权进入 ${is.folder}，因此无法使用 ${is.home}。请另选 ARGOSY_HOME，或执行：chmod o+x ${is.folder}`,
  }),
  home_unusable: entry<{ home: string; problem: string }>({
    status: 500,
    retryable: false,
    en: (is) =>
      `${is.home} cannot be used: ${is.problem}. Choose another ARGOSY_HOME, or run this as the home's owner.`,
    zh: (is) => `无法使用 ${is.home}：${is.problem}。请另选 ARGOSY_HOME，或以其所有者身份运行。`,
  }),
  server_already_running: entry<{ home: string; pid?: number; url?: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `A server of ${is.home} already runs${is.url ? `: process ${is.pid}, at ${is.url}` : ', or is coming up'}. Use it, or end it first: argosy down`,
    zh: (is) =>
      `${is.home} 的服务器已在运行${is.url ? `：进程 ${is.pid}，地址 ${is.url}` : '或正在启动'}。请直接使用，或先停止：argosy down`,
  }),
  port_taken: entry<{ port: number; address: string; holder?: string; setting?: string }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `Port ${is.port} on ${is.address} is taken${is.holder ? ` by ${is.holder}` : ''}. Stop that program or choose another port${is.setting ? ` by ${is.setting}` : ''}.`,
    zh: (is) =>
      `${is.address} 的端口 ${is.port} 已被${is.holder ? ` ${is.holder} ` : ''}占用。请停止该程序或${is.setting ? `用 ${is.setting} ` : ''}换用其他端口。`,
  }),
  disk_full: entry<{ path: string; neededBytes?: number; freeBytes?: number }>({
    status: 507,
    retryable: true,
    en: (is) => `No space is left at ${is.path}. Free some and try again; what was begun there has been removed.`,
    zh: (is) => `${is.path} 的磁盘空间已用尽。请释放空间后重试；未完成的内容已清除。`,
  }),
};
