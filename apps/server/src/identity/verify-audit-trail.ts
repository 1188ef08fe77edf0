// Goes along the whole chain of the audit trail and makes every seal anew. What was changed, removed or slipped in does not fit;
// who also rewrote the seals would need the key that lies outside the database, and a head that somebody kept elsewhere tells
// even then.
import { refusal } from '@argosy/kernel/errors';
import { SYSTEM } from '../platform/caller.ts';
import { headText, sealOf } from './audit-chain.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type AuditSeal, sealedEntries, withoutPlace } from './store/audit-seals.ts';

export interface TrailProblem {
  readonly number?: number;
  readonly entryId?: string;
  readonly problem: 'entry_changed' | 'place_missing' | 'never_sealed' | 'head_lost';
}

export interface Verification {
  readonly entries: number;
  readonly unsealed: number;
  readonly head: string | undefined;
  readonly problems: readonly TrailProblem[];
}

type Deps = Pick<IdentityDeps, 'read' | 'sealer'>;

const atOnce = 2000;
const mostProblems = 100; // the rest would say the same

/** The walk costs the server's one thread a seal for each entry of all organizations: one at a time, and none for nobody.
 *  Refuses: audit_verify_busy, audit_verify_stopped. */
export function oneVerification(deps: Deps): (head: string | undefined, signal: AbortSignal) => Promise<Verification> {
  let isUnderWay = false;
  return async (head, signal) => {
    if (isUnderWay) throw refusal('audit_verify_busy');
    isUnderWay = true;
    try {
      return await verifyAuditTrail(deps, head, signal);
    } finally {
      isUnderWay = false;
    }
  };
}

/** `head`: of an earlier verification, kept elsewhere. Of all organizations: the chain is one. */
async function verifyAuditTrail(
  { read, sealer }: Deps,
  head: string | undefined,
  signal: AbortSignal,
): Promise<Verification> {
  const problems: TrailProblem[] = [];
  const note = (problem: TrailProblem) => problems.length < mostProblems && problems.push(problem);
  let last: AuditSeal | undefined;
  let entries = 0;
  let hasHead = head === undefined;
  for (;;) {
    const page = await read(SYSTEM, (tx) => sealedEntries(tx, { after: last?.number ?? 0n, limit: atOnce }));
    if (signal.aborted) throw refusal('audit_verify_stopped');
    for (const { number, entryId, seal, content } of page) {
      const expected = (last?.number ?? 0n) + 1n;
      const at = { number: Number(number) };
      // After a gap the chain cannot be followed; the next seal is taken as it is, so that one hole is one problem.
      if (number !== expected) note({ number: Number(expected), problem: 'place_missing' });
      else if (content === undefined || !sealOf(sealer, last?.seal, { number, content }).equals(seal))
        note({ ...at, entryId, problem: 'entry_changed' });
      last = { number, seal };
      entries += 1;
      if (head !== undefined && headText(last) === head) hasHead = true;
    }
    if (page.length < atOnce) break;
  }
  if (!hasHead) note({ problem: 'head_lost' });
  const { waiting, strayIds } = await read(SYSTEM, (tx) => withoutPlace(tx, mostProblems));
  for (const entryId of strayIds) note({ entryId, problem: 'never_sealed' });
  return { entries, unsealed: waiting, head: last && headText(last), problems };
}
