// What a tab keeps of what somebody writes: given back to them alone, and never more than there is room for.
import { beforeEach, expect, test } from 'vitest';
import { forgetDrafts, forgetDraftsOfOthers, keepDraft, keptDraft } from './kept-drafts.ts';

const draft = (text: string) => ({ parts: { text } });
beforeEach(() => sessionStorage.clear());

test('it is found again under its address, with what it was begun from, until it is saved', () => {
  keepDraft('o.li', '/jobs/job-1/change', { ...draft('a'), version: 3 });
  keepDraft('o.li', '/plans/create', draft('b'));
  expect(keptDraft('o.li', '/jobs/job-1/change')).toEqual({ parts: { text: 'a' }, version: 3 });
  keepDraft('o.li', '/jobs/job-1/change', undefined);
  expect(keptDraft('o.li', '/jobs/job-1/change')).toBeUndefined();
  expect(keptDraft('o.li', '/plans/create')).toEqual(draft('b'));
});

test('another who signs in finds nothing of it, and who signs out leaves nothing behind', () => {
  keepDraft('o.li', '/plans/create', draft('a'));
  forgetDraftsOfOthers('o.li');
  expect(keptDraft('o.li', '/plans/create')).toEqual(draft('a'));
  expect(keptDraft('o.wang', '/plans/create')).toBeUndefined();
  forgetDraftsOfOthers('o.wang');
  expect(sessionStorage.length).toBe(0);
  keepDraft('o.li', '/plans/create', draft('a'));
  forgetDrafts();
  expect(sessionStorage.length).toBe(0);
});

test('of more than twenty, and of more than there is room for, those that were written last are kept', () => {
  for (let number = 1; number <= 25; number += 1) keepDraft('o.li', `/jobs/job-${number}/change`, draft('a'));
  expect(keptDraft('o.li', '/jobs/job-5/change')).toBeUndefined();
  expect(keptDraft('o.li', '/jobs/job-6/change')).toEqual(draft('a'));
  keepDraft('o.li', '/jobs/job-6/change', draft('written anew'));
  keepDraft('o.li', '/jobs/job-26/change', draft('a'));
  expect(keptDraft('o.li', '/jobs/job-6/change')).toEqual(draft('written anew'));

  const large = 'x'.repeat(4_000_000);
  for (const name of ['one', 'two', 'three']) keepDraft('o.li', `/plans/${name}/change`, draft(large));
  expect(keptDraft('o.li', '/plans/one/change')).toBeUndefined();
  expect(keptDraft('o.li', '/plans/three/change')?.parts['text']).toHaveLength(large.length);
  keepDraft('o.li', '/plans/create', draft('x'.repeat(40_000_000))); // no tab has room for that; and it does not fall
});

test('what cannot be read is nothing', () => {
  sessionStorage.setItem('argosy.drafts', '{');
  expect(keptDraft('o.li', '/plans/create')).toBeUndefined();
  keepDraft('o.li', '/plans/create', draft('a'));
  expect(keptDraft('o.li', '/plans/create')).toEqual(draft('a'));
});
