// From a fact to the queries it touches, by the tables of all modules.
import type { Operation } from '@argosy/contract/operation';
import { needsSomebody } from '@argosy/contract/platform/needs-somebody';
import type { EventView } from '@argosy/contract/platform/operations';
import type { Query } from '@tanstack/react-query';
import type { LiveTable } from './live-table.ts';
import { liveTables } from './live-tables.ts';
import { moduleOf } from './module-of.ts';

/** Which queries a fact touches. A type that no table speaks of touches all of its module: never stale, if not exact. */
export function touchedBy(event: EventView): (query: Query) => boolean {
  const rule = ruleOf(event.type);
  const [module = ''] = event.type.split('.');
  if (rule === undefined) return (query) => moduleOf(query.meta?.['operation']) === module || isFeedWith(event, query);
  const all = rule(event);
  return (query) => {
    const [id, input] = query.queryKey as readonly [unknown, Input?];
    const own = input?.params ?? {};
    return (
      isFeedWith(event, query) ||
      all.some(
        ({ operation, params = {} }) =>
          operation.id === id && Object.entries(params).every(([name, value]) => own[name] === value),
      )
    );
  };
}

/** As `queryOf` keeps it. */
interface Input {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: { readonly modules?: string; readonly needsSomebody?: string };
}

/** The list of facts itself is touched by each of them that can stand in it. */
function isFeedWith(event: EventView, { queryKey, meta }: Query): boolean {
  if ((meta?.['operation'] as Operation | undefined)?.id !== 'event_list') return false;
  const [, input] = queryKey as readonly [unknown, Input?];
  if (input?.query?.needsSomebody === 'true' && !needsSomebody(event)) return false;
  const [module = ''] = event.type.split('.');
  return input?.query?.modules?.split(',').includes(module) ?? true;
}

function ruleOf(type: string): LiveTable[string] | undefined {
  const fitting = liveTables
    .flatMap((table) => Object.entries(table))
    .filter(([name]) => (name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : type === name))
    .sort(([one], [other]) => other.length - one.length);
  return fitting[0]?.[1];
}
