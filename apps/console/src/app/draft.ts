// What somebody is writing in a form with its YAML beside it: one text, which the form reads and changes in place, so that
// comments and what the form does not know stay as they were written.
import { useEffect, useMemo, useState } from 'react';
import { type Document, LineCounter, parseDocument } from 'yaml';

export type DraftPath = readonly (string | number)[];

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

export interface DraftEditor {
  /** As it is, with what its YAML is wrong in and nothing else. */
  readonly draft: Draft;
  /** Puts this text in the place of the whole. */
  readonly write: (text: string) => void;
  /** Changes one thing in it; `undefined` takes it away. */
  readonly change: (path: DraftPath, value: unknown) => void;
}

export function useDraft(first: () => string): DraftEditor {
  const [text, setText] = useState(first);
  const [readable, setReadable] = useState<Draft>();
  const draft = useMemo(() => readDraft(text, readable), [text, readable]);
  const write = (next: string): void => {
    if (draft.isReadable) setReadable(draft);
    setText(next);
  };
  return {
    draft,
    write,
    change: (path, value) => write(changed(draft.isReadable ? text : (readable?.text ?? text), path, value)),
  };
}

function readDraft(text: string, before: Draft | undefined): Draft {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    const [message = ''] = broken.message.split('\n');
    return { text, isReadable: false, value: before?.value ?? {}, problems: [{ path: [], message, line }] };
  }
  const value: unknown = document.toJS();
  const isReadable = typeof value === 'object' && value !== null && !Array.isArray(value);
  return { text, isReadable, value: isReadable ? (value as Record<string, unknown>) : {}, problems: [] };
}

/** The draft with what somebody who knows has found wrong in it. */
export function withIssues(draft: Draft, issues: readonly Issue[]): Draft {
  if (draft.problems.length > 0 || issues.length === 0) return draft;
  const lines = new LineCounter();
  const document = parseDocument(draft.text, { lineCounter: lines });
  const problems = issues.map((issue) => {
    const line = lineOf(document, lines, issue.path);
    return { ...issue, ...(line !== undefined && { line }) };
  });
  return { ...draft, problems };
}

/** The line of the deepest part of the path that stands in the text. */
function lineOf(document: Document, lines: LineCounter, path: DraftPath): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The text with one thing changed in it; `undefined` takes it away. */
function changed(text: string, path: DraftPath, value: unknown): string {
  const document = parseDocument(text);
  if (path.length === 0) document.contents = document.createNode(value) as typeof document.contents; // the whole
  else if (value === undefined) document.deleteIn(path);
  else document.setIn(path, isComposed(value) ? document.createNode(value, { flow: isSmall(value) }) : value);
  return document.toString({ lineWidth: 0 });
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
    `  -H "idempotency-key: $(uuidgen)" \\`,
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
