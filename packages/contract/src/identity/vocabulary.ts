// The words of identity that travel: states and kinds, and the form of names. A browser has them without the schemas.

/** invited: has not signed in yet · suspended: nothing of theirs works · deleted: kept for the trail alone */
export const userStates = ['invited', 'active', 'suspended', 'deleted'] as const;
export type UserState = (typeof userStates)[number];

export const languages = ['en', 'zh'] as const;

/** What a user signs in with. */
export const userNameForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;
/** Of a group, a role, a policy. */
export const thingNameForm = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
/** Of an organization, behind the @ of a sign-in name. */
export const aliasForm = /^[a-z0-9][a-z0-9-]{1,62}$/;

/** What a contact is reached for (RSP-1). */
export const contactKinds = ['contract', 'network', 'services', 'finance'] as const;
export type ContactKind = (typeof contactKinds)[number];

/** Characters of a password, in which the names of whose it is do not count. */
export const passwordLeast = 10;
