// The release catalogue: every release there was and every one that can be installed today (REL-4, REL-6), whether a new
// cluster may be made of it (REL-5), and what moving from one to another asks of the customer (REL-1).

import { HISTORY } from './data/history.ts';
import { RUNNABLE } from './data/runnable.ts';
import type { Release, RunnableRelease } from './release.ts';

export type {
  Component,
  ComponentName,
  MavenFile,
  PythonFile,
  Release,
  ReleaseNote,
  ReleasePackages,
  ReleaseState,
  RunnableRelease,
} from './release.ts';

/** Why no new cluster is made of a release, and the one to use instead. The word is the code of the refusal. */
export type ReleaseRefusal = {
  readonly refused: 'release_not_found' | 'release_withdrawn' | 'release_not_runnable';
  readonly version: string;
  readonly use: string;
};

/** What an upgrade is (REL-1), and what the customer has to test for it. */
export type ReleaseStep = {
  readonly kind: 'major' | 'minor' | 'patch' | 'same' | 'downgrade';
  readonly test: { readonly zh: string; readonly en: string };
};

const CATALOGUE: readonly Release[] = [...HISTORY, ...RUNNABLE].sort((one, other) =>
  compareVersions(other.version, one.version),
);

/** Every release, newest first. */
export function listReleases(): readonly Release[] {
  return CATALOGUE;
}

export function findRelease(version: string): Release | undefined {
  return CATALOGUE.find((each) => each.version === version);
}

/** The release that a cluster is made of when none is named. */
export function newestRunnable(): RunnableRelease {
  const [newest, ...others] = RUNNABLE;
  if (newest === undefined) throw new Error('the catalogue has a runnable release');
  return others.reduce((best, each) => (compareVersions(each.version, best.version) > 0 ? each : best), newest);
}

/** Versions that clusters can be made of, newest first. */
export function runnableVersions(): readonly string[] {
  return CATALOGUE.filter(isRunnable).map((each) => each.version);
}

export function isRunnable(release: Release): release is RunnableRelease {
  return release.packages !== undefined;
}

/** Whether a new cluster may be made of this release (REL-5): the release, or why not and which one to use. A superseded or
 *  maintained release is not refused for that alone. */
export function checkReleaseForNewCluster(version: string): RunnableRelease | ReleaseRefusal {
  const release = findRelease(version);
  if (release === undefined) return { refused: 'release_not_found', version, use: newestRunnable().version };
  if (release.state.kind === 'withdrawn') return { refused: 'release_withdrawn', version, use: release.state.use };
  if (!isRunnable(release)) return { refused: 'release_not_runnable', version, use: newestRunnable().version };
  return release;
}

/** Which kind of step it is from one release to another (REL-1). Takes any two versions `a.b.c`, in the catalogue or not. */
export function compareReleases(from: string, to: string): ReleaseStep {
  const kind = kindOfStep(from, to);
  return { kind, test: WHAT_TO_TEST[kind] };
}

const WHAT_TO_TEST: Readonly<Record<ReleaseStep['kind'], ReleaseStep['test']>> = {
  major: {
    zh: '大版本变化：请在新版本上重新测试每一个作业。',
    en: 'A large change: test every job again on the new release.',
  },
  minor: {
    zh: '有组件版本变化：请测试用到这些组件的作业。',
    en: 'Component versions change: test the jobs that use those components.',
  },
  patch: {
    zh: '只有缺陷修复，与同一 a.b 的较早版本兼容：无需专门测试。',
    en: 'Bug fixes only, compatible with the earlier releases of the same a.b: nothing has to be tested for it.',
  },
  same: { zh: '同一版本：无需测试。', en: 'The same release: nothing to test.' },
  downgrade: {
    zh: '这是降级，不受支持：请用目标版本新建集群，并重新测试每一个作业。',
    en: 'This is a step back, which is not supported: make a new cluster of that release and test every job again.',
  },
};

function kindOfStep(from: string, to: string): ReleaseStep['kind'] {
  const order = compareVersions(to, from);
  if (order === 0) return 'same';
  if (order < 0) return 'downgrade';
  const [was, is] = [numbersOf(from), numbersOf(to)];
  if (was[0] !== is[0]) return 'major';
  return was[1] === is[1] ? 'patch' : 'minor';
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

function numbersOf(version: string): readonly [number, number, number] {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (match === null) throw new Error(`a release is numbered a.b.c, which "${version}" is not`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}
