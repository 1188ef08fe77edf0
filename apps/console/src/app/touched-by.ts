// From a fact to the queries it touches, by the tables of all modules.
import type { Operation } from '@argosy/contract/operation';
import type { EventView } from '@argosy/contract/platform/operations';
import type { Query } from '@tanstack/react-query';
import type { LiveTable } from './live-table.ts';
import { liveTables } from './live-tables.ts';
import { moduleOf } from './module-of.ts';

/** Which queries a fact touches. A type that no table speaks of touches all of its module: never stale, if not exact. */
export function touchedBy(event: EventView): (query: Query) => boolean {
  const rule = ruleOf(event.type);
  if (rule === undefined) {
    const [module] = event.type.split('.');
    return ({ meta }) => moduleOf(meta?.['operation']) === module || isFeed(meta?.['operation']);
  }
  const all = rule(event);
  return ({ queryKey: [id, input], meta }) =>
    isFeed(meta?.['operation']) ||
    all.some(({ operation, params = {} }) => {
      if (operation.id !== id) return false;
      const own = (input as { params?: Readonly<Record<string, unknown>> } | undefined)?.params ?? {};
      return Object.entries(params).every(([name, value]) => own[name] === value);
    });
}

/** The list of facts itself is touched by each of them. */
const isFeed = (operation: unknown): boolean => (operation as Operation | undefined)?.id === 'event_list';

function ruleOf(type: string): LiveTable[string] | undefined {
  const fitting = liveTables
    .flatMap((table) => Object.entries(table))
    .filter(([name]) => (name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : type === name))
    .sort(([one], [other]) => other.length - one.length);
  return fitting[0]?.[1];
}
