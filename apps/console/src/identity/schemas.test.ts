// What is wrong with a policy's document, told while it is written.
import { expect, test } from 'vitest';
import { problemsOfDocument, unknownActionsIn } from './schemas.ts';

test('what is not JSON is told in the reader’s language, with its place', () => {
  const text = '{\n  "Version": "1",\n  oops\n}';
  expect(problemsOfDocument(text, 'en')).toMatchObject([{ message: 'This is not JSON: see line 3, column 3.' }]);
  expect(problemsOfDocument(text, 'zh')).toMatchObject([{ message: '不是有效的 JSON：请检查第 3 行第 3 列。' }]);
  expect(problemsOfDocument('', 'en')).toMatchObject([{ message: 'This is not JSON yet.' }]);
});

test('a document that is one has no problems', () => {
  const Statement = [{ Effect: 'Allow', Action: ['clusters:*'], Resource: ['*'] }];
  expect(problemsOfDocument(JSON.stringify({ Version: '1', Statement }), 'zh')).toEqual([]);
});

const documentOf = (...lines: readonly string[]): string =>
  ['{ "Version": "1", "Statement": [{', ...lines, '"Resource": ["*"] }] }'].join('\n');

test('what is wrong in a document is told with its line', () => {
  const dotted = documentOf('"Effect": "Allow",', '"Action": ["clusters:GetCluster",', '"clusters.ListClusters"],');
  expect(problemsOfDocument(dotted, 'en')).toMatchObject([{ path: ['Statement', 0, 'Action', 1], line: 4 }]);
  const misspelt = documentOf('"Effect": "Allow", "Action": ["*"],', '"Condtion": {},');
  expect(problemsOfDocument(misspelt, 'en')).toMatchObject([{ path: ['Statement', 0, 'Condtion'], line: 3 }]);
});

test('an action that nothing is called is told with its line, one of whatever case or with wildcards is not', () => {
  const unknown = (...named: readonly string[]) =>
    unknownActionsIn(
      documentOf('"Effect": "Allow", "Action": [', named.map((each) => JSON.stringify(each)).join(',\n'), '],'),
      (action) => action,
    ).map(({ line, message }) => [line, message]);
  expect(
    unknown('clusters:GetCluster', 'clusters:getcluster', 'clusters:Get*', '*', 'clust?rs:*', 'later:Get'),
  ).toEqual([]);
  expect(unknown('clusters:GetCluster', 'clusters:GetClutser', 'clusters:Gte*')).toEqual([
    [4, 'clusters:GetClutser'],
    [5, 'clusters:Gte*'],
  ]);
});
