// What HDFS says no with, in Argosy's words (CLU-7). Pure. WebHDFS answers with the Java exception's class and message; several
// of them mean one thing to a person, and a few mean different things by their message alone.
import { type Refusal, refusal } from '@argosy/kernel/errors';

export interface RemoteException {
  readonly exception: string;
  readonly message: string;
}

export interface Asked {
  readonly clusterId: string;
  readonly user: string;
  readonly path: string;
}

/** The refusal for what WebHDFS answered to a request about `path`. */
export function hdfsRefusal(status: number, told: RemoteException | undefined, asked: Asked): Refusal {
  const { clusterId, path, user } = asked;
  const problem = firstLine(told?.message ?? `it answered ${status}`);
  switch (told?.exception ?? '') {
    case 'FileNotFoundException':
      return refusal('hdfs_path_not_found', { path });
    case 'AccessControlException':
    case 'SnapshotAccessControlException':
    case 'SecurityException':
      return refusal('hdfs_permission_denied', { path, user });
    case 'SafeModeException':
      return refusal('hdfs_safe_mode', { clusterId });
    case 'NSQuotaExceededException':
    case 'DSQuotaExceededException':
    case 'QuotaByStorageTypeExceededException':
    case 'QuotaExceededException':
      return refusal('hdfs_quota_exceeded', { path, problem });
    case 'ParentNotDirectoryException':
      return refusal('hdfs_not_a_folder', { path: nameIn(problem, / \(is not a directory\)/) ?? path });
    case 'FileAlreadyExistsException':
      return refusal('hdfs_already_exists', { path });
    case 'PathIsNotEmptyDirectoryException':
      return refusal('hdfs_folder_not_empty', { path });
    case 'StandbyException':
    case 'RetriableException':
    case 'NoRouteToHostException':
    case 'ConnectException':
      return refusal('hdfs_unavailable', { clusterId, problem });
    default:
      return byMessage(status, problem, asked);
  }
}

function byMessage(status: number, problem: string, { clusterId, path }: Asked): Refusal {
  if (/safe ?mode/i.test(problem)) return refusal('hdfs_safe_mode', { clusterId });
  if (/could only be written to \d+ of|No space left|out of space|DiskOutOfSpace/i.test(problem))
    return refusal('hdfs_no_space', { path, problem });
  if (/Failed to find datanode|NameNode still not started|Namesystem has not been initialized/i.test(problem))
    return refusal('hdfs_unavailable', { clusterId, problem });
  if (/destination directory is not empty|rename destination directory/i.test(problem))
    return refusal('hdfs_folder_not_empty', { path });
  if (/must both be directories/i.test(problem)) return refusal('hdfs_already_exists', { path }); // a file and a folder
  if (status >= 500) return refusal('hdfs_unavailable', { clusterId, problem });
  return refusal('hdfs_refused', { path, problem });
}

/** Java appends its stack to some messages. */
const firstLine = (message: string): string => (message.split('\n', 1)[0] ?? '').trim().slice(0, 500);

/** The path before `mark` in a message. */
function nameIn(message: string, mark: RegExp): string | undefined {
  const at = message.search(mark);
  return at > 0 && message.startsWith('/') ? message.slice(0, at) : undefined;
}
