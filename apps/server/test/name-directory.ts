// The name directory that a release has as its template, for tests.
import type { NameDirectoryFile } from '../src/clusters/releases/name-directory.ts';

/** As a NameNode of Hadoop 3.5.0 formatted it. */
export const IMAGE = Buffer.from(
  'SERGU0lNRzEhCN/f4K8BEOgHGOgHIAAogICAgAQwAECAgICAgICAgIABHgoEIAEoAQoEIAIoAQoEIAMoAQoEIAQoAQoEIAUoAQYIgYABEAEqCA' +
    'IQgYABGAAqIAgAEP//////////fxj///////////8BIe0BAQAAAQAABAgAGAAICAAQABgAIAAGCAEQABgABAgCEAMOCIGAgIACEgZoYWRvb3AS' +
    'CIGAgIAEEgpzdXBlcmdyb3Vw1AEIARC9////DyINCgdOU19JTkZPECIYCCIUCg5FUkFTVVJFX0NPRElORxAfGCoiCwoFSU5PREUQMhhJIg8KCU' +
    'lOT0RFX0RJUhAAGHsiHQoXRklMRVNfVU5ERVJDT05TVFJVQ1RJT04QABh7Ig4KCFNOQVBTSE9UEAUYeyIWCg9JTk9ERV9SRUZFUkVOQ0UQABiA' +
    'ASIVCg5TRUNSRVRfTUFOQUdFUhAJGIABIhQKDUNBQ0hFX01BTkFHRVIQBxiJASITCgxTVFJJTkdfVEFCTEUQJxiQAQAAANY=',
  'base64',
);
export const IMAGE_PATH = 'current/fsimage_0000000000000000000';
export const TEMPLATE: readonly NameDirectoryFile[] = [
  {
    path: 'current/VERSION',
    content: Buffer.from(
      '#Fri Nov 20 19:54:46 UTC 2026\nnamespaceID=368586719\nblockpoolID=BP-170790056-127.0.0.1-1795204486372\n' +
        'storageType=NAME_NODE\ncTime=1795204486374\nclusterID=CID-template\nlayoutVersion=-67\n',
    ),
  },
  { path: IMAGE_PATH, content: IMAGE },
  {
    path: `${IMAGE_PATH}.md5`,
    content: Buffer.from('1493ac9bf7046f5dc7894906a4cc4b55 *fsimage_0000000000000000000\n'),
  },
  { path: 'current/seen_txid', content: Buffer.from('0\n') },
];
