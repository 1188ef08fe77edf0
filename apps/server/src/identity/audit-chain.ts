// The seal of an entry's place in the trail: over the seal before, the place and the entry, under a key outside the database.
import type { Sealer } from '../platform/sealing.ts';
import type { AuditSeal } from './store/audit-seals.ts';

/** `before`: the seal of the place before; the first place has none. */
export function sealOf(
  sealer: Pick<Sealer, 'mac'>,
  before: Buffer | undefined,
  { number, content }: { readonly number: bigint; readonly content: string },
): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(number);
  return sealer.mac('audit trail', Buffer.concat([before ?? Buffer.alloc(32), place, Buffer.from(content)]));
}

/** What somebody keeps elsewhere, to see later that the chain up to here is still the same. */
export const headText = ({ number, seal }: AuditSeal): string => `${number}:${seal.toString('base64url')}`;
