// One search over everything (operation search_find). Each module gives what it can be searched for, and the permission that
// reads it: who may not read a thing does not find it.
import { type SearchHit, type SearchKind, searchKinds } from '@argosy/contract/platform/operations';
import type { Caller } from './caller.ts';
import type { Tx } from './database.ts';
import type { PlatformDeps } from './deps.ts';
import { permit } from './http/permit.ts';

export interface Searching {
  readonly organizationId: string;
  /** A part of the name or the beginning of the id; in lower case, as names and ids are. */
  readonly text: string;
  readonly limit: number;
}

export type Found = Omit<SearchHit, 'kind'>;

export interface SearchSource {
  readonly kind: SearchKind;
  /** Which one needs to see what it finds. */
  readonly permission: string;
  /** The newest of those that match. */
  readonly find: (tx: Tx, asked: Searching) => Promise<readonly Found[]>;
}

/** A hundred runs of one name must not hide the job. */
const shareOfKind = 1 / 3;
const leastOfKind = 3;

export async function findEverywhere(
  deps: Pick<PlatformDeps, 'clock' | 'read'>,
  sources: readonly SearchSource[],
  caller: Caller,
  asked: { readonly text: string; readonly limit: number },
): Promise<readonly SearchHit[]> {
  const text = asked.text.toLowerCase();
  const limit = Math.max(leastOfKind, Math.ceil(asked.limit * shareOfKind));
  const hits = await deps.read(caller, async (tx) => {
    const all: SearchHit[] = [];
    for (const { kind, permission, find } of sources) {
      const found = await find(tx, { organizationId: caller.organizationId, text, limit });
      const needed = { permission, resource: `${kind.replace('_', '-')}/{id}` };
      const seen = found.filter((hit) => permit(caller, needed, hit, deps.clock.now()).decision.effect === 'allow');
      all.push(...seen.map((hit) => ({ kind, ...hit })));
    }
    return all;
  });
  return ranked(hits, text).slice(0, asked.limit);
}

/** What is called so exactly, then what begins so, then the others; among equals by kind, and the newest first. */
function ranked(hits: readonly SearchHit[], text: string): readonly SearchHit[] {
  const worth = ({ id, name }: SearchHit): number => {
    const words = [id, name.toLowerCase()];
    if (words.includes(text)) return 0;
    return words.some((word) => word.startsWith(text)) ? 1 : 2;
  };
  const newest = (one: SearchHit, other: SearchHit) => ((one.at ?? '') < (other.at ?? '') ? 1 : -1);
  return hits.toSorted(
    (one, other) =>
      worth(one) - worth(other) ||
      searchKinds.indexOf(one.kind) - searchKinds.indexOf(other.kind) ||
      newest(one, other),
  );
}
