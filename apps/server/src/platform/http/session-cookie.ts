// The cookie of a browser's session, and the token that proves a request comes from our own page: a foreign page can make a
// browser send the cookie, but can neither read it nor name what is derived from it.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const csrfHeader = 'x-csrf-token';

/** What the cookie is called. `__Host-` keeps other hosts of the domain from setting it, and needs TLS; `serverId` tells it
 *  from that of another server on this machine, as a browser does not tell ports apart. */
export const cookieName = (serverId: string, isSecure: boolean): string =>
  `${isSecure ? '__Host-' : ''}argosy_${serverId}`;

/** The token of the session in a request; `undefined` when it has none, or several. */
export const sessionTokenOf = (request: FastifyRequest, serverId: string): string | undefined =>
  valueOf(request, cookieName(serverId, request.protocol === 'https'));

/** What binds a sign-in that goes over another server to the browser in which it was begun. */
export const errandOf = (request: FastifyRequest, serverId: string): string | undefined =>
  valueOf(request, errandName(serverId, request.protocol === 'https'));

const errandName = (serverId: string, isSecure: boolean): string => `${cookieName(serverId, isSecure)}_errand`;

/** One cookie is ours. A script at another port of this host can set a second of its name for a longer path, and browsers send
 *  that one first: of several none counts. */
function valueOf(request: FastifyRequest, name: string): string | undefined {
  const [value, ...others] = valuesOf(request, name);
  return others.length === 0 ? value : undefined;
}

function valuesOf({ headers }: FastifyRequest, name: string): readonly string[] {
  return (headers.cookie?.split(';') ?? []).flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
}

/** Whether a request carries a cookie of the session's name that is not ours beside the one that may be. */
export const hasForeignSession = (request: FastifyRequest, serverId: string): boolean =>
  valuesOf(request, cookieName(serverId, request.protocol === 'https')).length > 1;

/** Takes away what has the session's name for any path but `/`: ours has that, and no script can set it over ours, which is
 *  HttpOnly. What is left is the browser's own session. */
export function takeForeignSessions(reply: FastifyReply, serverId: string): void {
  const { protocol, url } = reply.request;
  const name = cookieName(serverId, protocol === 'https');
  for (const path of pathsAbove(url)) setCookie(reply, { name, value: undefined, maxAgeSeconds: 0, path });
}

/** Every path for which a cookie comes along to `url`, but `/`. */
function pathsAbove(url: string): readonly string[] {
  const path = /^(\/[\w.~%:@-]+){1,8}/.exec(url)?.[0] ?? '';
  const parts = path.split('/').slice(1);
  return parts.flatMap((_, index) => {
    const above = `/${parts.slice(0, index + 1).join('/')}`;
    return above === path ? [above] : [above, `${above}/`];
  });
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
  {
    name,
    value,
    maxAgeSeconds,
    path = '/',
  }: { name: string; value: string | undefined; maxAgeSeconds: number; path?: string },
): void {
  const parts = [`${name}=${value ?? ''}`, `Path=${path}`, 'HttpOnly', 'SameSite=Lax'];
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
