// What the audit trail tells of people, policies and keys before and after a change: what a reader would ask for. Here, in one
// place, so that it can be seen that no secret is among it: neither a password nor what is sealed, nor a token or its hash.
import type { AccessKey } from './store/access-keys.ts';
import type { Contact } from './store/contacts.ts';
import type { Group } from './store/groups.ts';
import type { Organization } from './store/organizations.ts';
import type { Passkey } from './store/passkeys.ts';
import type { OwnPolicy } from './store/policies.ts';
import type { Role } from './store/roles.ts';
import type { Session } from './store/sessions.ts';
import type { SignInSource } from './store/sign-in-sources.ts';
import type { UserAccount } from './store/user-accounts.ts';

type Values = Readonly<Record<string, unknown>>;
interface Named {
  readonly name: string;
}

export const toldUser = ({ name, displayName, email, language, state }: UserAccount): Values => ({
  name,
  displayName,
  email,
  language,
  state,
});

export const toldGroup = ({ name, description }: Group): Values => ({ name, description });

export const toldRole = ({ name, description, trusted, maxSessionSeconds }: Role): Values => ({
  name,
  description,
  trusted: trusted.map((each) => ({ kind: each.kind, id: each.id, name: each.name })),
  maxSessionSeconds,
});

export const toldPolicy = ({
  name,
  description,
  defaultVersion,
  document,
}: Pick<OwnPolicy, 'name' | 'description' | 'defaultVersion' | 'document'>): Values => ({
  name,
  description,
  defaultVersion,
  document,
});

export const toldContact = ({ kind, name, phone, email, note }: Contact): Values => ({
  kind,
  name,
  phone,
  email,
  note,
});

export const toldOrganization = ({ name, alias, timeZone, mayBeReference, owner }: Organization): Values => ({
  name,
  alias,
  timeZone,
  mayBeReference,
  owner: { id: owner.id, name: owner.name },
});

type ToldKey = Pick<AccessKey, 'userId' | 'description' | 'permissions' | 'role'> & Partial<AccessKey>;

export const toldKey = ({ userId, description, permissions, role, disabledAt }: ToldKey): Values => ({
  userId,
  description,
  permissions,
  state: disabledAt ? 'disabled' : 'active',
  ...(role && { roleId: role.roleId, expiresAt: role.expiresAt.toString(), sessionPolicy: role.sessionPolicy }),
});

export const toldSession = ({ userId, method, address, userAgent, endedAt }: Session): Values => ({
  userId,
  method,
  address,
  userAgent,
  state: endedAt ? 'ended' : 'open',
});

export const toldPasskey = ({ name }: Passkey): Values => ({ name });

/** The secret by whether there is one, and whether it was given anew. */
export const toldSource = (
  { kind, name, settings, makesUsers, isEnabled, sealedSecret }: SignInSource,
  { isNewSecret }: { readonly isNewSecret: boolean } = { isNewSecret: false },
): Values => ({
  kind,
  name,
  ...settings,
  makesUsers,
  isEnabled,
  secret: sealedSecret === undefined ? 'none' : isNewSecret ? 'given anew' : 'kept',
});

/** Names alone: their ids stand in their own entries. */
export const namesOf = (things: readonly Named[]): readonly string[] => things.map(({ name }) => name).toSorted();
