// Which servers this one speaks to because a customer says so. A sign-in source of an organization other than the provider's may be
// anywhere in the internet, and not on this machine or in the network behind it: its owner would reach there through us.
import { lookup } from 'node:dns/promises';
import type { Caller } from '../platform/caller.ts';
import { isPublicAddress } from './domain/vouching.ts';

/** A source that does not answer, or not as it should, told for who administers it. */
export class SourceFailed extends Error {
  readonly told: Readonly<Record<Caller['language'], string>>;

  /** One text alone is what the source, or the library that asked it, said in its own words. */
  constructor(told: string | Readonly<Record<Caller['language'], string>>, options?: ErrorOptions) {
    const both = typeof told === 'string' ? { en: told, zh: told } : told;
    super(both.en, options);
    this.told = both;
  }
}

/** Throws SourceFailed for an address that a customer may not reach through this server. */
export async function requireReachable(url: URL, { isProvider }: { readonly isProvider: boolean }): Promise<void> {
  if (isProvider) return;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) throw new SourceFailed({ en: `${host} has no address`, zh: `${host} 没有地址` });
  if (!addresses.every(({ address }) => isPublicAddress(address)))
    throw new SourceFailed({ en: `${host} is not in the public internet`, zh: `${host} 不在公共互联网上` });
}
