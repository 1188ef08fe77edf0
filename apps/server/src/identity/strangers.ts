// How much of the trail requests may take of which nobody was recognised. Anybody can send them, without end, and what is
// written into the trail stays: of each network and minute the first few are kept, and of the rest how many there were. The trail
// tells who did what; this is nobody. If the process dies, the count of its last minute is lost.
import type { Asker, Outcome } from '../platform/http/gate.ts';
import { networkOf } from './domain/sign-in-lock.ts';

/** The last of those that were only counted. */
export interface Counted {
  readonly asker: Asker;
  readonly outcome: Outcome;
  readonly count: number;
}

export interface Strangers {
  /** Whether this one is kept; else it is counted. */
  readonly keeps: (asker: Asker, outcome: Outcome) => boolean;
  /** Begins anew: what was counted until now. */
  readonly takeCounted: () => readonly Counted[];
}

const keptOfEach = 10; // somebody who mistypes a few times is seen whole
const mostNetworks = 500; // all others together are as one: five megabytes a minute at most, whoever sends them

export function countStrangers(): Strangers {
  let kept = new Map<string, number>();
  let counted = new Map<string, Counted>();
  return {
    keeps(asker, outcome) {
      const own = `${networkOf(asker.address)} ${asker.organizationId ?? ''}`;
      const network = kept.has(own) || kept.size < mostNetworks ? own : 'others';
      const count = kept.get(network) ?? 0;
      kept.set(network, count + 1);
      if (count < keptOfEach) return true;
      counted.set(network, { asker, outcome, count: count + 1 - keptOfEach });
      return false;
    },
    takeCounted() {
      const taken = [...counted.values()];
      kept = new Map();
      counted = new Map();
      return taken;
    },
  };
}

/** What is kept of a request of nobody's: not what they sent, of which they choose the length. */
export const shortened = ({ detail: _detail, domain, content, ...asker }: Asker): Asker => ({
  ...asker,
  ...(domain !== undefined && { domain: domain.slice(0, 100) }),
  ...(content !== undefined && { content: content.slice(0, 200) }),
});
