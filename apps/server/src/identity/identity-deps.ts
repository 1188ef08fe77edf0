import type { PlatformDeps } from '../platform/deps.ts';
import type { Sealer } from '../platform/sealing.ts';
import type { Authenticator } from './authenticate.ts';

/** What identity's use cases are given. */
export interface IdentityDeps extends PlatformDeps {
  readonly sealer: Sealer;
  readonly authenticator: Authenticator;
  /** The id of a thing of any module by its id or name, for kinds whose things have names; `undefined`: nothing is called so. */
  readonly idOf: (kind: string, organizationId: string, idOrName: string) => Promise<string | undefined>;
  /** Jobs have a user of their own, or whoever runs the server said that all organizations trust one another: else what a
   *  customer runs could read the keys of the provider. */
  readonly mayHaveCustomers: boolean;
}
