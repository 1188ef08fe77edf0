// The cookie of a browser's session, and the token that proves a request comes from our own page: a foreign page can make a
// browser send the cookie, but can neither read it nor name what is derived from it.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const csrfHeader = 'x-csrf-token';

/** What the cookie is called. `__Host-` keeps other hosts of the domain from setting it, and needs TLS; `serverId` tells it
 *  from that of another server on this machine, as a browser does not tell ports apart. */
export const cookieName = (serverId: string, isSecure: boolean): string =>
  `${isSecure ? '__Host-' : ''}argosy_${serverId}`;

/** The token of the session in a request; `undefined` when it has none. */
export const sessionTokenOf = (request: FastifyRequest, serverId: string): string | undefined =>
  valueOf(request, cookieName(serverId, request.protocol === 'https'));

/** What binds a sign-in that goes over another server to the browser in which it was begun. */
export const errandOf = (request: FastifyRequest, serverId: string): string | undefined =>
  valueOf(request, errandName(serverId, request.protocol === 'https'));

const errandName = (serverId: string, isSecure: boolean): string => `${cookieName(serverId, isSecure)}_errand`;

function valueOf({ headers }: FastifyRequest, name: string): string | undefined {
  for (const pair of headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Gives the browser a session, or with `undefined` takes it away. Lax: a link in a mail opens signed in, and what changes
 *  something needs the token of `csrfTokenOf` beside it. */
export function setSessionCookie(
  reply: FastifyReply,
  { serverId, token, maxAgeSeconds }: { serverId: string; token: string | undefined; maxAgeSeconds: number },
): void {
  setCookie(reply, { name: cookieName(serverId, reply.request.protocol === 'https'), value: token, maxAgeSeconds });
}

/** Lax: the other server's page sends the browser back by a link, and the cookie with it. */
export function setErrandCookie(
  reply: FastifyReply,
  { serverId, value, maxAgeSeconds }: { serverId: string; value: string | undefined; maxAgeSeconds: number },
): void {
  setCookie(reply, { name: errandName(serverId, reply.request.protocol === 'https'), value, maxAgeSeconds });
}

/** `undefined` takes it away. */
function setCookie(
  reply: FastifyReply,
  { name, value, maxAgeSeconds }: { name: string; value: string | undefined; maxAgeSeconds: number },
): void {
  const parts = [`${name}=${value ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  parts.push(
    `Max-Age=${value === undefined ? 0 : maxAgeSeconds}`,
    ...(reply.request.protocol === 'https' ? ['Secure'] : []),
  );
  reply.header('set-cookie', parts.join('; ')); // fastify gathers several of these
}

/** What a page of ours sends in `x-csrf-token` with everything that is not a GET. */
export function csrfTokenOf(sessionToken: string): string {
  return createHash('sha256').update(`csrf ${sessionToken}`).digest('base64url');
}

export function isCsrfToken(given: unknown, sessionToken: string): boolean {
  const wanted = Buffer.from(csrfTokenOf(sessionToken));
  const sent = Buffer.from(typeof given === 'string' ? given : '');
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}
