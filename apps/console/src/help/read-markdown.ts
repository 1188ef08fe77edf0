// Reads the part of Markdown in which our own documents are written: headings, paragraphs, code, tables, lists; in a line code, strong
// words, links. What it does not know stays as it stands. Nobody else's text comes here, and it answers with data: no HTML is made.
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'soft'; readonly parts: Line }
  | { readonly kind: 'link'; readonly target: string; readonly parts: Line };
export type Line = readonly Inline[];

export type Block =
  | {
      readonly kind: 'heading';
      readonly level: number;
      readonly text: string;
      readonly anchor: string;
      /** Of a translation: by its own words. */
      readonly ownAnchor?: string;
    }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] };

/** As on the site where the documents are read else: links from one to the other hold in both. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

export function readMarkdown(text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const [block, next] = blockAt(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

const isFence = (line: string | undefined): boolean => line?.startsWith('```') ?? false;
const isPicture = (line: string): boolean => /^!\[[^\]]*\]\([^)]*\)$/.test(line);
const begins = /^(?:#{1,6} |```|\||- )/;

/** The block that begins at a line, and the line after it. */
function blockAt(lines: readonly string[], at: number): readonly [block: Block | undefined, next: number] {
  const line = lines[at] ?? '';
  const upTo = (isOver: (each: string) => boolean): number => {
    const end = lines.findIndex((each, index) => index > at && isOver(each));
    return end === -1 ? lines.length : end;
  };
  if (line.trim() === '' || isPicture(line)) return [undefined, at + 1]; // pictures are of the console, in which one is
  const [, marks, title] = /^(#{1,6}) (.*)$/.exec(line) ?? [];
  if (marks !== undefined && title !== undefined)
    return [{ kind: 'heading', level: marks.length, text: title, anchor: anchorOf(title) }, at + 1];
  if (isFence(line)) {
    const end = upTo(isFence);
    return [{ kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1];
  }
  if (line.startsWith('|')) {
    const end = upTo((each) => !each.startsWith('|'));
    const [head = [], , ...rows] = lines.slice(at, end).map(cellsOf); // the second line draws the rule
    return [{ kind: 'table', head, rows }, end];
  }
  if (line.startsWith('- ')) {
    const end = upTo((each) => each.trim() === '');
    const items = lines.slice(at, end).join('\n').slice(2).split('\n- ');
    return [{ kind: 'list', items: items.map((item) => readLine(item.replaceAll(/\n\s*/g, ' '))) }, end];
  }
  const end = upTo((each) => each.trim() === '' || begins.test(each));
  return [{ kind: 'paragraph', line: readLine(lines.slice(at, end).join(' ')) }, end];
}

/** A bar inside code divides nothing. */
function cellsOf(row: string): readonly Line[] {
  const cells =
    row
      .trim()
      .slice(1, -1)
      .match(/(?:`[^`]*`|[^|`])*\|?/g) ?? [];
  return cells.slice(0, -1).map((cell) => readLine(cell.replace(/\|$/, '').trim()));
}

const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/;

function readLine(text: string): Line {
  const found = inline.exec(text);
  if (!found) return text === '' ? [] : [{ kind: 'text', text }];
  const [whole, code, strong, soft, words, target] = found;
  const before = readLine(text.slice(0, found.index));
  const after = readLine(text.slice(found.index + whole.length));
  return [...before, inlineOf({ code, strong, soft, words, target }), ...after];
}

function inlineOf(
  found: Readonly<Record<'code' | 'strong' | 'soft' | 'words' | 'target', string | undefined>>,
): Inline {
  const { code, strong, soft, words = '', target = '' } = found;
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', parts: readLine(strong) };
  if (soft !== undefined) return { kind: 'soft', parts: readLine(soft) };
  return { kind: 'link', target, parts: readLine(words) };
}
