// Gives entries of the audit trail their places in the chain, a few seconds after they were written: in the transaction of each
// request, all requests would have to wait for one another.
import { SYSTEM } from '../../platform/caller.ts';
import { type Reconciler, requireLease, scheduleWork } from '../../platform/work.ts';
import { sealOf } from '../audit-chain.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { headOfChain, insertSeals, lockChain, takeUnsealed } from '../store/audit-seals.ts';

const kind = 'identity_audit_chain';
const everySeconds = 5;
const atOnce = 1000;

export function auditChainReconciler({ clock, transaction, sealer }: IdentityDeps): Reconciler {
  return {
    kind,
    concurrency: 1,
    round: async (item) => {
      const sealed = await transaction(SYSTEM, async (tx) => {
        await requireLease(tx, item);
        await lockChain(tx);
        const entries = await takeUnsealed(tx, atOnce);
        if (entries.length === 0) return 0;
        let last = await headOfChain(tx);
        const seals = entries.map(({ id: entryId, content }) => {
          const number = (last?.number ?? 0n) + 1n;
          last = { number, seal: sealOf(sealer, last?.seal, { number, content }) };
          return { ...last, entryId };
        });
        await insertSeals(tx, seals);
        return seals.length;
      });
      return sealed === atOnce ? clock.now() : clock.now().add({ seconds: everySeconds });
    },
  };
}

export async function scheduleAuditChain({ clock, transaction }: IdentityDeps): Promise<void> {
  await transaction(SYSTEM, (tx) => scheduleWork(tx, kind, 'all', clock.now()));
}
