// Which permissions a pattern of an access key gives. Pure. A pattern is `*`, a whole module (`clusters:*`), a beginning
// (`clusters:Get*`) or one permission (`clusters:GetCluster`).

/** The first of the wanted patterns that gives more than the held ones do; `undefined` when there is none. Each wanted
 *  pattern must lie within a single held one: two narrow ones that together would cover it are not added up. */
export function firstBeyond(held: readonly string[], wanted: readonly string[]): string | undefined {
  return wanted.find((one) => !held.some((pattern) => covers(pattern, one)));
}

/** `clusters:*` covers `clusters:Get*` and `clusters:GetCluster`: all that begins as it does. */
function covers(pattern: string, other: string): boolean {
  return pattern.endsWith('*') ? other.startsWith(pattern.slice(0, -1)) : other === pattern;
}
