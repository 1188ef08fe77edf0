// Which compressions a client takes.

/** Whether `Accept-Encoding` names it, and does not give it a weight of nothing. */
export function takesEncoding(accepted: string | string[] | undefined, encoding: 'br' | 'gzip'): boolean {
  return new RegExp(`\\b${encoding}\\b(?!;\\s*q=0(\\.0*)?(,|$))`).test(String(accepted ?? ''));
}
