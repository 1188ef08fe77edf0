/** `name@organization`; the name alone is of the organization that runs this server. A name may have an @ of its own. */
export function parseAccount(account: string): { readonly name: string; readonly alias: string | undefined } {
  const at = account.lastIndexOf('@');
  return at < 0 ? { name: account, alias: undefined } : { name: account.slice(0, at), alias: account.slice(at + 1) };
}
