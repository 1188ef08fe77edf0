// The draft on a page that has a form with its YAML beside it (draft.ts), kept in this tab until it is saved.
import { useMemo, useRef } from 'react';
import { changed, type Draft, type DraftPath, readDraft } from './draft.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import { type Begun, useKeptDraft } from './use-kept-draft.ts';

export interface DraftEditor {
  /** As it is, with what its YAML is wrong in and nothing else. */
  readonly draft: Draft;
  readonly begun: Begun;
  /** Puts this text in the place of the whole. */
  readonly write: (text: string) => void;
  /** Changes one thing in it; `undefined` takes it away. */
  readonly change: (path: DraftPath, value: unknown) => void;
}

/** `first`: what it begins with; `version`: of what it changes, where that has versions. Kept in this tab until it is saved. */
export function useDraft(first: () => string, version?: number): DraftEditor {
  const t = useText(appTexts);
  const { parts, change: keep, ...begun } = useKeptDraft(() => ({ text: first() }), version);
  const { text } = parts;
  // A change may come from something that began long ago, such as an upload: it is made in what is written by then.
  const readable = useRef<Draft>(undefined);
  const draft = useMemo(() => readDraft(text, readable.current, t), [text, t]);
  if (draft.isReadable) readable.current = draft;
  const write = (next: string): void => {
    const read = readDraft(next, readable.current, t);
    if (read.isReadable) readable.current = read;
    keep({ text: next });
  };
  return {
    draft,
    begun,
    write,
    change: (path, value) => write(changed(readable.current?.text ?? first(), path, value)),
  };
}
