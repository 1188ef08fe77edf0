// Rows of identity.sign_in_challenge: what a browser was asked to bring back, once and soon. Nobody's: most come from people who
// are not known yet.
import { refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { toJson, type Tx } from '../../platform/database.ts';

type ChallengeKind = 'passkey_registration' | 'passkey_sign_in' | 'oidc';

const atMost = 10_000; // whoever begins without end fills no disk: each is gone after minutes
const ofNetworkAtMost = 100; // an office that begins its day; whoever begins without end keeps nobody else from it
const removedAtOnce = 100;

/** Refuses: sign_in_busy. */
export async function insertChallenge(
  tx: Tx,
  challenge: {
    readonly id: string;
    readonly kind: ChallengeKind;
    readonly facts: object;
    readonly network: string;
    readonly now: Instant;
    readonly expiresAt: Instant;
  },
): Promise<void> {
  await tx.query(
    `delete from identity.sign_in_challenge
      where id in (select id from identity.sign_in_challenge where expires_at < $1 limit $2)`,
    [challenge.now.toString(), removedAtOnce],
  );
  await requireRoom(tx, challenge);
  await tx.query(
    'insert into identity.sign_in_challenge (id, kind, facts, network, expires_at) values ($1, $2, $3, $4, $5)',
    [challenge.id, challenge.kind, toJson(challenge.facts), challenge.network, challenge.expiresAt.toString()],
  );
}

/** Whether one more can be begun from this network. Refuses: sign_in_busy. */
export async function requireRoom(
  tx: Tx,
  { network, now }: { readonly network: string; readonly now: Instant },
): Promise<void> {
  const { rows } = await tx.query<{ own: number; all: number }>(
    `select (select count(*)::int from identity.sign_in_challenge where network = $1 and expires_at >= $2) as own,
       (select count(*)::int from identity.sign_in_challenge) as all`,
    [network, now.toString()],
  );
  const [{ own, all } = { own: 0, all: 0 }] = rows;
  if (own >= ofNetworkAtMost || all >= atMost) throw refusal('sign_in_busy');
}

/** Takes a challenge out: it is answered once. `undefined` when there is none, or none any more. */
export async function takeChallenge(
  tx: Tx,
  { id, kind, now }: { readonly id: string; readonly kind: ChallengeKind; readonly now: Instant },
): Promise<unknown> {
  const { rows } = await tx.query<{ facts: unknown }>(
    'delete from identity.sign_in_challenge where id = $1 and kind = $2 and expires_at > $3 returning facts',
    [id, kind, now.toString()],
  );
  return rows[0]?.facts;
}
