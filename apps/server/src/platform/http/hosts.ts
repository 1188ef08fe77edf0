// Which Host a request may name. A server on a loopback address trusts that only programs of this machine reach it; a web page
// whose own name was made to point at 127.0.0.1 (DNS rebinding) reaches it too, but it cannot forge the Host it sends.
import { isIPv4 } from 'node:net';
import { refusal } from '@argosy/kernel/errors';

/** Refuses (host_not_allowed) a request to a server on loopback whose Host is neither loopback nor among `configured`. */
export function requireHost(
  host: string | undefined,
  { address, configured }: { readonly address: string; readonly configured: readonly string[] },
): void {
  if (!isLoopback(address)) return;
  const name = nameOf(host ?? '');
  if (isLoopback(name) || configured.includes(name)) return;
  throw refusal('host_not_allowed', { host: host ?? '' });
}

/** Whether a name or address always means this machine. */
export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/** `[::1]:6060` → `::1`, `Localhost:6060` → `localhost`. */
function nameOf(host: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host) ?? [];
  return (bracketed ?? plain ?? '').toLowerCase();
}
