// Money as the ledger keeps it: whole minor units and a currency. Exact: no floating point touches an amount.
import { invariant } from './errors.ts';

export interface Money {
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** Splits `amount` by whole-number weights so that the parts add up to it again: each part is rounded down and what is left
 *  goes, one minor unit each, to the largest remainders, the earlier part first. */
export function splitMoney(amount: Money, weights: readonly bigint[]): readonly Money[] {
  const total = weights.reduce((sum, each) => sum + each, 0n);
  invariant(total > 0n && weights.every((each) => each >= 0n), 'weights are not negative and not all zero');
  const sign = amount.amountMinor < 0n ? -1n : 1n;
  const magnitude = amount.amountMinor * sign;
  const parts = weights.map((weight, index) => ({
    index,
    floor: (magnitude * weight) / total,
    rest: (magnitude * weight) % total,
  }));
  let left = magnitude - parts.reduce((sum, each) => sum + each.floor, 0n);
  const byRest = parts.toSorted((one, other) =>
    one.rest === other.rest ? one.index - other.index : one.rest > other.rest ? -1 : 1,
  );
  for (const part of byRest) {
    if (left === 0n) break;
    part.floor += 1n;
    left -= 1n;
  }
  return parts.map((part) => ({ amountMinor: part.floor * sign, currency: amount.currency }));
}

/** `12.30` as minor units for a currency of two decimals; refuses anything that is not exactly that. */
export function parseMinor(text: string): bigint | 'not_an_amount' {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return 'not_an_amount';
  const [, sign, whole = '', fraction = ''] = match;
  const minor = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  return sign ? -minor : minor;
}

/** Minor units of a currency of two decimals as `12.30`. */
export function formatMinor(amountMinor: bigint): string {
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(3, '0');
  return `${amountMinor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
