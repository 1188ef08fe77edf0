// What can be allowed and denied at all: every permission that an operation needs, and the kinds of things it is needed on.
import { allOperations } from './index.ts';

const needed = allOperations.flatMap((operation) => [
  { permission: operation.permission, resource: operation.resource },
  ...Object.values(operation.fieldPermissions),
  ...(operation.itemPermission ? [operation.itemPermission] : []),
]);

export const allPermissions: readonly string[] = [...new Set(needed.map(({ permission }) => permission))].toSorted();

/** Kinds of which one thing alone can be named: `cluster`, of `cluster/{clusterId}`. */
export const nameableKinds: ReadonlySet<string> = new Set(
  needed.flatMap(({ resource }) => (resource.includes('/{') ? [resource.slice(0, resource.indexOf('/'))] : [])),
);
