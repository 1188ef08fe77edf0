// What a button is called, or why it is greyed: shown beside it while one points at it or has reached it by the keyboard. Who
// cannot see it has the same words in the button itself. Ours because it stands on every page: the library's own brings its
// forms and their checks along.
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import './hint.css';

interface Hint {
  /** For the button that is hinted at. */
  readonly target: {
    readonly onMouseEnter: (event: React.SyntheticEvent) => void;
    readonly onMouseLeave: () => void;
    readonly onFocus: (event: React.SyntheticEvent) => void;
    readonly onBlur: () => void;
  };
  /** To be put beside the button; stands in the page only while it is shown. */
  readonly shown: ReactNode;
}

const leaveMs = 100; // long enough to come from the button to the hint, which can be read with a magnifier and copied

export function useHint(text: string | undefined, { delayMs = leaveMs }: { readonly delayMs?: number } = {}): Hint {
  const [at, setAt] = useState<Element>();
  const timer = useRef<number>(undefined);
  const soon = (next: Element | undefined, ms: number) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setAt(next), ms);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  // Before it is seen: a key pressed at its sight is heard.
  useLayoutEffect(() => {
    if (at === undefined) return undefined;
    const hide = () => {
      clearTimeout(timer.current); // what was about to show it again
      setAt(undefined);
    };
    const press = ({ key }: KeyboardEvent) => key === 'Escape' && hide();
    addEventListener('keydown', press);
    addEventListener('scroll', hide, { capture: true }); // of whatever holds the button
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('scroll', hide, { capture: true });
    };
  }, [at]);
  const isShown = at !== undefined && text !== undefined;
  return {
    target: {
      onMouseEnter: ({ currentTarget }) => soon(currentTarget, delayMs),
      onMouseLeave: () => soon(undefined, leaveMs),
      onFocus: ({ currentTarget }) => currentTarget.matches(':focus-visible') && soon(currentTarget, 0),
      onBlur: () => soon(undefined, 0),
    },
    shown:
      isShown &&
      createPortal(
        <div
          ref={(box) => {
            if (box) putBeside(at, box);
          }}
          className="hint"
          aria-hidden="true"
          onMouseEnter={() => soon(at, 0)}
          onMouseLeave={() => soon(undefined, leaveMs)}
        >
          {text}
        </div>,
        document.body,
      ),
  };
}

const gap = 10;
const edge = 8;

/** Above the target, or below where there is no room; within the window, and pointing at the target's middle. */
function putBeside(target: Element, box: HTMLElement): void {
  const of = target.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const isBelow = of.top < height + gap;
  const middle = of.left + of.width / 2;
  const left = Math.max(edge, Math.min(middle - width / 2, document.documentElement.clientWidth - edge - width));
  box.style.left = `${left}px`;
  box.style.top = `${isBelow ? of.bottom + gap : of.top - gap - height}px`;
  box.style.setProperty('--points-at', `${middle - left}px`);
  box.classList.toggle('below', isBelow);
}
