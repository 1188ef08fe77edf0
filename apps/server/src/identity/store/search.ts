// Searches by a part of a name or the beginning of an id, the newest first. An organization's people and what they hold are few: each
// search looks through those of one organization.
import type { UserState } from '@argosy/contract/identity/vocabulary';
import { toInstant, type Tx } from '../../platform/database.ts';
import type { Found, Searching } from '../../platform/search.ts';

/** By what they are called too, and by their address; those that were deleted are not found. */
export async function searchUsers(
  tx: Tx,
  asked: Searching,
): Promise<readonly (Found & { readonly state: UserState })[]> {
  const { rows } = await tx.query<{ id: string; name: string; state: UserState; created_at: string }>(
    `select id, case when display_name in ('', name) then name else display_name || ' (' || name || ')' end as name,
            state, created_at
       from identity.app_user
      where organization_id = $1 and state <> 'deleted'
        and (strpos(lower(concat_ws(' ', name, display_name, email)), $2) > 0 or starts_with(id, $2))
      order by id desc limit $3`,
    [asked.organizationId, asked.text, asked.limit],
  );
  return rows.map(({ created_at: at, ...row }) => ({ ...row, at: toInstant(at).toString() }));
}

export const searchGroups = (tx: Tx, asked: Searching): Promise<readonly Found[]> =>
  search(tx, asked, 'identity.user_group');
export const searchRoles = (tx: Tx, asked: Searching): Promise<readonly Found[]> => search(tx, asked, 'identity.role');
export const searchPolicies = (tx: Tx, asked: Searching): Promise<readonly Found[]> =>
  search(tx, asked, 'identity.policy');

/** The table is ours, never a caller's. */
async function search(tx: Tx, { organizationId, text, limit }: Searching, table: string): Promise<readonly Found[]> {
  const { rows } = await tx.query<{ id: string; name: string; created_at: string }>(
    `select id, name, created_at from ${table}
      where organization_id = $1 and (strpos(lower(name), $2) > 0 or starts_with(id, $2))
      order by id desc limit $3`,
    [organizationId, text, limit],
  );
  return rows.map(({ created_at: at, ...row }) => ({ ...row, at: toInstant(at).toString() }));
}
