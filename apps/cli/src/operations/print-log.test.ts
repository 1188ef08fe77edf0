import { createClient } from '@argosy/client';
import { expect, test } from 'vitest';
import { printRunLog } from './print-log.ts';

test('JOB-3 who follows a log says which it has read, and begins anew with another', async () => {
  const asked: string[] = [];
  const answers = [
    { path: 'driver/stderr', text: 'a warning', offset: 0, nextOffset: 9, complete: false },
    { path: 'driver/stdout', text: '', offset: 9, nextOffset: 9, complete: false },
    { path: 'driver/stdout', text: 'one', offset: 0, nextOffset: 3, complete: true },
  ];
  const client = createClient({
    url: 'http://server',
    key: 'key',
    fetch: async (input, init) => {
      const { searchParams } = new URL(new Request(input, init).url);
      asked.push(`${searchParams.get('offset')} ${searchParams.get('reading')}`);
      return Response.json(answers[asked.length - 1]);
    },
  });
  let written = '';
  await printRunLog(client, { runId: 'run-1', query: {}, follow: true, write: (text) => void (written += text) });
  expect(written).toBe('a warningone');
  expect(asked).toEqual(['0 null', '9 driver/stderr', '0 driver/stdout']);
});
