// Which text the first bytes of a file are, if they are text at all (CLU-7): UTF-8 and UTF-16 by their marks, UTF-8 by its form, GBK
// where what comes out is Chinese. Pure.
import type { hdfsPreviewEncodings } from '@argosy/contract/clusters/hdfs-operations';

export interface DecodedText {
  readonly text: string;
  readonly encoding: (typeof hdfsPreviewEncodings)[number];
}

/** `isCut`: the file goes on, perhaps in the middle of a character. `undefined`: it is not text. */
export function decodeText(bytes: Uint8Array, isCut: boolean): DecodedText | undefined {
  const marked = byMark(bytes);
  if (marked !== undefined) return marked;
  if (bytes.includes(0)) return undefined;
  const utf8 = decodeAs('utf-8', bytes, isCut);
  if (utf8 !== undefined) return isReadable(utf8) ? { text: utf8, encoding: 'utf-8' } : undefined;
  const gbk = decodeAs('gb18030', bytes, isCut); // holds all of GBK
  if (gbk !== undefined && isReadable(gbk) && isChinese(gbk)) return { text: gbk, encoding: 'gbk' };
  // A few broken characters in a log are no reason to show nothing of it.
  const mended = new TextDecoder('utf-8').decode(bytes);
  const broken = mended.split('\u{FFFD}').length - 1;
  return broken * MOST_BROKEN < mended.length && isReadable(mended) ? { text: mended, encoding: 'utf-8' } : undefined;
}

/** One in so many characters. */
const MOST_BROKEN = 50;
const MOST_CONTROLS = 100;

function byMark(bytes: Uint8Array): DecodedText | undefined {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  if (encoding === undefined) return undefined;
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return { text: new TextDecoder(encoding).decode(even), encoding }; // the decoder takes its mark away
}

function decodeAs(encoding: string, bytes: Uint8Array, isCut: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

/** Text has line breaks and tabs, and hardly any other control character. */
function isReadable(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at += 1) if (isControl(text.charCodeAt(at))) controls += 1;
  return controls * MOST_CONTROLS <= text.length;
}

const harmless = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]); // an escape begins a colour
const isControl = (code: number): boolean => (code < 0x20 || (code >= 0x7f && code < 0xa0)) && !harmless.has(code);

/** Almost any bytes are some characters of GB 18030; those of Chinese text are nearly all of these blocks. */
function isChinese(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2026]/g) >= count(/\P{ASCII}/gu) * 0.9;
}
