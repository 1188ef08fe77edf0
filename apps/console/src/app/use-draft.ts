// The draft on a page that has a form with its YAML beside it (draft.ts), kept in this tab until it is saved.
import { useMemo, useRef } from 'react';
import { type ChangeDraft, changed, type Draft, type DraftPath, readDraft } from './draft.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import { type Begun, useKeptDraft } from './use-kept-draft.ts';

export interface DraftEditor {
  /** As it is, with what its YAML is wrong in and nothing else. */
  readonly draft: Draft;
  readonly begun: Begun;
  /** Puts this text in the place of the whole. */
  readonly write: (text: string) => void;
  readonly change: ChangeDraft;
}

/** `first`: what it begins with; `version`: of what it changes, where that has versions. Kept in this tab until it is saved. */
export function useDraft(first: () => string, version?: number): DraftEditor {
  const t = useText(appTexts);
  const { parts, change: keep, ...begun } = useKeptDraft(() => ({ text: first() }), version);
  const { text } = parts;
  // A change may come from something that began long ago, such as an upload: it is made in what is written by then.
  const readable = useRef<Draft>(undefined);
  const isReadable = useRef(true);
  const waiting = useRef<(readonly [path: DraftPath, value: unknown])[]>([]);
  const take = (read: Draft): void => {
    isReadable.current = read.isReadable;
    if (read.isReadable) readable.current = read;
  };
  const draft = useMemo(() => readDraft(text, readable.current, t), [text, t]);
  take(draft);
  const write = (next: string): void => {
    take(readDraft(next, readable.current, t));
    const come = isReadable.current ? waiting.current.splice(0) : [];
    if (come.length === 0) return keep({ text: next });
    return write(come.reduce((written, [path, value]) => changed(written, path, value), next));
  };
  return {
    draft,
    begun: {
      ...begun,
      startOver: () => {
        waiting.current = [];
        begun.startOver();
      },
    },
    write,
    change: (path, value, when = 'at_once') => {
      if (when === 'once_readable' && !isReadable.current) waiting.current.push([path, value]);
      else write(changed(readable.current?.text ?? first(), path, value));
    },
  };
}
