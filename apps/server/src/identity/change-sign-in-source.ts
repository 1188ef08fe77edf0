// Making, changing and deleting sign-in sources. Their secrets go in sealed, and never come out but to the source itself.
import { refusal } from '@argosy/kernel/errors';
import type { LdapSettings, OidcSettings } from '@argosy/contract/identity/sign-in-sources';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { isLoopback } from '../platform/http/hosts.ts';
import { problemOfFilter } from './ask-directory.ts';
import { clearAddressOf } from './domain/vouching.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayActAsAnybody } from './may-give.ts';
import { deleteExternalIdentities } from './store/external-identities.ts';
import {
  deleteSource,
  findMissingGroup,
  insertSource,
  isProviderOrganization,
  lockSources,
  type SignInSource,
  updateSource,
} from './store/sign-in-sources.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldSource } from './told-changes.ts';

export interface SourceInput {
  readonly name: string;
  readonly oidc?: OidcSettings | undefined;
  readonly ldap?: LdapSettings | undefined;
  readonly secret?: string | undefined;
  readonly makesUsers: boolean;
  readonly defaultGroups: readonly string[];
  readonly groupMap: Readonly<Record<string, string>>;
  readonly isEnabled: boolean;
}

/** A page where people sign in shows them all. */
const sourcesAtMost = 20;

/** What the secret of a source is sealed for. */
export const secretRow = (sourceId: string): string => `${sourceId} secret`;

/** Refuses: gives_more_than_held, sign_in_source_filter_unreadable, sign_in_source_insecure, sign_in_source_group_unknown,
 *  sign_in_source_limit, sign_in_source_name_taken. */
export async function createSignInSource(
  deps: IdentityDeps,
  caller: Caller,
  input: SourceInput,
): Promise<SignInSource> {
  requireMayActAsAnybody(caller);
  return changing(deps, caller, {
    fact: 'identity.sign_in_source_created',
    async body(tx) {
      const { organizationId } = caller;
      await requireFit(tx, organizationId, input);
      if ((await lockSources(tx, organizationId)).length >= sourcesAtMost)
        throw refusal('sign_in_source_limit', { limit: sourcesAtMost });
      const id = deps.newId('sign_in_source');
      const source: SignInSource = {
        id,
        organizationId,
        ...written(input),
        sealedSecret: input.secret === undefined ? undefined : deps.sealer.seal(input.secret, secretRow(id)),
        createdAt: deps.clock.now(),
      };
      if ((await insertSource(tx, source)) === 'name_taken')
        throw refusal('sign_in_source_name_taken', { name: input.name });
      noteChanges(tx, { after: toldSource(source) });
      return source;
    },
  });
}

/** Changes all of a source but its kind; a secret that is not given stays. Another issuer is somebody else, who may call other people
 *  by the same subjects, and so is a directory read by another attribute: then nobody is linked any more. Refuses:
 *  sign_in_source_not_found, sign_in_source_kind_fixed, sign_in_source_secret_needed, and what making one does. */
export async function updateSignInSource(
  deps: IdentityDeps,
  caller: Caller,
  { sourceId, ...input }: SourceInput & { readonly sourceId: string },
): Promise<SignInSource> {
  requireMayActAsAnybody(caller);
  return changing(deps, caller, {
    fact: 'identity.sign_in_source_updated',
    async body(tx) {
      const { organizationId } = caller;
      const before = (await lockSources(tx, organizationId)).find(({ id }) => id === sourceId);
      if (!before) throw refusal('sign_in_source_not_found', { sourceId });
      const after = written(input);
      if (after.kind !== before.kind) throw refusal('sign_in_source_kind_fixed', { kind: before.kind });
      await requireFit(tx, organizationId, input);
      // Whoever may change the address must not learn the secret by having it sent to one of theirs.
      if (before.sealedSecret && input.secret === undefined && addressOf(before.settings) !== addressOf(input))
        throw refusal('sign_in_source_secret_needed');
      const source: SignInSource = {
        ...before,
        ...after,
        sealedSecret:
          input.secret === undefined ? before.sealedSecret : deps.sealer.seal(input.secret, secretRow(sourceId)),
      };
      if ((await updateSource(tx, source)) === 'name_taken')
        throw refusal('sign_in_source_name_taken', { name: input.name });
      if (callsPeopleBy(before.settings) !== callsPeopleBy(input))
        await deleteExternalIdentities(tx, { sourceId, organizationId });
      noteChanges(tx, {
        before: toldSource(before),
        after: toldSource(source, { isNewSecret: input.secret !== undefined }),
      });
      return source;
    },
  });
}

/** Refuses: sign_in_source_not_found. */
export async function deleteSignInSource(deps: IdentityDeps, caller: Caller, sourceId: string): Promise<SignInSource> {
  return changing(deps, caller, {
    fact: 'identity.sign_in_source_deleted',
    async body(tx) {
      const { organizationId } = caller;
      const source = await deleteSource(tx, { id: sourceId, organizationId });
      if (!source) throw refusal('sign_in_source_not_found', { sourceId });
      noteChanges(tx, { before: toldSource(source) });
      return source;
    },
  });
}

const written = ({ name, oidc, ldap, makesUsers, defaultGroups, groupMap, isEnabled }: SourceInput) => ({
  kind: oidc ? ('oidc' as const) : ('ldap' as const),
  name,
  settings: { oidc, ldap, defaultGroups, groupMap },
  makesUsers,
  isEnabled,
});

/** What makes one subject the same person. */
const callsPeopleBy = ({ oidc, ldap }: Pick<SourceInput, 'oidc' | 'ldap'>): string | undefined =>
  oidc?.issuer ?? ldap?.subjectAttribute;

const addressOf = ({ oidc, ldap }: Pick<SourceInput, 'oidc' | 'ldap'>): string | undefined => oidc?.issuer ?? ldap?.url;

/** Refuses: sign_in_source_filter_unreadable, sign_in_source_insecure, sign_in_source_group_unknown. */
async function requireFit(tx: Tx, organizationId: string, input: SourceInput): Promise<void> {
  const problem = input.ldap && problemOfFilter(input.ldap.filter);
  if (problem !== undefined) throw refusal('sign_in_source_filter_unreadable', { problem });
  const clear = clearAddressOf(input);
  const isOwnMachine = clear !== undefined && isLoopback(clear.hostname.replace(/^\[|\]$/g, ''));
  if (clear && !(isOwnMachine && (await isProviderOrganization(tx, organizationId))))
    throw refusal('sign_in_source_insecure', { url: clear.href });
  const groupIds = [...input.defaultGroups, ...Object.values(input.groupMap)];
  const missing = await findMissingGroup(tx, { organizationId, groupIds });
  if (missing !== undefined) throw refusal('sign_in_source_group_unknown', { groupId: missing });
}
