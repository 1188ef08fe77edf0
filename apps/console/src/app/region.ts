// The region in which somebody makes new things, chosen in the header and remembered by this browser (CLU-8).
import { regionList } from '@argosy/contract/clusters/operations';
import { queryOf } from './queries.ts';
import { rememberedChoice, useRemembered } from './remembered.ts';

/** All of them: there are as many as there are sites. */
export const regionsQuery = queryOf(regionList, { query: { limit: 500 } });

const region = rememberedChoice('region');

export const chooseRegion = region.choose;

/** By its name; the first of `regions`, until another was chosen, and when the chosen one is no more. */
export function useRegion<Region extends { readonly name: string }>(regions: readonly Region[]): Region | undefined {
  const chosen = useRemembered(region);
  return regions.find(({ name }) => name === chosen) ?? regions[0];
}
