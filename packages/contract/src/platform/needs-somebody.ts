import type { EventView } from './operations.ts';

/** Whether somebody should look at what happened: something failed or was lost. In the database it is a column (migration 0010). */
export const needsSomebody = ({ type, facts }: Pick<EventView, 'type' | 'facts'>): boolean =>
  /_(failed|lost|with_errors)$/.test(type) || ['FAILED', 'LOST'].includes(String(facts['state']));
