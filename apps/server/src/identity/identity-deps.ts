import type { PlatformDeps } from '../platform/deps.ts';
import type { Sealer } from '../platform/sealing.ts';
import type { Authenticator } from './authenticate.ts';

/** What identity's use cases are given. */
export interface IdentityDeps extends PlatformDeps {
  readonly sealer: Sealer;
  readonly authenticator: Authenticator;
}
