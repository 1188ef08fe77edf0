import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
/** 订单号,金额 in GBK, with a line break. */
const gbk = Uint8Array.from([0xb6, 0xa9, 0xb5, 0xa5, 0xba, 0xc5, 0x2c, 0xbd, 0xf0, 0xb6, 0xee, 0x0a]);

test('CLU-7 Chinese text is read whether it is UTF-8 or GBK, also where the look ends in the middle of a character', () => {
  expect(decodeText(utf8('订单号,金额\n'), false)).toEqual({ text: '订单号,金额\n', encoding: 'utf-8' });
  expect(decodeText(utf8('订单').subarray(0, 5), true)).toEqual({ text: '订', encoding: 'utf-8' });
  expect(decodeText(gbk, false)).toEqual({ text: '订单号,金额\n', encoding: 'gbk' });
  expect(decodeText(gbk.subarray(0, 5), true)).toEqual({ text: '订单', encoding: 'gbk' });
});

test('marks of encodings are followed and not shown', () => {
  expect(decodeText(Uint8Array.from([0xff, 0xfe, 0x2d, 0x4e, 0x0a]), true)).toEqual({
    text: '中',
    encoding: 'utf-16le',
  });
  expect(decodeText(Uint8Array.from([0xfe, 0xff, 0x4e, 0x2d]), false)).toEqual({ text: '中', encoding: 'utf-16be' });
  expect(decodeText(utf8('\u{FEFF}a'), false)).toEqual({ text: 'a', encoding: 'utf-8' });
});

test('what is no text is not made to be one; a broken character in a long log is no reason to show nothing', () => {
  expect(decodeText(Uint8Array.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x41]), false)).toBeUndefined();
  expect(
    decodeText(
      Uint8Array.from({ length: 200 }, (_, at) => (at * 7) % 31 || 1),
      false,
    ),
  ).toBeUndefined();
  const log = new Uint8Array([...utf8('INFO a line of a log\n'.repeat(20)), 0xff]);
  expect(decodeText(log, false)).toMatchObject({ encoding: 'utf-8' });
  expect(decodeText(new Uint8Array(), false)).toEqual({ text: '', encoding: 'utf-8' });
});
