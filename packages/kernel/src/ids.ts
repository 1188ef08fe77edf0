// Ids of things: a short prefix that says of what kind, and what sorts by the time it was made, with 55 random bits, so that an
// index on them grows at its end and a list in their order is a list by age. Branded: an id of one kind does not pass
// for another.

/** The kinds of things that have ids, with the prefix each carries. */
export const idPrefixes = {
  organization: 'org',
  user: 'usr',
  group: 'grp',
  role: 'rol',
  policy: 'pol',
  contact: 'con',
  access_key: 'ak',
  session: 'ses',
  sign_in_link: 'lnk',
  sign_in_source: 'src',
  sign_in_challenge: 'cha',
  audit_entry: 'aud',
  cluster: 'c',
  node: 'n',
  action: 'act',
  job: 'job',
  run: 'run',
  plan: 'pln',
  plan_run: 'prn',
  schedule: 'sch',
  file: 'sha256',
  request: 'req',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** An id of a thing of kind `K`; made only by `newId` or by parsing. */
export type Id<K extends IdKind> = string & { readonly __kind: K };

// Crockford's alphabet in lower case: no i, l, o, u, so that an id survives being read aloud.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id: `<prefix>-` + 9 characters of milliseconds + 11 of randomness (55 bits), in lower-case base 32.
 *  `nowMs` comes from the injected clock; two ids of one millisecond are in random order. */
export function newId<K extends IdKind>(kind: K, nowMs: number): Id<K> {
  let tail = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(11))) tail += alphabet.charAt(byte % 32);
  return `${idPrefixes[kind]}-${stampOf(nowMs)}${tail}` as Id<K>; // the one place where the brand is given
}

/** What every id of this kind that is made at `atMs` or later sorts after, and every earlier one before. */
export const firstIdAt = (kind: IdKind, atMs: number): string => `${idPrefixes[kind]}-${stampOf(atMs)}`;

function stampOf(ms: number): string {
  let time = Math.max(0, ms);
  let stamp = '';
  for (let index = 0; index < 9; index += 1) {
    stamp = alphabet.charAt(time % 32) + stamp;
    time = Math.floor(time / 32);
  }
  return stamp;
}

/** Whether `text` has the form of an id of this kind. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  return text.startsWith(`${idPrefixes[kind]}-`) && hasFormOfId(text);
}

/** Of any kind. */
export const hasFormOfId = (text: string): boolean => /^[a-z0-9]+-[0-9a-hjkmnp-tv-z]{20}$/.test(text);
