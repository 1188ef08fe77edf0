// The `Range` header, as far as a file needs it (RFC 9110, 14): one range of bytes. Pure.

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** What part of a file of `sizeBytes` was asked for. `whole`: nothing was, or something that may be answered with all of it (another
 *  unit, several ranges, what cannot be read). `outside`: none of its bytes. */
export function byteRangeOf(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'outside' {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? 'outside' : { offset: sizeBytes - length, length };
  }
  const [first, last] = [Number(from), to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)];
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= sizeBytes ? 'outside' : { offset: first, length: last - first + 1 };
}

/** `Content-Disposition` with which a browser saves a file and never shows it, under its own name in any language (RFC 6266). */
export function attachmentNamed(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%/]/g, '_');
  const exact = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
