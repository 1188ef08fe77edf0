// What of people and what they may is found by a search. Policies that every organization has are found by their names; they are
// in no table.
import type { SearchSource } from '../platform/search.ts';
import { systemPolicies } from './domain/system-policies.ts';
import { searchGroups, searchPolicies, searchRoles, searchUsers } from './store/search.ts';

export const identitySearches: readonly SearchSource[] = [
  { kind: 'user', permission: 'identity:GetUser', find: searchUsers },
  { kind: 'group', permission: 'identity:GetGroup', find: searchGroups },
  { kind: 'role', permission: 'identity:GetRole', find: searchRoles },
  {
    kind: 'policy',
    permission: 'identity:GetPolicy',
    find: async (tx, asked) => {
      const known = systemPolicies.filter(({ name }) => name.toLowerCase().includes(asked.text));
      const all = [...(await searchPolicies(tx, asked)), ...known.map(({ name }) => ({ id: name, name }))];
      return all.slice(0, asked.limit);
    },
  },
];
