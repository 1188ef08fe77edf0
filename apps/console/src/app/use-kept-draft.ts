// What is being written on this page, kept in this tab until it is saved (kept-drafts.ts).
import { useMatch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useCaller } from './caller.ts';
import { keepDraft, keptDraft, writerOf } from './kept-drafts.ts';

/** Where what is written stands to what was there. */
export interface Begun {
  /** It was written before, and found again here. */
  readonly isFound: boolean;
  /** What it changes has become another since it was begun. */
  readonly isOutdated: boolean;
  /** Of what it changes, when it was begun. */
  readonly version: number | undefined;
  /** Throws it away, and begins with what holds now. */
  readonly startOver: () => void;
  /** It need no longer be kept. */
  readonly saved: () => void;
}

export interface KeptDraftEditor<Parts> extends Begun {
  readonly parts: Parts;
  /** Of something that ended after somebody had left the page, such as an upload, nothing comes in any more. */
  readonly change: (parts: Partial<Parts>) => void;
}

/** `first`: what it begins with, now; `version`: of what it changes, now, where that has versions. */
export function useKeptDraft<Parts extends Readonly<Record<keyof Parts, string>>>(
  first: () => Parts,
  version?: number,
): KeptDraftEditor<Parts> {
  const who = writerOf(useCaller());
  const address = useMatch({ strict: false, select: ({ pathname }) => pathname });
  const [draft, setDraft] = useState(() => {
    const kept = keptDraft(who, address);
    const begun = first();
    return {
      begun,
      parts: { ...begun, ...kept?.parts },
      version: kept ? kept.version : version,
      isFound: kept !== undefined,
      isSaved: false,
    };
  });
  const latest = useRef(draft); // what changes it may have begun before it was drawn as it is
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);

  function become(next: typeof draft): void {
    latest.current = next;
    setDraft(next);
    const isAsBegun = Object.entries<string>(next.parts).every(
      ([name, part]) => part === next.begun[name as keyof Parts],
    );
    keepDraft(who, address, next.isSaved || isAsBegun ? undefined : { parts: next.parts, version: next.version });
  }

  return {
    parts: draft.parts,
    isFound: draft.isFound && !draft.isSaved,
    isOutdated: draft.version !== version && !draft.isSaved,
    version: draft.version,
    change: (parts) => {
      if (isHere.current) become({ ...latest.current, parts: { ...latest.current.parts, ...parts }, isSaved: false });
    },
    startOver: () => {
      const begun = first();
      become({ begun, parts: begun, version, isFound: false, isSaved: false });
    },
    saved: () => become({ ...latest.current, isSaved: true }),
  };
}
