// An upload into HDFS while it is under way: how the file is called until it is whole, and the key under which it is looked after.
// All of it stands in the key, so that a server that knows nothing else can clear away what another one left. Pure.
import type { Instant } from '@argosy/kernel/time';

export interface HdfsUpload {
  readonly clusterId: string;
  /** The inode of the folder it goes to: the folder may be renamed meanwhile. */
  readonly folder: number;
  readonly token: string;
}

/** Begins with a dot: MapReduce and Spark pass over it when they read the folder. */
export const unfinishedName = ({ token }: HdfsUpload): string => `.${token}.argosy-upload`;

export const keyOf = ({ clusterId, folder, token }: HdfsUpload): string => `${clusterId}/${folder}/${token}`;

export function uploadOf(key: string): HdfsUpload {
  const [clusterId = '', folder = '', token = ''] = key.split('/');
  return { clusterId, folder: Number(folder), token };
}

/** Often enough that what a dead server left is gone before anybody wonders. */
export const nextLook = (now: Instant): Instant => now.add({ seconds: 60 });

/** What a file in HDFS is called in the audit trail, and by a request that is sent again. */
export const subjectOf = (clusterId: string, path: string): string => `${clusterId}${path}`;

export function ofSubject(subject: string): { readonly clusterId: string; readonly path: string } {
  const at = subject.indexOf('/');
  return { clusterId: subject.slice(0, at), path: subject.slice(at) };
}
