// Rows of identity.user_group and identity.group_member.
import type { UserState } from '@argosy/contract/identity/vocabulary';
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant } from '../../platform/database.ts';

export interface Group {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string;
  readonly memberCount: number;
  readonly createdAt: Instant;
}

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly description: string;
  readonly members: string;
  readonly created_at: string;
}

const selected = `select id, organization_id, name, description, created_at,
    (select count(*) from identity.group_member where group_id = user_group.id) as members
  from identity.user_group`;

const fromRow = (row: Row): Group => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  description: row.description,
  memberCount: Number(row.members),
  createdAt: toInstant(row.created_at),
});

type Which = Pick<Group, 'id' | 'organizationId'>;

export async function insertGroup(tx: Tx, group: Omit<Group, 'memberCount'>): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.user_group (id, organization_id, name, description, created_at)
     values ($1, $2, $3, $4, $5) on conflict (organization_id, name) do nothing`,
    [group.id, group.organizationId, group.name, group.description, group.createdAt.toString()],
  );
  return rowCount === 1 ? 'inserted' : 'name_taken';
}

export async function findGroup(tx: Tx, organizationId: string, idOrName: string): Promise<Group | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where organization_id = $1 and (id = $2 or name = $2) order by id = $2 desc limit 1`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Newest first, those before `cursor`. */
export async function listGroups(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly text?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly Group[]> {
  const { rows } = await tx.query<Row>(
    `${selected}
      where organization_id = $1 and ($2::text is null or strpos(lower(name || ' ' || description), lower($2)) > 0)
        and ($3::text is null or id < $3)
      order by id desc limit $4`,
    [asked.organizationId, asked.text ?? null, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** What is absent stays. */
export async function updateGroup(
  tx: Tx,
  { id, organizationId }: Which,
  changes: { readonly name?: string | undefined; readonly description?: string | undefined },
): Promise<'updated' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `update identity.user_group set name = coalesce($3, name), description = coalesce($4, description)
      where id = $1 and organization_id = $2
        and not exists (select from identity.user_group as other
          where other.organization_id = $2 and other.name = $3 and other.id <> $1)`,
    [id, organizationId, changes.name ?? null, changes.description ?? null],
  );
  return rowCount === 1 ? 'updated' : 'name_taken';
}

/** With its memberships and attachments, which go with the row, and what trusts it. */
export async function deleteGroup(tx: Tx, { id, organizationId }: Which): Promise<void> {
  await tx.query(
    `update identity.role set trusted = array_remove(trusted, $1) where organization_id = $2 and $1 = any (trusted)`,
    [id, organizationId],
  );
  await tx.query('delete from identity.user_group where id = $1 and organization_id = $2', [id, organizationId]);
}

// --- members -------------------------------------------------------------------------------------------------------

export interface GroupMember {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly state: UserState;
  readonly addedAt: Instant;
}

type Membership = { readonly organizationId: string; readonly groupId: string; readonly userId: string };

/** Nothing is changed where they belong to it already. */
export async function insertMember(tx: Tx, member: Membership & { readonly at: Instant }): Promise<void> {
  await tx.query(
    `insert into identity.group_member (group_id, user_id, organization_id, added_at)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [member.groupId, member.userId, member.organizationId, member.at.toString()],
  );
}

export async function deleteMember(tx: Tx, member: Membership): Promise<'deleted' | 'not_a_member'> {
  const { rowCount } = await tx.query(
    'delete from identity.group_member where group_id = $1 and user_id = $2 and organization_id = $3',
    [member.groupId, member.userId, member.organizationId],
  );
  return rowCount === 1 ? 'deleted' : 'not_a_member';
}

/** Those who were made first, first. */
export async function listMembers(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly groupId: string;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly GroupMember[]> {
  const { rows } = await tx.query<{
    id: string;
    name: string;
    display_name: string;
    state: UserState;
    added_at: string;
  }>(
    `select app_user.id, name, display_name, state, added_at
       from identity.group_member join identity.app_user on app_user.id = user_id
      where group_member.organization_id = $1 and group_id = $2 and ($3::text is null or user_id > $3)
      order by user_id limit $4`,
    [asked.organizationId, asked.groupId, asked.cursor ?? null, asked.limit],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    state: row.state,
    addedAt: toInstant(row.added_at),
  }));
}

/** A user's groups by name; ten at most. */
export async function groupsOf(tx: Tx, whose: Omit<Membership, 'groupId'>): Promise<readonly GroupName[]> {
  return (await groupsOfEach(tx, [whose]))[0] ?? [];
}

interface GroupName {
  readonly id: string;
  readonly name: string;
}

/** The same of each. */
export async function groupsOfEach(
  tx: Tx,
  asked: readonly Omit<Membership, 'groupId'>[],
): Promise<readonly (readonly GroupName[])[]> {
  const { rows } = await tx.query<GroupName & { place: string }>(
    `select asked.place, user_group.id, name
       from unnest($1::text[], $2::text[]) with ordinality as asked (user_id, organization_id, place)
       join identity.group_member
         on group_member.user_id = asked.user_id and group_member.organization_id = asked.organization_id
       join identity.user_group on user_group.id = group_id
      order by name`,
    [asked.map(({ userId }) => userId), asked.map(({ organizationId }) => organizationId)],
  );
  const byPlace = Map.groupBy(rows, ({ place }) => Number(place) - 1);
  return asked.map((_, index) => (byPlace.get(index) ?? []).map(({ id, name }) => ({ id, name })));
}
