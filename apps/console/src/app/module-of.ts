// Which module an operation is of.
import type { Operation } from '@argosy/contract/operation';

/** `clusters` of `clusters:GetCluster`. */
export function moduleOf(operation: unknown): string | undefined {
  return (operation as Operation | undefined)?.permission.split(':')[0];
}
