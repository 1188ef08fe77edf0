// The accounts with which somebody has signed in in this browser, so that one comes from one to the other by a choice in the header.
// What is kept is what an address bar would show: names, and nothing that opens anything.
import { remembered, rememberedChoice, useRemembered } from './remembered.ts';

export interface KnownAccount {
  readonly userName: string;
  readonly organizationAlias: string;
  readonly organizationName: string;
}

const most = 10; // as many as a menu shows at a glance; the one used longest ago goes first
const kept = rememberedChoice('accounts');

/** As it is typed at the door. */
export const accountOf = ({ userName, organizationAlias }: Omit<KnownAccount, 'organizationName'>): string =>
  `${userName}@${organizationAlias}`;

/** The last one first; read anew, as another tab may have written since. */
export const knownAccounts = (): readonly KnownAccount[] => accountsIn(remembered('accounts') ?? kept.now());

export const useKnownAccounts = (): readonly KnownAccount[] => accountsIn(useRemembered(kept));

/** Somebody is signed in in this browser; a program's key changes nothing. */
export function noteAccount(caller: KnownAccount & { readonly sessionId?: string | undefined }): void {
  const { sessionId, userName, organizationAlias, organizationName } = caller;
  if (sessionId === undefined) return;
  const account = { userName, organizationAlias, organizationName };
  keep([account, ...without(account)]);
}

export function forgetAccount(account: KnownAccount): void {
  keep(without(account));
}

const without = (account: KnownAccount): readonly KnownAccount[] =>
  knownAccounts().filter((each) => accountOf(each) !== accountOf(account));

function keep(accounts: readonly KnownAccount[]): void {
  kept.choose(JSON.stringify(accounts.slice(0, most)));
}

function accountsIn(text: string | undefined): readonly KnownAccount[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.filter(isAccount) : [];
  } catch {
    return []; // whatever stands there
  }
}

function isAccount(value: unknown): value is KnownAccount {
  if (typeof value !== 'object' || value === null) return false;
  const { userName, organizationAlias, organizationName } = value as Partial<Record<keyof KnownAccount, unknown>>;
  return [userName, organizationAlias, organizationName].every((each) => typeof each === 'string');
}
