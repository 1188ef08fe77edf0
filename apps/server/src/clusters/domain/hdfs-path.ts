// Paths in HDFS as people write them, made into the one form in which they are asked for (CLU-7). Pure. HDFS itself forbids less
// than this and decodes more than it should: what could be read in two ways is refused here.
import type { PathProblem } from '@argosy/contract/clusters/errors';
import { refusal } from '@argosy/kernel/errors';

const MOST_CHARACTERS = 4000;
const MOST_BYTES_OF_NAME = 255; // dfs.namenode.fs-limits.max-component-length

/** Absolute, without doubled or trailing slashes. Refuses: hdfs_path_invalid. */
export function hdfsPath(given: string): string {
  const problem = problemOf(given);
  if (problem !== undefined) throw refusal('hdfs_path_invalid', { path: shown(given), problem });
  return `/${namesIn(given).join('/')}`;
}

const namesIn = (path: string): readonly string[] => path.split('/').filter((name) => name !== '');

function problemOf(given: string): PathProblem | undefined {
  if (!given.startsWith('/')) return 'not_absolute';
  if (given.length > MOST_CHARACTERS) return 'too_long';
  if (!given.isWellFormed()) return 'not_text';
  if (/[:\0]/.test(given)) return 'character';
  const names = namesIn(given);
  if (names.some((name) => name === '.' || name === '..')) return 'climbs';
  if (names.some((name) => new TextEncoder().encode(name).length > MOST_BYTES_OF_NAME)) return 'part_too_long';
  return names[0] === '.reserved' ? 'reserved' : undefined;
}

/** A refusal's sentence stays one that can be read. */
const shown = (given: string): string => (given.length <= 200 ? given : `${given.slice(0, 200)}…`).toWellFormed();

/** The last name; `/` of the root. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || '/';

/** The folder it lies in; the root lies in itself. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

export const below = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

/** Whether `path` is `folder` or lies in it. */
export const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
