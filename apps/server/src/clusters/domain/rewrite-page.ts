// Makes the links of a native page lead through the listener that shows it. Pages of Hadoop and Spark are written for the root
// of an address of their own: links begin with `/`, or name the address of another daemon, in attributes, in strings of scripts
// (where a `/` may be written `\/`), in JSON and in style sheets. Text that is only shown is left as it is. Pure.
//
// A page comes in pieces and is passed on in pieces: what might be the beginning of a link waits for the next piece, at most
// `longestLink` characters. Characters are octets (latin1), so that no encoding is touched.

export type PageKind = 'html' | 'script' | 'style' | 'json';

export interface PagePlace {
  /** `/web/<cluster>`. */
  readonly base: string;
  /** Of the daemon whose page it is. */
  readonly authority: string;
  /** The authority by which a daemon of the same cluster stands below the base, of any name that it goes by; `undefined` for
   *  what is none. */
  readonly targetOf: (authority: string) => string | undefined;
}

/** Which pages have links; `undefined` for images, archives, logs. */
export function pageKindOf(contentType: string | undefined): PageKind | undefined {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
  if (/^(application|text)\/(x-)?(java|ecma)script$/.test(type)) return 'script';
  if (type === 'text/css') return 'style';
  return type === 'application/json' ? 'json' : undefined;
}

/** No pattern below matches more. */
const longestLink = 512;
/** How far patterns look back. */
const lookBack = 64;

// `\/` is how scripts write a slash inside markup. Blanks are counted, so that nothing is searched twice.
const slash = String.raw`\\?/`;
const absolute = String.raw`(?:https?:)?(?:${slash}){2}(?<authority>[\w.-]{1,253}:\d{1,5})(?!\d)`;
const attribute = String.raw`\b(?:href|src|action|formaction|poster|data-(?:url|href|src))\s{0,16}=\s{0,16}\\?["']?\s{0,16}`;
const refresh = String.raw`\bcontent\s{0,16}=\s{0,16}["']\s{0,16}\d{1,9}\s{0,16};\s{0,16}url\s{0,16}=\s{0,16}["']?`;
const styleUrl = String.raw`\burl\(\s{0,16}\\?["']?|@import\s{1,16}["']`;
const scriptEdge = String.raw`<(?<edge>/?script)\b`;
/** Where the pages of these daemons begin: a string of a script that begins so is a link, and others are not. */
const roots =
  'jmx|conf|webhdfs|explorer\\.html|dfshealth\\.html|datanode\\.html|logs|logLevel|stacks|static|startupProgress|metrics|cluster|node|jobhistory|proxy|ws|history|api|app';
// Not one that is added to something, which then is where it begins, nor one that is looked for.
const notAlone = String.raw`(?<!\+\s{0,16}|\b(?:indexOf|split|replace|startsWith|endsWith|includes|match|test)\(\s{0,16})`;

/** Rewrites one page. `push` its pieces in order, then `end`. */
export class PageRewriter {
  readonly #kind: PageKind;
  readonly #place: PagePlace;
  readonly #outside: RegExp;
  readonly #inScript: RegExp;
  #isInScript: boolean;
  #held = '';
  /** How much of what is held was passed on already, and is only looked back at. */
  #passed = 0;

  constructor(kind: PageKind, place: PagePlace) {
    this.#kind = kind;
    this.#place = place;
    // What begins with the base was made for it: by Spark, which is told where it stands.
    const root = String.raw`(?<root>${slash})(?!${slash}|${escaped(place.base.slice(1))}/)`;
    const begin = (...each: readonly string[]) => `(?<begin>${each.join('|')})`;
    const link = String.raw`(?:${absolute}|${root})`;
    this.#outside = new RegExp(
      {
        html: String.raw`${scriptEdge}|${begin(attribute, refresh, styleUrl)}${link}`,
        style: `${begin(styleUrl)}${link}`,
        json: String.raw`(?<begin>)https?:(?:${slash}){2}(?<authority>[\w.-]{1,253}:\d{1,5})(?!\d)`,
        script: '(?!)',
      }[kind],
      'gi',
    );
    this.#inScript = new RegExp(
      [
        scriptEdge,
        String.raw`${begin(attribute)}${link}`,
        absolute.replace('authority', 'anywhere'),
        String.raw`${notAlone}(?<quote>["'\x60])(?<alone>${slash})(?=(?:${roots})(?:["'\x60/?#&]|$))`,
        String.raw`(?<empty>["'])https?:(?:${slash}){2}\k<empty>`, // the rest is added when it runs
      ].join('|'),
      'g',
    );
    this.#isInScript = kind === 'script';
  }

  push(piece: string): string {
    return this.#pass(piece, false);
  }

  end(): string {
    return this.#pass('', true);
  }

  #pass(piece: string, isLast: boolean): string {
    const text = this.#held + piece;
    let at = this.#passed;
    // A match that begins before this is whole.
    const until = isLast ? text.length : Math.max(at, text.length - longestLink);
    let out = '';
    for (;;) {
      const pattern = this.#isInScript ? this.#inScript : this.#outside;
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (!match || match.index >= until) break;
      out += text.slice(at, match.index) + this.#replacement(match);
      at = match.index + match[0].length;
    }
    const rest = Math.max(at, until);
    out += text.slice(at, rest);
    const from = Math.max(0, rest - lookBack);
    this.#held = text.slice(from);
    this.#passed = rest - from;
    return out;
  }

  #replacement({ 0: all, groups = {} }: RegExpExecArray): string {
    const { base, authority: own, targetOf } = this.#place;
    const { edge, begin = '', authority, anywhere, quote, empty } = groups;
    if (edge !== undefined) {
      if (this.#kind === 'html') this.#isInScript = !edge.startsWith('/');
      return all;
    }
    if (empty !== undefined) return `${empty}${base}/${empty}`;
    if (quote !== undefined) return `${quote}${base}/${own}/`;
    const named = authority ?? anywhere;
    if (named === undefined) return `${begin}${base}/${own}/`;
    const target = targetOf(named);
    return target === undefined ? all : `${begin}${base}/${target}`;
  }
}

/** Where a redirect leads, below the listener; `undefined` when that is no page of the cluster. */
export function rewriteLocation(location: string, { base, authority, targetOf }: PagePlace): string | undefined {
  const elsewhere = /^(?:https?:)?\/\/([^/?#]*)(.*)$/i.exec(location);
  if (elsewhere) {
    const [, named = '', rest = ''] = elsewhere;
    const target = targetOf(named);
    return target && `${base}/${target}${rest}`;
  }
  if (/^[a-z][a-z0-9+.-]*:|\\|^\/web\/.*\.\./i.test(location)) return undefined; // another scheme; what browsers read as `/`
  if (location.startsWith(`${base}/`) || !location.startsWith('/')) return location;
  return `${base}/${authority}${location}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
