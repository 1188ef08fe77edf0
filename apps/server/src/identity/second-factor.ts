// Whether a code opens: one of the app, or a recovery code; each once.
import { refusal } from '@argosy/kernel/errors';
import type { Tx } from '../platform/database.ts';
import { SealBroken } from '../platform/sealing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { takeRecoveryCode } from './store/recovery-codes.ts';
import { type SignInUser, takeTotpStep } from './store/sign-in-users.ts';
import { recoveryCodeHash, stepOfCode, withoutBlanks } from './totp.ts';

/** What the secret of a user's second factor is sealed for. */
export const totpRow = (userId: string): string => `${userId} totp`;

export const hasTotp = ({ totp }: SignInUser): boolean => totp?.confirmedAt !== undefined;

/** Uses up the code of a user whose second factor is on; answers whether one is. Refuses: second_factor_needed,
 *  second_factor_wrong. */
export async function requireSecondFactor(
  deps: IdentityDeps,
  tx: Tx,
  { user, code }: { readonly user: SignInUser; readonly code: string | undefined },
): Promise<boolean> {
  if (!hasTotp(user)) return false;
  if (code === undefined) throw refusal('second_factor_needed');
  const { id: userId, organizationId } = user;
  const taken =
    (await takeTotpCode(deps, tx, { user, code })) ||
    (await takeRecoveryCode(tx, { userId, organizationId, hash: recoveryCodeHash(code), at: deps.clock.now() }));
  if (!taken) throw refusal('second_factor_wrong');
  return true;
}

/** Uses a code of the app up, also of a second factor that is only begun; false when it is none. */
export async function takeTotpCode(
  { clock, log, sealer }: IdentityDeps,
  tx: Tx,
  { user, code }: { readonly user: SignInUser; readonly code: string },
): Promise<boolean> {
  if (!user.totp) return false;
  let secret: string;
  try {
    secret = sealer.unseal(user.totp.sealedSecret, totpRow(user.id));
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    log.error({ err: error, userId: user.id }, 'the secret of a second factor cannot be unsealed'); // recovery codes still open
    return false;
  }
  const step = stepOfCode(withoutBlanks(code), { secret, lastStep: user.totp.lastStep, now: clock.now() });
  return step !== undefined && takeTotpStep(tx, { ...user, step });
}
