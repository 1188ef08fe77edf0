// Binds the operations on users, groups, roles and contacts to their use cases.
import type * as z from 'zod';
import {
  contactCreate,
  contactDelete,
  contactGet,
  contactHistory,
  contactList,
  type ContactView,
  contactUpdate,
  groupCreate,
  groupDelete,
  type groupDetailView,
  groupGet,
  groupList,
  groupMemberAdd,
  groupMemberList,
  groupMemberRemove,
  type GroupMemberView,
  groupUpdate,
  type GroupView,
  type heldPolicy,
  profileUpdate,
  roleAssume,
  roleCreate,
  roleDelete,
  type roleDetailView,
  roleGet,
  type roleKeyView,
  roleList,
  roleUpdate,
  type RoleView,
  userCreate,
  userDelete,
  type UserDetailView,
  userGet,
  userList,
  userUpdate,
  type UserView,
} from '@argosy/contract/identity/people';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { addGroupMember } from '../add-group-member.ts';
import { assumeRole } from '../assume-role.ts';
import { createContact, deleteContact, updateContact } from '../change-contacts.ts';
import { createGroup } from '../create-group.ts';
import { createRole } from '../create-role.ts';
import { createUser } from '../create-user.ts';
import { deleteGroup } from '../delete-group.ts';
import { deleteRole } from '../delete-role.ts';
import { deleteUser } from '../delete-user.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import {
  type GroupDetails,
  readGroup,
  readRole,
  readUser,
  type RoleDetails,
  type UserDetails,
} from '../read-people.ts';
import { removeGroupMember } from '../remove-group-member.ts';
import { requireGroup } from '../require-found.ts';
import { findAccessKey, type RoleOfKey } from '../store/access-keys.ts';
import { type Contact, contactRows, findContact, listContacts } from '../store/contacts.ts';
import { type Group, type GroupMember, listGroups, listMembers } from '../store/groups.ts';
import type { HeldPolicy } from '../store/policy-attachments.ts';
import { findRole, listRoles, type Role } from '../store/roles.ts';
import { findUser, listUsers, type UserAccount } from '../store/user-accounts.ts';
import { updateGroup } from '../update-group.ts';
import { updateProfile } from '../update-profile.ts';
import { updateRole } from '../update-role.ts';
import { updateUser } from '../update-user.ts';
import { toPage } from './pages.ts';

export function peopleRoutes(deps: IdentityDeps): readonly Binding[] {
  return [...userRoutes(deps), ...groupRoutes(deps), ...roleRoutes(deps), ...contactRoutes(deps)];
}

function userRoutes(deps: IdentityDeps): readonly Binding[] {
  const detailed = async (caller: Caller, userId: string) =>
    toUserDetailView(await deps.read(caller, (tx) => readUser(tx, caller.organizationId, userId)));
  /** Also one that was deleted: that is what happened to it. */
  const present = async (caller: Caller, userId: string) => {
    const user = await deps.read(caller, (tx) => findUser(tx, caller.organizationId, userId));
    if (!user) throw refusal('user_not_found', { userId });
    return toUserView(user);
  };
  return [
    bind(userCreate, async ({ caller, body }) => toUserDetailView(await createUser(deps, caller, body)), {
      present: detailed,
    }),
    bind(userList, async ({ caller, query }) => {
      const { organizationId } = caller;
      const users = await deps.read(caller, (tx) =>
        listUsers(tx, { ...query, organizationId, limit: query.limit + 1 }),
      );
      return toPage(users, query.limit, toUserView);
    }),
    bind(userGet, ({ caller, params }) => detailed(caller, params.userId)),
    bind(
      userUpdate,
      async ({ caller, params, body }) => toUserDetailView(await updateUser(deps, caller, { ...params, ...body })),
      { present: detailed },
    ),
    bind(userDelete, async ({ caller, params }) => toUserView(await deleteUser(deps, caller, params.userId)), {
      present,
    }),
    bind(profileUpdate, async ({ caller, body }) => toUserView(await updateProfile(deps, caller, body)), { present }),
  ];
}

function groupRoutes(deps: IdentityDeps): readonly Binding[] {
  const present = async (caller: Caller, groupId: string) =>
    toGroupDetailView(await deps.read(caller, (tx) => readGroup(tx, caller.organizationId, groupId)));
  return [
    bind(groupCreate, async ({ caller, body }) => toGroupDetailView(await createGroup(deps, caller, body)), {
      present,
    }),
    bind(groupList, async ({ caller, query }) => {
      const { organizationId } = caller;
      const groups = await deps.read(caller, (tx) =>
        listGroups(tx, { ...query, organizationId, limit: query.limit + 1 }),
      );
      return toPage(groups, query.limit, toGroupView);
    }),
    bind(groupGet, ({ caller, params }) => present(caller, params.groupId)),
    bind(
      groupUpdate,
      async ({ caller, params, body }) => toGroupDetailView(await updateGroup(deps, caller, { ...params, ...body })),
      { present },
    ),
    bind(groupDelete, async ({ caller, params }) => void (await deleteGroup(deps, caller, params.groupId)), {
      present: gone,
    }),
    bind(groupMemberList, async ({ caller, params, query }) => {
      const { organizationId } = caller;
      const members = await deps.read(caller, async (tx) => {
        const { id: groupId } = await requireGroup(tx, organizationId, params.groupId);
        return listMembers(tx, { ...query, organizationId, groupId, limit: query.limit + 1 });
      });
      return toPage(members, query.limit, toMemberView);
    }),
    bind(groupMemberAdd, async ({ caller, params }) => toGroupDetailView(await addGroupMember(deps, caller, params)), {
      present,
    }),
    bind(
      groupMemberRemove,
      async ({ caller, params }) => toGroupDetailView(await removeGroupMember(deps, caller, params)),
      { present },
    ),
  ];
}

function roleRoutes(deps: IdentityDeps): readonly Binding[] {
  const present = async (caller: Caller, roleId: string) =>
    toRoleDetailView(await deps.read(caller, (tx) => readRole(tx, caller.organizationId, roleId)));
  /** The key that a request gave out before: without the secret, which was told once. */
  const presentKey = async (caller: Caller, accessKeyId: string): Promise<RoleKeyView> => {
    const { organizationId } = caller;
    return deps.read(caller, async (tx) => {
      const key = await findAccessKey(tx, { organizationId, id: accessKeyId });
      const role = key?.role && (await findRole(tx, organizationId, key.role.roleId));
      if (!key?.role || !role) throw refusal('access_key_not_found', { accessKeyId });
      return toRoleKeyView({ ...key.role, id: key.id, roleName: role.name });
    });
  };
  return [
    bind(roleCreate, async ({ caller, body }) => toRoleDetailView(await createRole(deps, caller, body)), { present }),
    bind(roleList, async ({ caller, query }) => {
      const { organizationId } = caller;
      const roles = await deps.read(caller, (tx) =>
        listRoles(tx, { ...query, organizationId, limit: query.limit + 1 }),
      );
      return toPage(roles, query.limit, toRoleView);
    }),
    bind(roleGet, ({ caller, params }) => present(caller, params.roleId)),
    bind(
      roleUpdate,
      async ({ caller, params, body }) => toRoleDetailView(await updateRole(deps, caller, { ...params, ...body })),
      { present },
    ),
    bind(roleDelete, async ({ caller, params }) => void (await deleteRole(deps, caller, params.roleId)), {
      present: gone,
    }),
    bind(
      roleAssume,
      async ({ caller, params, body }) => {
        const { text, ...key } = await assumeRole(deps, caller, { ...params, ...body });
        return { ...toRoleKeyView(key), secret: text };
      },
      { present: presentKey },
    ),
  ];
}

function contactRoutes(deps: IdentityDeps): readonly Binding[] {
  /** Also one that has ended: what it was last. */
  const present = async (caller: Caller, contactId: string) => {
    const { organizationId } = caller;
    const contact = await deps.read(caller, (tx) => findContact(tx, { id: contactId, organizationId }));
    if (!contact) throw refusal('contact_not_found', { contactId });
    return toContactView(contact);
  };
  return [
    bind(contactCreate, async ({ caller, body }) => toContactView(await createContact(deps, caller, body)), {
      present,
    }),
    bind(contactList, async ({ caller, query }) => {
      const { organizationId } = caller;
      const contacts = await deps.read(caller, (tx) =>
        listContacts(tx, { ...query, organizationId, limit: query.limit + 1 }),
      );
      return toPage(contacts, query.limit, toContactView);
    }),
    bind(contactGet, ({ caller, params }) => present(caller, params.contactId)),
    bind(
      contactUpdate,
      async ({ caller, params, body }) => toContactView(await updateContact(deps, caller, { ...params, ...body })),
      { present },
    ),
    bind(
      contactDelete,
      async ({ caller, params }) => toContactView(await deleteContact(deps, caller, params.contactId)),
      { present },
    ),
    bind(contactHistory, async ({ caller, params: { contactId }, query }) => {
      await present(caller, contactId);
      const { organizationId } = caller;
      const rows = await deps.read(caller, (tx) =>
        contactRows(tx, { ...query, id: contactId, organizationId, limit: query.limit + 1 }),
      );
      const items = rows.slice(0, query.limit).map(toContactView);
      const last = rows.length > query.limit ? items.at(-1) : undefined;
      return { items, ...(last && { cursor: last.validFrom }) };
    }),
  ];
}

/** What was deleted is not shown again. */
const gone = async (): Promise<undefined> => undefined;

type RoleKeyView = z.infer<typeof roleKeyView>;

const toHeldPolicy = ({ id, name, kind }: HeldPolicy): z.infer<typeof heldPolicy> => ({ id, name, kind });

const toUserView = ({
  id,
  name,
  displayName,
  email,
  language,
  state,
  isOwner,
  hasSecondFactor,
  createdAt,
  lastSeenAt,
}: UserAccount): UserView => ({
  id,
  name,
  displayName,
  ...(email !== undefined && { email }),
  ...(language && { language }),
  state,
  isOwner,
  hasSecondFactor,
  createdAt: createdAt.toString(),
  ...(lastSeenAt && { lastSeenAt: lastSeenAt.toString() }),
});

const toUserDetailView = ({ groups, policies, ...user }: UserDetails): UserDetailView => ({
  ...toUserView(user),
  groups: [...groups],
  policies: policies.map(toHeldPolicy),
});

const toGroupView = ({ id, name, description, memberCount, createdAt }: Group): GroupView => ({
  id,
  name,
  description,
  memberCount,
  createdAt: createdAt.toString(),
});

const toGroupDetailView = ({ policies, ...group }: GroupDetails): z.infer<typeof groupDetailView> => ({
  ...toGroupView(group),
  policies: policies.map(toHeldPolicy),
});

const toMemberView = ({ addedAt, ...member }: GroupMember): GroupMemberView => ({
  ...member,
  addedAt: addedAt.toString(),
});

const toRoleView = ({ id, name, description, trusted, maxSessionSeconds, createdAt }: Role): RoleView => ({
  id,
  name,
  description,
  trusted: [...trusted],
  maxSessionSeconds,
  createdAt: createdAt.toString(),
});

const toRoleDetailView = ({ policies, ...role }: RoleDetails): z.infer<typeof roleDetailView> => ({
  ...toRoleView(role),
  policies: policies.map(toHeldPolicy),
});

const toRoleKeyView = ({
  id,
  roleId,
  roleName,
  expiresAt,
}: RoleOfKey & { readonly id: string; readonly roleName: string }): RoleKeyView => ({
  id,
  roleId,
  roleName,
  expiresAt: expiresAt.toString(),
});

const toContactView = ({
  id,
  kind,
  name,
  phone,
  email,
  note,
  validFrom,
  validUntil,
  changedBy,
}: Contact): ContactView => ({
  id,
  kind,
  name,
  phone,
  email,
  note,
  validFrom: validFrom.toString(),
  ...(validUntil && { validUntil: validUntil.toString() }),
  ...(changedBy !== undefined && { changedBy }),
});
