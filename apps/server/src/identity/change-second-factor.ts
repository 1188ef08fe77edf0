// The second factor of a user, on and off. What is shown here is shown once: the secret to the app, the recovery codes to paper.
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayActAs } from './may-give.ts';
import { hasTotp, requireSecondFactor, takeTotpCode, totpRow } from './second-factor.ts';
import { accountOf, countAttempt } from './sign-in-attempts.ts';
import { replaceRecoveryCodes } from './store/recovery-codes.ts';
import { confirmSession } from './store/sessions.ts';
import { confirmTotp, lockSignInUser, type SignInUser, updateTotp } from './store/sign-in-users.ts';
import { newRecoveryCodes, newTotpSecret, recoveryCodeHash, totpUri } from './totp.ts';
import { noteChanges } from '../platform/transaction.ts';

/** Makes the secret of the caller's second factor; until a code of it was given it is not asked for. Refuses: totp_on. */
export async function beginTotp(deps: IdentityDeps, caller: Caller): Promise<{ secret: string; uri: string }> {
  return deps.transaction(caller, async (tx) => {
    const user = await lockOwn(tx, caller);
    if (hasTotp(user)) throw refusal('totp_on');
    const secret = newTotpSecret();
    await updateTotp(tx, { ...user, sealedSecret: deps.sealer.seal(secret, totpRow(user.id)) });
    return { secret, uri: totpUri(secret, `${user.name}@${user.organizationAlias}`) };
  });
}

/** Turns the second factor on; answers with the recovery codes. Refuses: totp_on, totp_not_begun, second_factor_wrong,
 *  sign_in_locked. */
export async function confirmOwnTotp(deps: IdentityDeps, caller: Caller, code: string): Promise<readonly string[]> {
  const { organizationId, userId, sessionId } = caller;
  invariant(userId !== undefined && sessionId !== undefined, 'who has a second factor has a session');
  const attempt = await countAttempt(deps, { account: accountOf(userId), address: caller.address });
  const codes = await deps.transaction(caller, async (tx) => {
    const user = await lockOwn(tx, caller);
    if (hasTotp(user)) throw refusal('totp_on');
    if (!user.totp) throw refusal('totp_not_begun');
    if (!(await takeTotpCode(deps, tx, { user, code }))) throw refusal('second_factor_wrong');
    const at = deps.clock.now();
    await confirmTotp(tx, { ...user, at });
    noteChanges(tx, { before: { secondFactor: 'off' }, after: { secondFactor: 'on' } });
    await confirmSession(tx, { id: sessionId, userId, organizationId, at, hasSecondFactor: true });
    await tellOfUser(tx, deps, 'identity.totp_confirmed', { organizationId, userId, name: user.name });
    return renew(tx, user);
  });
  await attempt.succeed();
  deps.authenticator.forget();
  return codes;
}

/** Turns a second factor off: the caller's own with a code of it, or that of a user who has lost it. Half of what opens an account
 *  goes with it: nobody takes it from who may more than they do. Refuses: user_not_found, owner_only, gives_more_than_held, totp_off,
 *  second_factor_needed, second_factor_wrong, sign_in_locked. */
export async function removeTotp(
  deps: IdentityDeps,
  caller: Caller,
  { userId = caller.userId, code }: { readonly userId?: string | undefined; readonly code?: string | undefined },
): Promise<SignInUser> {
  invariant(userId !== undefined, 'who has a second factor is a user');
  const isOwn = userId === caller.userId;
  if (isOwn && code === undefined) throw refusal('second_factor_needed');
  const attempt = isOwn ? await countAttempt(deps, { account: accountOf(userId), address: caller.address }) : undefined;
  const user = await deps.transaction(caller, async (tx) => {
    const { organizationId } = caller;
    const user = await lockSignInUser(tx, { id: userId, organizationId });
    if (!user) throw refusal('user_not_found', { userId });
    if (user.isOwner && !isOwn) throw refusal('owner_only');
    await requireMayActAs(tx, caller, user);
    if (!hasTotp(user)) throw refusal('totp_off');
    if (isOwn) await requireSecondFactor(deps, tx, { user, code });
    await updateTotp(tx, { ...user, sealedSecret: undefined });
    noteChanges(tx, { before: { secondFactor: 'on' }, after: { secondFactor: 'off' } });
    await replaceRecoveryCodes(tx, { userId, organizationId, hashes: [] });
    await tellOfUser(tx, deps, 'identity.totp_removed', { organizationId, userId, name: user.name });
    return { ...user, totp: undefined };
  });
  await attempt?.succeed();
  return user;
}

/** New recovery codes in place of the caller's. Refuses: totp_off. */
export async function renewRecoveryCodes(deps: IdentityDeps, caller: Caller): Promise<readonly string[]> {
  return deps.transaction(caller, async (tx) => {
    const user = await lockOwn(tx, caller);
    if (!hasTotp(user)) throw refusal('totp_off');
    noteChanges(tx, { after: { recoveryCodes: 'made anew' } });
    const { organizationId, id: userId, name } = user;
    await tellOfUser(tx, deps, 'identity.recovery_code_renewed', { organizationId, userId, name });
    return renew(tx, user);
  });
}

async function renew(tx: Tx, { id: userId, organizationId }: SignInUser): Promise<readonly string[]> {
  const codes = newRecoveryCodes();
  await replaceRecoveryCodes(tx, { userId, organizationId, hashes: codes.map(recoveryCodeHash) });
  return codes;
}

async function lockOwn(tx: Tx, { organizationId, userId }: Caller): Promise<SignInUser> {
  invariant(userId !== undefined, 'who has a second factor is a user');
  const user = await lockSignInUser(tx, { id: userId, organizationId });
  if (!user) throw refusal('session_ended');
  return user;
}
