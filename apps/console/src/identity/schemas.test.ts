// What is wrong with a policy's document, told while it is written.
import { expect, test } from 'vitest';
import { problemsOfDocument } from './schemas.ts';

test('what is not JSON is told in the reader’s language, with its place', () => {
  const text = '{\n  "Version": "1",\n  oops\n}';
  expect(problemsOfDocument(text, 'en')).toEqual(['This is not JSON: see line 3, column 3.']);
  expect(problemsOfDocument(text, 'zh')).toEqual(['不是有效的 JSON：请检查第 3 行第 3 列。']);
  expect(problemsOfDocument('', 'en')).toEqual(['This is not JSON yet.']);
});

test('a document that is one has no problems', () => {
  const Statement = [{ Effect: 'Allow', Action: ['clusters:*'], Resource: ['*'] }];
  expect(problemsOfDocument(JSON.stringify({ Version: '1', Statement }), 'zh')).toEqual([]);
});
