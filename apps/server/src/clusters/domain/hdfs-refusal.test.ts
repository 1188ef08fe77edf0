import { expect, test } from 'vitest';
import { hdfsRefusal } from './hdfs-refusal.ts';

const asked = { clusterId: 'c-1', user: 'hadoop', path: '/a' };
const codeOf = (exception: string, message: string, status = 403) =>
  hdfsRefusal(status, { exception, message }, asked).code;

test('CLU-7 each thing that HDFS says no with is told as what it means', () => {
  expect(codeOf('FileNotFoundException', 'File does not exist: /a', 404)).toBe('hdfs_path_not_found');
  expect(codeOf('AccessControlException', 'Permission denied: user=bob')).toBe('hdfs_permission_denied');
  expect(codeOf('SafeModeException', 'Cannot create directory /a. Name node is in safe mode.')).toBe('hdfs_safe_mode');
  expect(codeOf('RemoteException', 'Cannot delete /a. Name node is in safe mode.')).toBe('hdfs_safe_mode');
  expect(codeOf('NSQuotaExceededException', 'quota=1 file count=2')).toBe('hdfs_quota_exceeded');
  expect(codeOf('FileAlreadyExistsException', 'rename destination /a already exists')).toBe('hdfs_already_exists');
  expect(codeOf('PathIsNotEmptyDirectoryException', '`/a is non empty')).toBe('hdfs_folder_not_empty');
  expect(codeOf('IOException', 'File /a could only be written to 0 of the 1 minReplication nodes.')).toBe(
    'hdfs_no_space',
  );
  expect(codeOf('IOException', 'Failed to find datanode, suggest to check cluster health.')).toBe('hdfs_unavailable');
  expect(codeOf('IOException', 'Source /a and destination /b must both be directories')).toBe('hdfs_already_exists');
  expect(codeOf('StandbyException', 'Operation category READ is not supported')).toBe('hdfs_unavailable');
  expect(codeOf('FSLimitException$MaxDirectoryItemsExceededException', 'too many items')).toBe('hdfs_refused');
  expect(hdfsRefusal(500, undefined, asked).code).toBe('hdfs_unavailable');
});

test('a folder that is none is named, and a stack of Java is not shown', () => {
  const above = { exception: 'ParentNotDirectoryException', message: '/x (is not a directory)' };
  expect(hdfsRefusal(403, above, asked)).toMatchObject({ code: 'hdfs_not_a_folder', facts: { path: '/x' } });
  const quota = { exception: 'DSQuotaExceededException', message: 'quota = 1000 B\n\tat org.apache.hadoop.X' };
  expect(hdfsRefusal(403, quota, asked).facts).toEqual({ path: '/a', problem: 'quota = 1000 B' });
});
