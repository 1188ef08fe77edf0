// What lets somebody see a cluster's native pages: a ticket in an address, good for one visit within a minute, and the cookie
// that is given for it. Both are sealed and name the credentials they come from, not the credentials themselves: whether these
// still hold is asked each time.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Clock, Instant, isBefore, plusMs } from '@argosy/kernel/time';
import { SealBroken, type Sealer } from '../../platform/sealing.ts';

/** Who looks at the pages of which cluster. */
const webSession = z.object({
  clusterId: z.string(),
  organizationId: z.string(),
  accessKeyId: z.string().optional(),
  sessionId: z.string().optional(),
  until: z.string(),
});
export type WebSession = z.infer<typeof webSession>;

const webTicket = webSession.extend({
  id: z.string(),
  /** Below the cluster's base: `/<address>:<port>/…`. */
  place: z.string(),
});
export type WebTicket = z.infer<typeof webTicket>;

const ticketMs = 60_000;
/** A working day: then it is opened from the console once more. */
const sessionMs = 12 * 3_600_000;

export interface WebTickets {
  readonly seal: (wish: Omit<WebTicket, 'id' | 'until'>) => string;
  /** What the ticket is for, once: `undefined` when it was used, is too old, is none, or is another cluster's. */
  readonly use: (clusterId: string, text: string) => WebTicket | undefined;
  readonly sealSession: (session: Omit<WebSession, 'until'>) => string;
  readonly session: (clusterId: string, text: string) => WebSession | undefined;
}

export function createWebTickets({ clock, sealer }: { readonly clock: Clock; readonly sealer: Sealer }): WebTickets {
  // Of this process: after a restart no ticket of before is taken, so that none is used twice without being remembered on disk.
  const ticketPlace = (clusterId: string) => `web-ticket ${run} ${clusterId}`;
  const sessionPlace = (clusterId: string) => `web-session ${clusterId}`;
  const run = randomBytes(8).toString('hex');
  /** Until when a used one could be shown again: at most as many as can be asked for in a minute. */
  const used = new Map<string, Instant>();

  const sealed = (content: object, place: string) => sealer.seal(JSON.stringify(content), place).toString('base64url');
  const unsealed = <T extends { readonly until: string }>(form: z.ZodType<T>, text: string, place: string) => {
    try {
      const content = form.parse(JSON.parse(sealer.unseal(Buffer.from(text, 'base64url'), place)));
      return isBefore(clock.now(), Instant.from(content.until)) ? content : undefined;
    } catch (error) {
      if (error instanceof SealBroken) return undefined;
      throw error;
    }
  };
  const inMs = (ms: number) => plusMs(clock.now(), ms).toString();

  return {
    seal: (wish) =>
      sealed({ ...wish, id: randomBytes(12).toString('hex'), until: inMs(ticketMs) }, ticketPlace(wish.clusterId)),
    use(clusterId, text) {
      const ticket = unsealed(webTicket, text, ticketPlace(clusterId));
      if (!ticket || used.has(ticket.id)) return undefined;
      for (const [id, until] of used) if (isBefore(until, clock.now())) used.delete(id);
      used.set(ticket.id, Instant.from(ticket.until));
      return ticket;
    },
    sealSession: (session) => sealed({ ...session, until: inMs(sessionMs) }, sessionPlace(session.clusterId)),
    session: (clusterId, text) => unsealed(webSession, text, sessionPlace(clusterId)),
  };
}
