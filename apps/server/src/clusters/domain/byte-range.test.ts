import { expect, test } from 'vitest';
import { attachmentNamed, byteRangeOf } from './byte-range.ts';

test('CLU-7 a range is the part of the file that it says, and none where none of it is there', () => {
  expect(byteRangeOf('bytes=0-0', 10)).toEqual({ offset: 0, length: 1 });
  expect(byteRangeOf('bytes=4-', 10)).toEqual({ offset: 4, length: 6 });
  expect(byteRangeOf('bytes=4-99', 10)).toEqual({ offset: 4, length: 6 });
  expect(byteRangeOf('bytes=-3', 10)).toEqual({ offset: 7, length: 3 });
  expect(byteRangeOf('bytes=-30', 10)).toEqual({ offset: 0, length: 10 });
  expect(byteRangeOf('bytes=10-', 10)).toBe('outside');
  expect(byteRangeOf('bytes=0-', 0)).toBe('outside');
  expect(byteRangeOf('bytes=-0', 10)).toBe('outside');
});

test('what asks for no one range is answered with all of it', () => {
  for (const header of [undefined, '', 'bytes=-', 'bytes=5-4', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=a-b'])
    expect(byteRangeOf(header, 10)).toBe('whole');
});

test('a name becomes a header that ends nowhere early, and comes back as it was', () => {
  const header = attachmentNamed('报 "告"\r\n;(1)\'%.csv');
  expect(header).toBe(
    "attachment; filename=\"_ _____;(1)'_.csv\"; filename*=UTF-8''%E6%8A%A5%20%22%E5%91%8A%22%0D%0A%3B%281%29%27%25.csv",
  );
});
