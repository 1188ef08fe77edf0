// Whose word is taken for where a request came from, and whether by TLS: that of proxies which an operator named. Jobs and terminals
// of customers are programs of this machine: from here anybody can connect, so that a proxy on this machine shows a secret beside
// its address. Whatever else comes along is taken away before anybody reads it.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { isLoopback } from './hosts.ts';

export interface Proxies {
  /** Their addresses and networks. */
  readonly networks: readonly string[];
  /** What they send in `secretHeader`; without one, no proxy on this machine is believed. */
  readonly secret?: string | undefined;
}

/** From where a request came, and whether by TLS. */
export interface Origin {
  readonly address: string;
  readonly isSecure: boolean;
}

export const secretHeader = 'x-argosy-proxy';
const told = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'] as const;

/** Whether a request from `address` may be one that a proxy passed on. */
export function isNamed(address: string, { networks }: Proxies): boolean {
  if (!ipaddr.isValid(address)) return false;
  const asked = ipaddr.process(address); // an IPv4 address in IPv6's clothes is that address
  return networks.some((text) => {
    const [network, length] = ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : [ipaddr.process(text), undefined];
    if (network.kind() !== asked.kind()) return false;
    return asked.match(network, length ?? (network.kind() === 'ipv4' ? 32 : 128));
  });
}

/** Takes away what the request says of where it came from, unless a proxy that is named says it. */
export function believeOnly(proxies: Proxies, { headers, socket }: IncomingMessage): void {
  const shown = headers[secretHeader];
  delete headers[secretHeader];
  if (told.every((name) => headers[name] === undefined)) return;
  const address = socket.remoteAddress ?? '';
  const isProven = isSecret(shown, proxies.secret) || (proxies.secret === undefined && !isOfThisMachine(address));
  if (isNamed(address, proxies) && isProven) return;
  for (const name of told) delete headers[name];
}

/** What the headers say that `believeOnly` has left: back through the chain to the first that is not named. */
export function originOf({ headers, socket }: IncomingMessage, proxies: Proxies): Origin {
  const chain = [...listOf(headers['x-forwarded-for']), socket.remoteAddress ?? ''];
  const hops = chain.map((each) => each.trim()).filter((each) => each !== '');
  const address = hops.findLast((each) => !isNamed(each, proxies)) ?? hops[0] ?? '';
  return { address, isSecure: listOf(headers['x-forwarded-proto']).at(-1)?.trim() === 'https' };
}

/** However often a header came. */
const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  [value ?? []].flat().join(',').split(',');

function isSecret(shown: unknown, secret: string | undefined): boolean {
  if (typeof shown !== 'string' || secret === undefined) return false;
  return timingSafeEqual(hashOf(shown), hashOf(secret));
}

/** Hashed only so that what is compared in constant time has always one length. */
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

function isOfThisMachine(address: string): boolean {
  if (!ipaddr.isValid(address)) return true; // whoever has hung up
  const asked = ipaddr.process(address).toString();
  if (isLoopback(asked)) return true;
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return own.some((each) => ipaddr.isValid(each.address) && ipaddr.process(each.address).toString() === asked);
}
