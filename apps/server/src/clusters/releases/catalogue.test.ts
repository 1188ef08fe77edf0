import { expect, test } from 'vitest';
import {
  checkReleaseForNewCluster,
  compareReleases,
  findRelease,
  isRunnable,
  listReleases,
  newestRunnable,
} from './catalogue.ts';
import type { ComponentName } from './catalogue.ts';

test('REL-1 an upgrade says which kind of step it is and what to test', () => {
  expect(compareReleases('2.5.1', '3.0.1').kind).toBe('major');
  expect(compareReleases('3.0.2', '3.1.1').kind).toBe('minor');
  expect(compareReleases('3.0.1', '3.0.2').kind).toBe('patch');
  expect(compareReleases('3.2.0', '3.2.0').kind).toBe('same');
  expect(compareReleases('6.0.0', '3.2.0').kind).toBe('downgrade');
  expect(compareReleases('9.0.0', '10.0.0').kind).toBe('major'); // numbers, not letters
  expect(compareReleases('2.5.1', '3.0.1').test.en).toContain('every job');
  expect(compareReleases('3.0.2', '3.1.1').test.zh).toContain('组件');
});

test('REL-1 what is not numbered a.b.c cannot be compared', () => {
  expect(() => compareReleases('6.0', '6.0.1')).toThrow('a.b.c');
});

test('REL-4 every documented release is in the catalogue with its month', () => {
  const documented = Object.fromEntries(listReleases().map((each) => [each.version, each.releasedOn]));
  expect(documented).toMatchObject({
    '1.0.0': '2015-11',
    '1.1.0': '2016-03',
    '1.2.0': '2016-04',
    '1.3.0': '2016-05',
    '2.0.0': '2016-06',
    '2.0.1': '2016-07',
    '2.1.0': '2016-09',
    '2.2.0': '2016-12',
    '2.3.0': '2016-12',
    '2.3.1': '2017-01',
    '2.4.0': '2017-01',
    '2.4.1': '2017-03',
    '2.4.2': '2017-04',
    '2.5.1': '2017-06',
    '3.0.0': '2017-01',
    '3.0.1': '2017-03',
    '3.0.2': '2017-04',
    '3.1.1': '2017-06',
    '3.2.0': '2017-06',
  });
  expect(listReleases().filter((each) => !isRunnable(each))).toHaveLength(20); // the tables' nineteen and 2.1.1
});

test('REL-4 a release lists the versions of its matrix column, and not what the matrix marks as absent', () => {
  const versionIn = (release: string, name: ComponentName) =>
    findRelease(release)?.components.find((each) => each.name === name)?.version;
  expect(versionIn('1.0.0', 'spark')).toBe('1.4.1');
  expect(versionIn('1.0.0', 'hbase')).toBeUndefined();
  expect(versionIn('1.3.0', 'hadoop')).toBe('2.6.0-emr-1.1.1');
  expect(versionIn('2.0.1', 'hadoop')).toBe('2.7.2-emr-1.1.3.1');
  expect(versionIn('2.0.1', 'tez')).toBeUndefined();
  expect(versionIn('2.2.0', 'spark')).toBe('2.0.1');
  expect(versionIn('2.2.0', 'hue')).toBe('3.12.0');
  expect(versionIn('2.3.0', 'hue')).toBeUndefined();
  expect(versionIn('3.1.1', 'hue')).toBe('3.12.0');
  expect(versionIn('3.2.0', 'zeppelin')).toBe('0.7.1');
  expect(findRelease('2.4.2')?.os).toBe('CentOS 6.5');
  expect(findRelease('2.5.1')?.os).toBe('CentOS 7.2');
  expect(findRelease('3.2.0')?.components).toHaveLength(15);
});

test('REL-4 every release has a note in Chinese and in English', () => {
  for (const { notes } of listReleases()) {
    expect(notes.length).toBeGreaterThan(0);
    for (const note of notes) expect([note.zh.length, note.en.length].every((length) => length > 0)).toBe(true);
  }
});

test('REL-5 the states are those of the documents', () => {
  const inState = (kind: string) =>
    listReleases()
      .filter((each) => each.state.kind === kind)
      .map((each) => each.version);
  expect(inState('superseded')).toEqual(['3.0.0', '2.4.0']);
  expect(findRelease('3.0.0')?.state).toEqual({ kind: 'superseded', by: '3.0.1' });
  expect(findRelease('2.4.0')?.state).toEqual({ kind: 'superseded', by: '2.4.1' });
  expect(inState('maintenance')).toEqual(['2.3.0', '2.1.1']);
  expect(inState('withdrawn')).toEqual(['2.2.0', '2.1.0', '2.0.1', '2.0.0', '1.3.0', '1.2.0', '1.1.0', '1.0.0']);
});

test('REL-5 a withdrawn release makes no cluster, and the refusal names one that does', () => {
  for (const { version } of listReleases().filter((each) => each.state.kind === 'withdrawn')) {
    const answer = checkReleaseForNewCluster(version);
    if (!('refused' in answer)) throw new Error(`${version} was accepted`);
    expect(answer.refused).toBe('release_withdrawn');
    expect(checkReleaseForNewCluster(answer.use)).toMatchObject({ version: answer.use, packages: {} });
  }
});

test('REL-5 a release that is history, or that never was, is refused with the one to use', () => {
  expect(checkReleaseForNewCluster('3.2.0')).toEqual({
    refused: 'release_not_runnable',
    version: '3.2.0',
    use: '6.0.0',
  });
  expect(checkReleaseForNewCluster('7.7.7')).toEqual({ refused: 'release_not_found', version: '7.7.7', use: '6.0.0' });
});

test('REL-6 the newest runnable release pins every file by size and SHA-256', () => {
  const release = newestRunnable();
  expect(checkReleaseForNewCluster(release.version)).toBe(release);
  const files = [...release.packages.classPath, ...release.packages.beside, ...release.packages.python];
  expect(files.length).toBeGreaterThan(180);
  for (const { sha256, sizeBytes } of files) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sizeBytes).toBeGreaterThan(0);
  }
  expect(new Set(files.map((each) => each.sha256)).size).toBe(files.length);
});
