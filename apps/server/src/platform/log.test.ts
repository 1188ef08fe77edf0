import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { refusal } from '@argosy/kernel/errors';
import { openLog } from './log.ts';

function logged(facts: object): unknown {
  let line = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      line += String(chunk);
      done();
    },
  });
  openLog({ level: 'info', destination }).info(facts, 'it happened');
  return JSON.parse(line);
}

test('of an error only what is meant for people is written', () => {
  const error = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: 'postgres://a:s3cret' });
  expect(JSON.stringify(logged({ err: error }))).not.toContain('s3cret');
  expect(logged({ err: error })).toMatchObject({ err: { type: 'TypeError', code: 'ERR_INVALID_URL' } });
  expect(logged({ err: refusal('disk_full', { path: '/data' }) })).toMatchObject({
    err: { code: 'disk_full', facts: { path: '/data' } },
  });
});

test('fields with the names of secrets are left out; what a failed round was about is not', () => {
  expect(logged({ key: 'k', token: 't', kind: 'clusters', item: 'c-1' })).toMatchObject({
    key: '[left out]',
    token: '[left out]',
    kind: 'clusters',
    item: 'c-1',
  });
});
