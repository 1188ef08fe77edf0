// The documents of the repository that the console shows: these and no others. They are built with the console, so they are those of
// the server that one uses; the server builds anew when one of them changes (platform/http/console-build.ts names them too).
import type { Language, PlainKey } from '../app/text.ts';
import { type Block, readMarkdown } from './read-markdown.ts';
import type { helpTexts } from './texts.ts';

interface Written {
  /** In the repository. */
  readonly path: string;
  readonly load: () => Promise<{ readonly default: string }>;
}
interface Document {
  readonly title: PlainKey<typeof helpTexts>;
  readonly en: Written;
  /** Block for block what the English one says, in the same folder. Figures and names stand in English alone. */
  readonly zh?: Written;
}

export const documents = {
  work: {
    title: 'work',
    en: { path: 'docs/operating/work.md', load: () => import('../../../../docs/operating/work.md?raw') },
    zh: { path: 'docs/operating/work.zh.md', load: () => import('../../../../docs/operating/work.zh.md?raw') },
  },
  people: {
    title: 'people',
    en: { path: 'docs/operating/people.md', load: () => import('../../../../docs/operating/people.md?raw') },
    zh: { path: 'docs/operating/people.zh.md', load: () => import('../../../../docs/operating/people.zh.md?raw') },
  },
  running: {
    title: 'running',
    en: { path: 'docs/operating/running.md', load: () => import('../../../../docs/operating/running.md?raw') },
    zh: { path: 'docs/operating/running.zh.md', load: () => import('../../../../docs/operating/running.zh.md?raw') },
  },
  figures: {
    title: 'figures',
    en: { path: 'docs/operating/figures.md', load: () => import('../../../../docs/operating/figures.md?raw') },
  },
  glossary: {
    title: 'glossary',
    en: { path: 'docs/glossary.md', load: () => import('../../../../docs/glossary.md?raw') },
  },
  tour: {
    title: 'tour',
    en: { path: 'README.md', load: () => import('../../../../README.md?raw') },
    zh: { path: 'README.zh.md', load: () => import('../../../../README.zh.md?raw') },
  },
} as const satisfies Readonly<Record<string, Document>>;

export type DocumentName = keyof typeof documents;

/** In the order in which they are listed. */
export const documentNames = Object.keys(documents) as DocumentName[];

export const documentNamed = (name: string): DocumentName | undefined => documentNames.find((each) => each === name);

/** A document as it is read: in one language, or in English where it is not there in that. */
export interface Reading {
  readonly language: Language;
  readonly blocks: readonly Block[];
}

/** For readers of either language. */
export async function readDocument(name: DocumentName): Promise<Readonly<Record<Language, Reading>>> {
  const { en, zh }: Document = documents[name];
  const [english, chinese] = await Promise.all([en.load(), zh?.load()]);
  const reading: Reading = { language: 'en', blocks: readMarkdown(english.default) };
  if (chinese === undefined) return { en: reading, zh: reading };
  const blocks = addressedAs(reading.blocks, readMarkdown(chinese.default));
  return { en: reading, zh: { language: 'zh', blocks } };
}

/** A heading has the address of the same one in English, so that an address holds in both languages, beside its own. */
function addressedAs(english: readonly Block[], blocks: readonly Block[]): readonly Block[] {
  const anchors = anchorsIn(english).values();
  return blocks.map((block) => {
    if (block.kind !== 'heading') return block;
    return { ...block, anchor: anchors.next().value ?? block.anchor, ownAnchor: block.anchor };
  });
}

export const anchorsIn = (blocks: readonly Block[]): readonly string[] =>
  blocks.flatMap((block) => (block.kind === 'heading' ? [block.anchor] : []));

export interface Aim {
  readonly document: DocumentName;
  readonly anchor?: string;
}

/** Where a link in a document leads within these; `undefined`: it is another file of the repository, which is not shown. */
export function aimOf(target: string, from: DocumentName): Aim | undefined {
  const root = 'https://argosy/';
  const { pathname, hash, origin } = new URL(target, `${root}${documents[from].en.path}`);
  const document = documentNames.find((name) => writtenOf(name).some(({ path }) => `/${path}` === pathname));
  if (document === undefined || `${origin}/` !== root) return undefined;
  return { document, ...(hash !== '' && { anchor: decodeURIComponent(hash.slice(1)) }) };
}

/** Whether a link leads to the document in which it stands: to it in another language, for those who read it elsewhere. */
export function isItself(target: string, from: DocumentName): boolean {
  const aim = aimOf(target, from);
  return aim?.document === from && aim.anchor === undefined;
}

/** A document in each language in which it is there, English first. */
export function writtenOf(name: DocumentName): readonly Written[] {
  const { en, zh }: Document = documents[name];
  return zh === undefined ? [en] : [en, zh];
}
