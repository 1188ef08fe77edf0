// The region in which somebody makes new things, chosen in the header and remembered by this browser (CLU-8).
import { regionList } from '@argosy/contract/clusters/operations';
import { useSyncExternalStore } from 'react';
import { queryOf } from './queries.ts';
import { remember, remembered } from './remembered.ts';

/** All of them: there are as many as there are sites. */
export const regionsQuery = queryOf(regionList, { query: { limit: 500 } });

const listeners = new Set<() => void>();
let chosen = remembered('region');

export function chooseRegion(name: string): void {
  chosen = name;
  remember('region', name);
  for (const tell of listeners) tell();
}

/** By its name; the first of `regions`, until another was chosen, and when the chosen one is no more. */
export function useRegion<Region extends { readonly name: string }>(regions: readonly Region[]): Region | undefined {
  const name = useSyncExternalStore(listen, () => chosen);
  return regions.find((region) => region.name === name) ?? regions[0];
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
