// The whole API in one list: what the server binds, the client calls, the CLI offers, OpenAPI prints and the tests walk.
import { clustersOperations } from './clusters/operations.ts';
import { identityOperations } from './identity/operations.ts';
import type { Operation } from './operation.ts';
import { platformOperations } from './platform/operations.ts';
import { workloadsOperations } from './workloads/operations.ts';

export const allOperations: readonly Operation[] = [
  ...platformOperations,
  ...identityOperations,
  ...clustersOperations,
  ...workloadsOperations,
];
