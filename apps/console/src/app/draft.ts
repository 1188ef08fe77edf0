// What somebody is writing in a form with its YAML beside it: one text, which the form reads and changes in place, so that
// comments and what the form does not know stay as they were written.
import { useEffect, useState } from 'react';
import { type Alias, type Document, isAlias, isMap, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { appTexts } from './texts.ts';
import type { Say } from './text.ts';

export type DraftPath = readonly (string | number)[];

/** Changes one thing in a draft; `undefined` takes it away. While the YAML cannot be read, what somebody does in the form takes the
 *  place of what they were writing there; what comes by itself, such as a file that was uploaded, comes in 'once_readable'. */
export type ChangeDraft = (path: DraftPath, value: unknown, when?: 'at_once' | 'once_readable') => void;

/** Something wrong with it, at its place. */
export interface Issue {
  readonly path: DraftPath;
  readonly message: string;
}

export interface Draft {
  readonly text: string;
  /** Whether it is YAML; if not, the form shows what it was before. */
  readonly isReadable: boolean;
  readonly value: Readonly<Record<string, unknown>>;
  readonly problems: readonly (Issue & { readonly line?: number })[];
}

/** `before`: what it was when it could last be read; that stays its value while it cannot. */
export function readDraft(text: string, before: Draft | undefined, t: Say<typeof appTexts.table>): Draft {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const unreadable = (message: string, at: number): Draft => ({
    text,
    isReadable: false,
    value: before?.value ?? {},
    problems: [{ path: [], message, line: lines.linePos(at).line }],
  });
  const alias = unknownAlias(document); // before other errors: a star that was meant as such makes several
  if (alias) return unreadable(t('unknownAlias', { name: alias.source }), alias.range?.[0] ?? 0);
  const [broken] = document.errors;
  if (broken) return unreadable(broken.message.split('\n')[0] ?? '', broken.pos[0]);
  try {
    const value: unknown = document.toJS() ?? {};
    if (isComposed(value) && !Array.isArray(value))
      return { text, isReadable: true, value: value as Record<string, unknown>, problems: [] };
  } catch (error) {
    return unreadable((error as Error).message, 0); // a text whose aliases would fill the memory
  }
  return unreadable(t('notAMap'), 0);
}

/** What stands for something that is marked nowhere: no error to the parser, but nothing that could be read. */
function unknownAlias(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.source === '' || alias.resolve(document)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

/** The draft with what somebody who knows has found wrong in it. */
export function withIssues(draft: Draft, issues: readonly Issue[]): Draft {
  if (draft.problems.length > 0 || issues.length === 0) return draft;
  return { ...draft, problems: issuesWithLines(draft.text, issues) };
}

/** Each with the line of the deepest part of its path that stands in the text, which is YAML or JSON. */
export function issuesWithLines(text: string, issues: readonly Issue[]): Draft['problems'] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return issues.map((issue) => {
    const line = lineOf(document, lines, issue.path);
    return { ...issue, ...(line !== undefined && { line }) };
  });
}

function lineOf(document: Document, lines: LineCounter, path: DraftPath): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The text with one thing changed in it; `undefined` takes it away. */
export function changed(text: string, path: DraftPath, value: unknown): string {
  const document = parseDocument(text);
  if (path.length === 0) document.contents = document.createNode(value) as typeof document.contents; // the whole
  else if (value === undefined) {
    for (const on of waysTo(path)) writeOut(document, on);
    if (document.hasIn(path)) document.deleteIn(path);
  } else {
    for (const on of waysTo(path)) {
      writeOut(document, on);
      makeWay(document, on, path[on.length]);
    }
    document.setIn(path, isComposed(value) ? document.createNode(value, { flow: isSmall(value) }) : value);
  }
  // What stood for something that is gone is told as a problem, at its line.
  return document.toString({ lineWidth: 0, verifyAliasOrder: false });
}

/** Of `a.b.c`: nothing, `a` and `a.b`. */
const waysTo = (path: DraftPath): readonly DraftPath[] => path.map((_, length) => path.slice(0, length));

/** What stands there for something that is written elsewhere is written out, so that it can be changed here alone. */
function writeOut(document: Document, path: DraftPath): void {
  const node = document.getIn(path, true);
  if (isAlias(node)) document.setIn(path, document.createNode(node.toJS(document)));
}

/** What stands there and cannot hold `part`, such as nothing or a word, gives way to what can. */
function makeWay(document: Document, path: DraftPath, part: string | number | undefined): void {
  const node = document.getIn(path, true);
  if (typeof part === 'number' ? isSeq(node) : isMap(node)) return;
  const empty = document.createNode(typeof part === 'number' ? [] : {});
  if (path.length === 0) document.contents = empty as typeof document.contents;
  else document.setIn(path, empty);
}

const isComposed = (value: unknown): value is object => typeof value === 'object' && value !== null;

const mostInOneLine = 80;

/** What is read best in one line. */
function isSmall(value: object): boolean {
  const text = JSON.stringify(value);
  return text.length <= mostInOneLine && !text.includes(String.raw`\n`);
}

/** The sentence about a field of the form, if something is wrong with it. */
export function problemAt({ problems }: Pick<Draft, 'problems'>, ...path: DraftPath): string | undefined {
  return problems.find(
    (each) => path.every((part, index) => each.path[index] === part) && each.path.length >= path.length,
  )?.message;
}

/** What stands at the path, if anything does. */
export function valueAt({ value }: Pick<Draft, 'value'>, path: DraftPath): unknown {
  return path.reduce<unknown>(
    (at, part) => (isComposed(at) ? (at as Record<string | number, unknown>)[part] : undefined),
    value,
  );
}

/** `jobs.0.command` of the server as a path of the draft. */
export const pathOf = (path: string): DraftPath =>
  path === '' ? [] : path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** A request that asks for the same, to be copied. */
export const asRequest = (path: string, value: unknown, origin: string): string =>
  [
    `curl -X POST ${origin}${path} \\`,
    `  -H "authorization: Bearer $ARGOSY_KEY" \\`,
    `  -H "idempotency-key: $(date +%s)-$$" \\`, // another each time, in any shell
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(value, undefined, 2).replaceAll("'", String.raw`'\''`)}'\n`,
  ].join('\n');

/** A command that asks for the same, with the file that it reads. */
export const asCommand = (file: string, text: string, command: string): string =>
  `cat > ${file} <<'EOF'\n${text.trimEnd()}\nEOF\n${command}\n`;

/** The value once it has been the same for so long: what is asked of the server while somebody types. */
export function useSettled<T>(value: T, ms = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
