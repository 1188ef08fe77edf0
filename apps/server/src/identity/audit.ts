// The audit trail: who asked for what, and what came of it (RAM-1). What changes something is recorded in the transaction of
// the change itself, so neither is there without the other. Reads, denials and refusals change nothing; they are gathered and
// written together a moment later, so that a question does not cost a commit.
import { newId } from '@argosy/kernel/ids';
import { type Clock, pause } from '@argosy/kernel/time';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import { storable, type Tx } from '../platform/database.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import type { Asker, Outcome } from '../platform/http/gate.ts';
import { type Changes, changesIn } from '../platform/transaction.ts';
import { type AuditEntry, insertAuditEntries } from './store/audit-entries.ts';
import { countStrangers, shortened } from './strangers.ts';

/** Callers whose request was recorded with a change: `record` does not record it again. */
const recordedWithChange = new WeakSet<Asker>();

/** What `deps.transaction` calls before it commits. */
export const auditChange =
  (clock: Clock) =>
  async (tx: Tx, caller: Caller, subject: string | undefined): Promise<void> => {
    await insertAuditEntries(tx, [entryOf(clock, caller, { outcome: 'allowed', subject }, changesIn(tx))]);
    // If the commit fails after this, the request is refused, and that is recorded as such.
    recordedWithChange.add(caller);
  };

export interface AuditWriter {
  /** Gathers an entry; returns at once. */
  readonly record: (asker: Asker, outcome: Outcome) => void;
  /** Resolves when everything gathered until now is written, or has been given up and stands in the log. */
  readonly flush: () => Promise<void>;
  /** Writes what is there and ends. */
  readonly stop: () => Promise<void>;
}

const gatherForMs = 200;
const countForMs = 60_000;
const atMost = 10_000; // entries held while the database is away: a few megabytes

/** Writes gathered entries each 200 ms. While the database is away they wait; those beyond the bound go to the log instead,
 *  so that what was asked stays known. */
export function startAuditWriter({ clock, log, read }: Pick<PlatformDeps, 'clock' | 'log' | 'read'>): AuditWriter {
  let gathered: AuditEntry[] = [];
  let writing: Promise<void> | undefined;
  let hurry = new AbortController(); // ends the gathering early
  let isStopping = false;
  const strangers = countStrangers();
  let counting: NodeJS.Timeout | undefined;

  /** Begins to write, unless that is under way; never rejects. */
  const write = (): Promise<void> => (writing ??= writeAll());

  const writeAll = async (): Promise<void> => {
    hurry = new AbortController();
    await pause(isStopping ? 0 : gatherForMs, hurry.signal);
    while (gathered.length > 0) {
      const entries = gathered.slice(0, 1000);
      try {
        await read(SYSTEM, (tx) => insertAuditEntries(tx, entries));
      } catch (error) {
        if (!isStopping && gathered.length < atMost) {
          log.warn({ err: error, waiting: gathered.length }, 'audit entries could not be written, and wait');
          await pause(1000);
          continue;
        }
        log.error({ err: error, entries }, 'audit entries were not written; they stand here instead');
      }
      gathered = gathered.slice(entries.length);
    }
    writing = undefined; // at once after the last look: what comes next begins anew
  };

  const flush = async (): Promise<void> => {
    const written = write();
    hurry.abort();
    await written;
  };

  const gather = (entry: AuditEntry): void => {
    if (gathered.length >= atMost)
      return log.error({ entries: [entry] }, 'too many audit entries wait for the database; this one stands here');
    gathered.push(entry);
    void write();
  };

  const gatherCounted = (): void => {
    counting = undefined;
    for (const { asker, outcome, count } of strangers.takeCounted())
      gather({
        ...entryOf(clock, shortened(asker), outcome),
        subject: undefined,
        detail: `and ${count} more within a minute`,
      });
  };

  return {
    record(asker, outcome) {
      if (outcome.outcome === 'allowed' && recordedWithChange.has(asker)) return;
      if (asker.userId !== undefined) return gather(entryOf(clock, asker, outcome));
      counting ??= setTimeout(gatherCounted, countForMs).unref();
      if (strangers.keeps(asker, outcome)) gather(entryOf(clock, shortened(asker), outcome));
    },
    flush,
    async stop() {
      isStopping = true;
      clearTimeout(counting);
      gatherCounted();
      await flush();
    },
  };
}

function entryOf(clock: Clock, asker: Asker, { outcome, subject, code }: Outcome, changes?: Changes): AuditEntry {
  const now = clock.now();
  return {
    id: newId('audit_entry', now.epochMilliseconds),
    occurredAt: now,
    organizationId: asker.organizationId,
    userId: asker.userId,
    accessKeyId: asker.accessKeyId,
    operation: asker.operation,
    // Of a path, which may hold anything: one such entry would keep all others from being written.
    subject: subject && storable(subject),
    detail: asker.detail && storable(asker.detail),
    outcome,
    code,
    requestId: asker.requestId,
    address: asker.address,
    sessionId: asker.sessionId,
    roleId: asker.roleId,
    domain: asker.domain,
    content: asker.content?.replaceAll('\0', ''),
    decidedBy: asker.decidedBy,
    changes,
  };
}
