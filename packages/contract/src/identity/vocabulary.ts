// The words of identity that travel: states and kinds.

/** invited: has not signed in yet · suspended: nothing of theirs works · deleted: kept for the trail alone */
export const userStates = ['invited', 'active', 'suspended', 'deleted'] as const;
export type UserState = (typeof userStates)[number];

export const languages = ['en', 'zh'] as const;

/** What a contact is reached for (RSP-1). */
export const contactKinds = ['contract', 'network', 'services', 'finance'] as const;
export type ContactKind = (typeof contactKinds)[number];

/** Characters of a password, in which the names of whose it is do not count. */
export const passwordLeast = 10;
