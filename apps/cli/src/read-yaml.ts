// Reads what people write (plans, clusters, requests) as YAML or JSON, and says of every mistake where it stands:
// `plan.yaml:12:9 jobs[0].name: …`, all of them at once.
import { readFile } from 'node:fs/promises';
import { inLanguage } from '@argosy/contract/chinese';
import { messageOf } from '@argosy/kernel/errors';
import { isCollection, isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import * as z from 'zod';
import { UsageError } from './exit-codes.ts';
import type { Say } from './texts.ts';

export type Path = readonly PropertyKey[];

/** A file's value together with the places its parts stand at. */
export interface Located<T> {
  readonly value: T;
  /** `file:line:column` of the part at `path`, or of the nearest part around it. */
  readonly whereIs: (path: Path) => string;
}

export interface Problem {
  readonly where: string;
  readonly path: Path;
  readonly problem: string;
}

/** Parses the file and checks its form. Throws UsageError naming every problem with its place. */
export async function readYaml<T>(file: string, form: z.ZodType<T>, say: Say): Promise<Located<T>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file}: ${say('file.unreadable', { problem: messageOf(error) })}`);
  });
  return parseYaml(text, { file, form, say });
}

/** As `readYaml`, of a text that was read already; `file` is only named. */
export function parseYaml<T>(
  text: string,
  { file, form, say }: { readonly file: string; readonly form: z.ZodType<T>; readonly say: Say },
): Located<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const broken = document.errors.map(({ pos, code, message }) => ({
    where: place(pos[0]),
    path: [],
    problem: code === 'MULTIPLE_DOCS' ? say('file.several_documents') : message,
  }));
  if (broken.length > 0) throw problemsError(file, broken, say);
  if (document.contents === null) throw new UsageError(`${file}: ${say('file.empty')}`);
  const parsed = form.safeParse(plainValue(document, { file, say }), wordsIn(say));
  const whereIs = (path: Path) => place(offsetOf(document, path));
  if (parsed.success) return { value: parsed.data, whereIs };
  const problems = parsed.error.issues.flatMap(mostTelling).map((issue) => ({
    where: whereIs(issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path),
    path: issue.path,
    problem: inLanguage(say('language') === 'zh' ? 'zh' : 'en', issue.message),
  }));
  throw problemsError(file, problems, say);
}

/** Aliases are resolved only now: one may name an anchor that is not there, or too many of them multiply. */
function plainValue(document: Document, { file, say }: { readonly file: string; readonly say: Say }): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new UsageError(`${file}: ${say('file.unreadable', { problem: messageOf(error) })}`);
  }
}

/** One error for a person out of all problems of a file. */
export function problemsError(file: string, problems: readonly Problem[], say: Say): UsageError {
  const lines = problems.map(
    ({ where, path, problem }) => `${where} ${path.length > 0 ? `${pathText(path)}: ` : ''}${problem}`,
  );
  if (lines.length === 1) return new UsageError(lines[0] ?? '');
  return new UsageError(
    [say('file.invalid', { file, count: lines.length }), ...lines.map((line) => `  ${line}`)].join('\n'),
  );
}

/** `jobs[0].name` */
function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

/** Where a value could have had several forms, the problems of the form that it comes nearest to: the one with the fewest, then
 *  the one that fails deepest. A list of all forms' problems would hide the one mistake made. */
function mostTelling(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depthOf = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map((each) => each.path.length));
  const nearest =
    issue.errors.toSorted((one, other) => one.length - other.length || depthOf(other) - depthOf(one))[0] ?? [];
  const told = nearest.flatMap((each) => mostTelling({ ...each, path: [...issue.path, ...each.path] }));
  // Nothing of the value, or not what tells the forms apart, is of any form: then the field's own words for what it takes.
  const isNone = nearest.some(({ code, path }) => code === 'invalid_type' && path.length <= 1);
  if (!isNone || issue.input === undefined || plainUnion.includes(issue.message)) return told;
  return nearest.some(({ path }) => path.length > 0) ? [...told, issue] : [issue];
}

/** What zod says of a union that has no words of its own. */
const plainUnion = ['Invalid input', '无效输入'];

const inChinese = z.locales.zhCN().localeError;

/** What is wrong, in the person's language, where the form itself does not say it better. */
function wordsIn(say: Say): z.core.ParseContext<z.core.$ZodIssue> {
  return {
    reportInput: true,
    error: (issue) => {
      if (issue.code === 'invalid_type' && issue.input === undefined) return say('file.missing');
      return say('language') === 'zh' ? inChinese(issue) : undefined;
    },
  };
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (!isCollection(node)) break;
    const key = isMap(node) ? node.items.find((each) => isScalar(each.key) && each.key.value === part)?.key : undefined;
    node = node.get(part, true);
    offset = startOf(key) ?? startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | undefined)?.range?.[0]; // every node that was parsed has a range
}
