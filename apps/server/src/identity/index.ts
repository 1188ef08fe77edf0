// The door of identity: who is who, what a key may do, and the trail of what was asked.
import type { Gate, ResourceFinders } from '../platform/http/gate.ts';
import type { Binding } from '../platform/http/bind.ts';
import type { SearchSource } from '../platform/search.ts';
import type { Reconciler } from '../platform/work.ts';
import { startAuditWriter } from './audit.ts';
import { makeAuthenticator } from './authenticate.ts';
import { ensureOwner } from './ensure-owner.ts';
import { identityRoutes } from './http/routes.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { auditChainReconciler, scheduleAuditChain } from './reconcile/seal-audit-trail.ts';
import { identityResources } from './resources.ts';
import { identitySearches } from './search-people.ts';

export { auditChange } from './audit.ts';

export interface Identity {
  readonly routes: readonly Binding[];
  readonly reconcilers: readonly Reconciler[];
  readonly resources: ResourceFinders;
  readonly searches: readonly SearchSource[];
  /** What the HTTP server asks before and after each request. */
  readonly gate: Gate;
  /** Resolves when every audit entry gathered until now is written. */
  flushAudit(): Promise<void>;
  /** Writes the last audit entries; after the HTTP server has closed and before the database does. */
  stop(): Promise<void>;
}

/** Starts identity on a migrated database: at the first start it makes the organization, its owner and their key. */
export async function startIdentity(deps: Omit<IdentityDeps, 'authenticator'>): Promise<Identity> {
  const authenticator = makeAuthenticator(deps);
  const identityDeps = { ...deps, authenticator };
  await ensureOwner(identityDeps);
  await scheduleAuditChain(identityDeps);
  const audit = startAuditWriter(deps);
  return {
    routes: identityRoutes(identityDeps),
    resources: identityResources(deps),
    searches: identitySearches,
    reconcilers: [auditChainReconciler(identityDeps)],
    gate: { authenticate: authenticator.authenticate, recall: authenticator.recall, record: audit.record },
    flushAudit: audit.flush,
    stop: audit.stop,
  };
}
