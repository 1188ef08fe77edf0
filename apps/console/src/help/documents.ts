// The documents of the repository that the console shows: these and no others. They are built with the console, so they are those of
// the server that one uses; the server builds anew when one of them changes (platform/http/console-build.ts names them too).
import { type Block, readMarkdown } from './read-markdown.ts';
import type { PlainKey } from '../app/text.ts';
import type { helpTexts } from './texts.ts';

interface Document {
  /** In the repository. */
  readonly path: string;
  readonly title: PlainKey<typeof helpTexts>;
  readonly load: () => Promise<{ readonly default: string }>;
}

export const documents = {
  work: {
    path: 'docs/operating/work.md',
    title: 'work',
    load: () => import('../../../../docs/operating/work.md?raw'),
  },
  people: {
    path: 'docs/operating/people.md',
    title: 'people',
    load: () => import('../../../../docs/operating/people.md?raw'),
  },
  running: {
    path: 'docs/operating/running.md',
    title: 'running',
    load: () => import('../../../../docs/operating/running.md?raw'),
  },
  figures: {
    path: 'docs/operating/figures.md',
    title: 'figures',
    load: () => import('../../../../docs/operating/figures.md?raw'),
  },
  glossary: { path: 'docs/glossary.md', title: 'glossary', load: () => import('../../../../docs/glossary.md?raw') },
  tour: { path: 'README.md', title: 'tour', load: () => import('../../../../README.md?raw') },
} as const satisfies Readonly<Record<string, Document>>;

export type DocumentName = keyof typeof documents;

/** In the order in which they are listed. */
export const documentNames = Object.keys(documents) as DocumentName[];

export const documentNamed = (name: string): DocumentName | undefined => documentNames.find((each) => each === name);

export async function readDocument(name: DocumentName): Promise<readonly Block[]> {
  return readMarkdown((await documents[name].load()).default);
}

export interface Aim {
  readonly document: DocumentName;
  readonly anchor?: string;
}

/** Where a link in a document leads within these; `undefined`: it is another file of the repository, which is not shown. */
export function aimOf(target: string, from: DocumentName): Aim | undefined {
  const root = 'https://argosy/';
  const { pathname, hash, origin } = new URL(target, `${root}${documents[from].path}`);
  const document = documentNames.find((name) => `/${documents[name].path}` === pathname);
  if (document === undefined || `${origin}/` !== root) return undefined;
  return { document, ...(hash !== '' && { anchor: decodeURIComponent(hash.slice(1)) }) };
}
