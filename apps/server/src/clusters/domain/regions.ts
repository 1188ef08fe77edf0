// The regions there are, as data (CLU-8): a region is where hosts come from, and today one provider has them, this machine. A
// provider that has hosts elsewhere adds its region here. Pure.
import type { regionOffers, regionStates } from '@argosy/contract/clusters/vocabulary';

type Title = { readonly zh: string; readonly en: string };

export interface Region {
  readonly name: string;
  readonly title: Title;
  readonly state: (typeof regionStates)[number];
  readonly zones: readonly {
    readonly name: string;
    readonly title: Title;
    readonly state: (typeof regionStates)[number];
  }[];
  readonly offers: readonly (typeof regionOffers)[number][];
}

export const regions: readonly Region[] = [
  {
    name: 'local',
    title: { zh: '本机', en: 'This machine' },
    state: 'available',
    zones: [{ name: 'local-a', title: { zh: '本机可用区 A', en: 'This machine, zone A' }, state: 'available' }],
    offers: ['clusters', 'jobs', 'plans'],
  },
];

/** Those in which a cluster can be made now. */
export const regionsForClusters = (all: readonly Region[] = regions): readonly string[] =>
  all.filter(({ state, offers }) => state === 'available' && offers.includes('clusters')).map(({ name }) => name);
