// Which organization somebody at the door means: what stands behind the @ of the account they type, else the address they came by,
// else the organization that runs this server.
import { useEffect, useState } from 'react';

/** As an organization's alias can be: a mail address has a dot there, and is a name of a directory's. */
const alias = /@([a-z0-9][a-z0-9-]{1,62})$/;

/** Its alias; `undefined`: the organization that runs this server. */
export const organizationMeant = (account: string, ofAddress: string | undefined): string | undefined =>
  alias.exec(account.trim())?.[1] ?? ofAddress;

/** The account as the server takes it: a name alone is of the organization of the address. */
export const accountIn = (account: string, ofAddress: string | undefined): string =>
  ofAddress === undefined || account.includes('@') ? account.trim() : `${account.trim()}@${ofAddress}`;

const typingMs = 300; // nobody types the next letter later than that, and the server is not asked for each

/** The value, once it is no longer being changed. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), typingMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
