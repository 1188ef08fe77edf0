// What a request shows of the browser it comes from, and the session that a browser is given.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionTokenOf, setSessionCookie } from '../../platform/http/session-cookie.ts';
import type { Browser } from '../open-session.ts';
import { sessionLongestSeconds } from '../session-token.ts';

export const browserOf = (request: FastifyRequest, serverId: string): Browser => ({
  address: request.ip,
  userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  token: sessionTokenOf(request, serverId),
});

export function giveSession(
  reply: FastifyReply,
  { serverId, token }: { readonly serverId: string; readonly token: string },
): void {
  setSessionCookie(reply, { serverId, token, maxAgeSeconds: sessionLongestSeconds });
}
