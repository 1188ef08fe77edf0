// Rows of identity.external_identity: which user a sign-in source means by a subject; and what a source makes of users.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant } from '../../platform/database.ts';

export interface ExternalIdentity {
  readonly sourceId: string;
  readonly subject: string;
  readonly userId: string;
  readonly organizationId: string;
}

/** Links a subject to a user; `taken` when it is another's, or the user has another there. */
export async function insertExternalIdentity(
  tx: Tx,
  { sourceId, subject, userId, organizationId, at }: ExternalIdentity & { readonly at: Instant },
): Promise<'inserted' | 'taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.external_identity (source_id, subject, user_id, organization_id, created_at)
     select $1, $2, $3, $4, $5
      where not exists (select from identity.external_identity where source_id = $1 and user_id = $3)
     on conflict do nothing`,
    [sourceId, subject, userId, organizationId, at.toString()],
  );
  return rowCount === 1 ? 'inserted' : 'taken';
}

/** The user whom a source of an organization means; `undefined` when nobody is linked. */
export async function findUserOfSubject(
  tx: Tx,
  { sourceId, subject, organizationId }: Omit<ExternalIdentity, 'userId'>,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ user_id: string }>(
    'select user_id from identity.external_identity where source_id = $1 and subject = $2 and organization_id = $3',
    [sourceId, subject, organizationId],
  );
  return rows[0]?.user_id;
}

/** Takes the user's link to a source away; false when there is none. */
export async function deleteExternalIdentity(
  tx: Tx,
  { sourceId, userId, organizationId }: Omit<ExternalIdentity, 'subject'>,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'delete from identity.external_identity where source_id = $1 and user_id = $2 and organization_id = $3',
    [sourceId, userId, organizationId],
  );
  return rowCount === 1;
}

/** Takes all links to a source away. */
export async function deleteExternalIdentities(
  tx: Tx,
  { sourceId, organizationId }: Pick<ExternalIdentity, 'sourceId' | 'organizationId'>,
): Promise<void> {
  await tx.query('delete from identity.external_identity where source_id = $1 and organization_id = $2', [
    sourceId,
    organizationId,
  ]);
}

/** Who vouches for a user. */
export async function listSourcesOfUser(
  tx: Tx,
  { userId, organizationId }: Pick<ExternalIdentity, 'userId' | 'organizationId'>,
): Promise<readonly { readonly sourceId: string; readonly name: string; readonly linkedAt: Instant }[]> {
  const { rows } = await tx.query<{ id: string; name: string; created_at: string }>(
    `select source.id, source.name, identity.created_at
       from identity.external_identity as identity join identity.sign_in_source as source on source.id = source_id
      where user_id = $1 and identity.organization_id = $2 order by source.name limit 100`,
    [userId, organizationId],
  );
  return rows.map((row) => ({ sourceId: row.id, name: row.name, linkedAt: toInstant(row.created_at) }));
}

/** Makes a user of whom a source has vouched for; `name_taken` when somebody in the organization has the name. */
export async function insertVouchedUser(
  tx: Tx,
  user: {
    readonly id: string;
    readonly organizationId: string;
    readonly name: string;
    readonly displayName: string;
    readonly email: string | undefined;
    readonly at: Instant;
  },
): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.app_user (id, organization_id, name, display_name, email, is_owner, state, created_at)
     values ($1, $2, $3, $4, $5, false, 'active', $6) on conflict do nothing`,
    [user.id, user.organizationId, user.name, user.displayName, user.email, user.at.toString()],
  );
  return rowCount === 1 ? 'inserted' : 'name_taken';
}

/** Puts the user into groups and takes them out of others; of groups that are gone, nothing is said. Answers with the groups in which
 *  that changed something. */
export async function moveBetweenGroups(
  tx: Tx,
  moved: {
    readonly userId: string;
    readonly organizationId: string;
    readonly in: readonly string[];
    readonly out: readonly string[];
    readonly at: Instant;
  },
): Promise<{ readonly joined: readonly string[]; readonly left: readonly string[] }> {
  const joined = await tx.query<{ group_id: string }>(
    `insert into identity.group_member (group_id, user_id, organization_id, added_at)
     select id, $1, $2, $4 from identity.user_group where id = any($3) and organization_id = $2
     on conflict do nothing returning group_id`,
    [moved.userId, moved.organizationId, moved.in, moved.at.toString()],
  );
  const left = await tx.query<{ group_id: string }>(
    `delete from identity.group_member
      where user_id = $1 and organization_id = $2 and group_id = any($3) returning group_id`,
    [moved.userId, moved.organizationId, moved.out],
  );
  const groupsIn = ({ rows }: typeof joined) => rows.map((row) => row.group_id);
  return { joined: groupsIn(joined), left: groupsIn(left) };
}
