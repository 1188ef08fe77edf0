// Whom a sign-in source has vouched for becomes a user here: the one that is linked to its subject, or where the source may make
// users a new one. Never by name or address: who can choose theirs at the source could else choose whose account they get.
import { type Refusal, refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import type { Recognise } from '../platform/http/bind.ts';
import { groupsOf, userNameFrom, type Vouched } from './domain/vouching.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type Browser, openSession, signedInAs, type SignedIn } from './open-session.ts';
import { requireSecondFactor } from './second-factor.ts';
import {
  findUserOfSubject,
  insertExternalIdentity,
  insertVouchedUser,
  moveBetweenGroups,
} from './store/external-identities.ts';
import type { SignInSource } from './store/sign-in-sources.ts';
import { findSignInUserById, lockSignInUser, type SignInUser } from './store/sign-in-users.ts';
import { noteChanges } from '../platform/transaction.ts';

/** Signs in whom `source` vouches for. A directory knows a password alone, so a second factor that is on is asked for; a provider has
 *  asked for its own. Refuses: external_identity_unknown, external_name_unfit, credentials_wrong, owner_not_vouched,
 *  second_factor_needed, second_factor_wrong. */
export async function signInVouched(
  deps: IdentityDeps,
  { browser, recognise }: { readonly browser: Browser; readonly recognise: Recognise },
  {
    source,
    vouched,
    code,
  }: { readonly source: SignInSource; readonly vouched: Vouched; readonly code?: string | undefined },
): Promise<SignedIn & { readonly caller: Caller }> {
  const { id: sourceId, organizationId, kind } = source;
  const { subject } = vouched;
  const known = await deps.read(SYSTEM, (tx) => findUserOfSubject(tx, { sourceId, subject, organizationId }));
  if (known === undefined && !source.makesUsers) throw refusal('external_identity_unknown', { name: source.name });
  const userId = known ?? deps.newId('user');
  const user =
    known === undefined
      ? undefined
      : await deps.read(SYSTEM, (tx) => findSignInUserById(tx, { id: userId, organizationId }));
  if (known !== undefined && !user) throw notWelcome(); // deleted here, and still known there
  const name = user?.name ?? userNameFrom(vouched.name);
  if (name === undefined) throw refusal('external_name_unfit', { name: vouched.name.slice(0, 100) });
  const caller = recognise(user ? signedInAs(user) : { organizationId, userId, userName: name }, userId);
  const signedIn = await deps.transaction(caller, async (tx) => {
    if (!user) await makeUser(deps, tx, { source, vouched, userId, name });
    const present = await lockSignInUser(tx, { id: userId, organizationId });
    requireWelcome(present);
    await keepGroups(deps, tx, { source, vouched, userId, isNew: !user });
    const hasCode = kind === 'ldap' && (await requireSecondFactor(deps, tx, { user: present, code }));
    return openSession(deps, tx, {
      user: present,
      browser,
      method: kind,
      hasSecondFactor: hasCode || vouched.hasSecondFactor,
    });
  });
  return { ...signedIn, caller };
}

/** Links what a source calls somebody to the caller's account. Refuses: owner_not_vouched, external_identity_taken. */
export async function linkVouched(
  deps: IdentityDeps,
  caller: Caller,
  { source, vouched }: { readonly source: SignInSource; readonly vouched: Vouched },
): Promise<void> {
  const { organizationId, userId = '' } = caller;
  await deps.transaction(caller, async (tx) => {
    requireWelcome(await lockSignInUser(tx, { id: userId, organizationId }));
    const link = { sourceId: source.id, subject: vouched.subject, userId, organizationId, at: deps.clock.now() };
    if ((await insertExternalIdentity(tx, link)) === 'taken')
      throw refusal('external_identity_taken', { name: source.name });
    noteChanges(tx, { after: { source: source.name, subject: vouched.subject } });
    await tellOfUser(tx, deps, 'identity.sign_in_source_linked', { organizationId, userId, sourceId: source.id });
  });
}

/** Who may administer a source says what it says: the owner would be whoever they liked. */
function requireWelcome(user: SignInUser | undefined): asserts user is SignInUser {
  if (user?.state !== 'active') throw notWelcome();
  if (user.isOwner) throw refusal('owner_not_vouched');
}

const notWelcome = (): Refusal => refusal('credentials_wrong');

async function makeUser(
  deps: IdentityDeps,
  tx: Tx,
  made: { readonly source: SignInSource; readonly vouched: Vouched; readonly userId: string; readonly name: string },
): Promise<void> {
  const { source, vouched, userId, name } = made;
  const { organizationId } = source;
  const at = deps.clock.now();
  const user = {
    id: userId,
    organizationId,
    name,
    displayName: vouched.displayName.slice(0, 200),
    email: vouched.email?.slice(0, 300),
    at,
  };
  if ((await insertVouchedUser(tx, user)) === 'name_taken') throw refusal('external_name_unfit', { name });
  const link = { sourceId: source.id, subject: vouched.subject, userId, organizationId, at };
  // Two first sign-ins of one person at once: the second begins anew and finds the user.
  if ((await insertExternalIdentity(tx, link)) === 'taken') throw refusal('external_name_unfit', { name });
  noteChanges(tx, { after: { user: name, source: source.name, subject: vouched.subject } });
  await tellOfUser(tx, deps, 'identity.user_created', { organizationId, userId, name });
}

async function keepGroups(
  deps: IdentityDeps,
  tx: Tx,
  kept: { readonly source: SignInSource; readonly vouched: Vouched; readonly userId: string; readonly isNew: boolean },
): Promise<void> {
  const { source, vouched, userId, isNew } = kept;
  const { defaultGroups, groupMap } = source.settings;
  const mapped = groupsOf(groupMap, vouched.groups);
  const { organizationId } = source;
  const { joined, left } = await moveBetweenGroups(tx, {
    userId,
    organizationId,
    in: [...(isNew ? defaultGroups : []), ...mapped.in],
    out: mapped.out,
    at: deps.clock.now(),
  });
  const tell = (type: string, subject: string) =>
    publish(tx, deps.clock, { type, organizationId, subject, facts: { userId } });
  for (const groupId of joined) await tell('identity.group_member_added', groupId);
  for (const groupId of left) await tell('identity.group_member_removed', groupId);
}
