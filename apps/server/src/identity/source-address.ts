// Which servers this one speaks to because a customer says so. A sign-in source of an organization other than the provider's may be
// anywhere in the internet, and not on this machine or in the network behind it: its owner would reach there through us.
import { lookup } from 'node:dns/promises';
import { isPublicAddress } from './domain/vouching.ts';

/** A source that does not answer, or not as it should; the message is for who administers it. */
export class SourceFailed extends Error {}

/** Throws SourceFailed for an address that a customer may not reach through this server. */
export async function requireReachable(url: URL, { isProvider }: { readonly isProvider: boolean }): Promise<void> {
  if (isProvider) return;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) throw new SourceFailed(`${host} has no address`);
  if (!addresses.every(({ address }) => isPublicAddress(address)))
    throw new SourceFailed(`${host} is not in the public internet`);
}
