// What other servers say about people, and what is made of it here. Pure.
import type { LdapSettings, OidcSettings } from '@argosy/contract/identity/sign-in-sources';
import { userNameForm } from '@argosy/contract/identity/vocabulary';
import ipaddr from 'ipaddr.js';

/** Somebody whom a sign-in source has vouched for. */
export interface Vouched {
  /** How the source calls them, for ever: what a link holds on to, never the name or the address. */
  readonly subject: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string | undefined;
  readonly groups: readonly string[];
  /** Whether the source says that it has asked for more than a password. */
  readonly hasSecondFactor: boolean;
}

/** A search filter with the name in its place, in which it can be nothing but a name (RFC 4515). */
export function filterFor(template: string, name: string): string {
  const escaped = Array.from(name, (each) =>
    /[\\*()\0]/.test(each) ? `\\${each.charCodeAt(0).toString(16).padStart(2, '0')}` : each,
  ).join('');
  return template.replaceAll('{name}', () => escaped);
}

/** The name of a user made of what a source calls them; `undefined` when none can be. `li.wei@example.com` becomes `li.wei`. */
export function userNameFrom(name: string): string | undefined {
  const [local = ''] = name.normalize('NFKC').trim().toLowerCase().split('@');
  return userNameForm.test(local) ? local : undefined;
}

/** The groups here in which they have to be, and those in which they must not be, of those that the source decides about. */
export function groupsOf(
  groupMap: Readonly<Record<string, string>>,
  said: readonly string[],
): { readonly in: readonly string[]; readonly out: readonly string[] } {
  const inside = new Set(Object.entries(groupMap).flatMap(([theirs, ours]) => (said.includes(theirs) ? [ours] : [])));
  return { in: [...inside], out: [...new Set(Object.values(groupMap))].filter((ours) => !inside.has(ours)) };
}

/** The address of a source that would be spoken to in the clear; `undefined` when it is encrypted. */
export function clearAddressOf({
  oidc,
  ldap,
}: {
  readonly oidc?: OidcSettings | undefined;
  readonly ldap?: LdapSettings | undefined;
}): URL | undefined {
  if (oidc) return oidc.issuer.startsWith('https:') ? undefined : new URL(oidc.issuer);
  if (ldap) return ldap.url.startsWith('ldaps:') || ldap.startTls ? undefined : new URL(ldap.url);
  return undefined;
}

/** Whether an address belongs to the public internet: neither to a machine itself nor to a network behind it. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}
