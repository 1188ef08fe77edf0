/** How long a password is as the server counts: without the names of whose it is, in characters as people see them. */
export function countedLength(password: string, names: readonly string[]): number {
  const own = names.map((name) => name.trim().toLowerCase()).filter((name) => name.length >= 3);
  return Array.from(own.reduce((text, name) => text.replaceAll(name, ''), password.toLowerCase())).length;
}
