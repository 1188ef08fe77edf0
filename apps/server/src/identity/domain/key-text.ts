// An access key as a person holds it: `argosy_<id>_<secret>`. The prefix lets scanners of repositories and logs recognise a
// leaked key; the id finds the row without a search, and may be shown.
import { isId } from '@argosy/kernel/ids';

export interface KeyParts {
  readonly accessKeyId: string;
  readonly secret: string;
}

export function formatKey({ accessKeyId, secret }: KeyParts): string {
  return `argosy_${accessKeyId}_${secret}`;
}

/** The parts of a key's text; `undefined` when it is no key. */
export function parseKey(text: string): KeyParts | undefined {
  // The secret's alphabet has `_` in it, the id's has not.
  const [, accessKeyId, secret] = /^argosy_([a-z0-9-]+)_([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
  if (accessKeyId === undefined || secret === undefined || !isId('access_key', accessKeyId)) return undefined;
  return { accessKeyId, secret };
}
