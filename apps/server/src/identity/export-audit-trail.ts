// The audit trail as a file: what law asks of who keeps access logs (RSP-2): who, when, from which address, which domain, what.
import { Readable } from 'node:stream';
import type { AuditEntryView } from '@argosy/contract/identity/operations';
import type { IdentityDeps } from './identity-deps.ts';
import { type AuditEntry, type AuditSearch, listAuditEntriesForward } from './store/audit-entries.ts';

const atOnce = 1000;

/** Oldest first, read piece by piece as it is taken. */
export function exportAuditTrail(
  deps: IdentityDeps,
  asked: AuditSearch,
  { format, toView }: { readonly format: 'csv' | 'ndjson'; readonly toView: (entry: AuditEntry) => AuditEntryView },
): Readable {
  const lineOf = format === 'csv' ? csvLine : (view: AuditEntryView) => `${JSON.stringify(view)}\n`;
  return Readable.from(pieces());

  async function* pieces(): AsyncGenerator<string> {
    // The mark by which Excel knows that Chinese is UTF-8.
    if (format === 'csv') yield `\uFEFF${csvRow(columns)}`;
    let after: string | undefined;
    for (;;) {
      const page = await deps.read(asked, (tx) => listAuditEntriesForward(tx, { ...asked, after, limit: atOnce }));
      if (page.length > 0) yield page.map((entry) => lineOf(toView(entry))).join('');
      after = page.at(-1)?.id;
      if (page.length < atOnce) return;
    }
  }
}

const columns = [
  'occurredAt',
  'userId',
  'accessKeyId',
  'sessionId',
  'roleId',
  'address',
  'domain',
  'content',
  'operation',
  'subject',
  'detail',
  'outcome',
  'code',
  'requestId',
  'decidedBy',
  'changes',
] as const satisfies readonly (keyof AuditEntryView)[];

const csvLine = (view: AuditEntryView): string =>
  csvRow(
    columns.map((column) => {
      const value = view[column];
      return typeof value === 'object' ? JSON.stringify(value) : (value ?? '');
    }),
  );

/** RFC 4180. What a sheet would take for a formula is text: a caller chooses part of what stands here. */
function csvRow(values: readonly string[]): string {
  const cells = values.map((value) => {
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(',')}\r\n`;
}
