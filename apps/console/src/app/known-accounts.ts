// The accounts with which somebody has signed in in this browser, so that one comes from one to the other by a choice in the header.
// What is kept is what an address bar would show: names, and nothing that opens anything.
import type { CallerView } from './caller.ts';
import { remembered, rememberedChoice, useRemembered } from './remembered.ts';

export interface KnownAccount {
  readonly userName: string;
  readonly organizationAlias: string;
  readonly organizationName: string;
}

interface Known {
  /** The session that was noted last: one that goes on does not bring back what somebody had forgotten. */
  readonly sessionId?: string;
  /** The last one first. */
  readonly accounts: readonly KnownAccount[];
}

const most = 10; // as many as a menu shows at a glance; the one used longest ago goes first
const kept = rememberedChoice('accounts');

/** As it is typed at the door. */
export const accountOf = ({ userName, organizationAlias }: Omit<KnownAccount, 'organizationName'>): string =>
  `${userName}@${organizationAlias}`;

export const useKnownAccounts = (): readonly KnownAccount[] => knownIn(useRemembered(kept)).accounts;

/** Somebody is signed in; a program's key, or a session noted before, changes nothing. */
export function noteAccount({ sessionId, userName, organizationAlias, organizationName }: CallerView): void {
  const { accounts, ...known } = read();
  if (sessionId === undefined || sessionId === known.sessionId) return;
  const account = { userName, organizationAlias, organizationName };
  keep({ sessionId, accounts: [account, ...without(accounts, account)].slice(0, most) });
}

export function forgetAccount(account: KnownAccount): void {
  const known = read();
  keep({ ...known, accounts: without(known.accounts, account) });
}

const without = (accounts: readonly KnownAccount[], account: KnownAccount): readonly KnownAccount[] =>
  accounts.filter((each) => accountOf(each) !== accountOf(account));

/** Another tab may have written since. */
const read = (): Known => knownIn(remembered('accounts') ?? kept.now());

function keep(known: Known): void {
  kept.choose(JSON.stringify(known));
}

function knownIn(text: string | undefined): Known {
  try {
    const { sessionId, accounts } = JSON.parse(text ?? '') as Partial<Known>; // whatever stands there
    return {
      ...(typeof sessionId === 'string' && { sessionId }),
      accounts: Array.isArray(accounts) ? accounts.filter(isAccount).slice(0, most) : [],
    };
  } catch {
    return { accounts: [] };
  }
}

function isAccount(value: unknown): value is KnownAccount {
  if (typeof value !== 'object' || value === null) return false;
  const { userName, organizationAlias, organizationName } = value as Partial<Record<keyof KnownAccount, unknown>>;
  return [userName, organizationAlias, organizationName].every((each) => typeof each === 'string');
}
