// What somebody is writing in the wizard: one YAML text, which the form reads and changes in place, so that comments and what
// the form does not know stay as they were written.
import { nodeRoles, type NodeRole } from '@argosy/contract/clusters/vocabulary';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { checkCluster, type Issue } from './schemas.ts';

export interface DraftGroup {
  readonly role: NodeRole;
  readonly machineType: string;
  readonly count: number;
}

export interface Draft {
  readonly text: string;
  /** Whether it is YAML; if not, the form shows what it was before. */
  readonly isReadable: boolean;
  readonly value: Readonly<Record<string, unknown>>;
  readonly problems: readonly (Issue & { readonly line?: number })[];
}

export const firstText = (name: string): string => `name: ${name}
components: [hdfs, yarn, mapreduce, spark]
nodeGroups:
  - { role: master, machineType: local.medium, count: 1 }
  - { role: core, machineType: local.small, count: 2 }
`;

export function readDraft(text: string, before: Draft | undefined, language: 'en' | 'zh'): Draft {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    const [message = ''] = broken.message.split('\n');
    return { text, isReadable: false, value: before?.value ?? {}, problems: [{ path: [], message, line }] };
  }
  const value: unknown = document.toJS();
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const problems = checkCluster(value, language).map((issue) => {
    const line = lineOf(document, lines, issue.path);
    return { ...issue, ...(line !== undefined && { line }) };
  });
  return { text, isReadable: isMap, value: isMap ? (value as Record<string, unknown>) : {}, problems };
}

/** The line of the deepest part of the path that stands in the text. */
function lineOf(document: Document, lines: LineCounter, path: Issue['path']): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The text with one thing changed in it; `undefined` takes it away. */
export function changed(text: string, path: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(text);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, isPlain(value) ? document.createNode(value, { flow: true }) : value);
  return document.toString({ lineWidth: 0 });
}

const isPlain = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The groups as far as the form can show them. */
export function groupsOf({ value }: Draft): readonly DraftGroup[] {
  const groups = Array.isArray(value['nodeGroups']) ? (value['nodeGroups'] as readonly unknown[]) : [];
  return groups.map((each) => {
    const group = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>;
    return {
      role: nodeRoles.find((role) => role === group['role']) ?? 'core',
      machineType: typeof group['machineType'] === 'string' ? group['machineType'] : 'local.medium',
      count: typeof group['count'] === 'number' ? group['count'] : 1,
    };
  });
}

/** The sentence about a field of the form, if something is wrong with it. */
export function problemAt({ problems }: Draft, ...path: readonly (string | number)[]): string | undefined {
  return problems.find(
    (each) => path.every((part, index) => each.path[index] === part) && each.path.length >= path.length,
  )?.message;
}

/** The same wish for other ways of asking. */
export const asCommand = (text: string): string =>
  `cat > cluster.yaml <<'EOF'\n${text.trimEnd()}\nEOF\nargosy cluster create --file cluster.yaml --wait\n`;

export const asRequest = (value: unknown, origin: string): string =>
  [
    `curl -X POST ${origin}/v1/clusters \\`,
    `  -H "authorization: Bearer $ARGOSY_KEY" \\`,
    `  -H "idempotency-key: $(uuidgen)" \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(value, undefined, 2).replaceAll("'", String.raw`'\''`)}'\n`,
  ].join('\n');
