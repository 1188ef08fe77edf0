// What runs in the browser to see a page as a person does: it is sent there as text before the page's own scripts, and sees
// nothing of its file. Times are the page's own, in milliseconds since its navigation began.

/** One stretch in which the page's thread could answer nobody. */
interface LongTask {
  readonly atMs: number;
  readonly ms: number;
}

export interface Watch {
  longTasks: LongTask[];
  /** How far things moved that nobody had touched (layout shift, as browsers reckon it), and which. */
  shifts: { readonly value: number; readonly of: string }[];
  paintedAtMs: number;
  /** When something that `selector` finds stood in the page, with `text` in it. */
  shown(selector: string, text?: string): Promise<number>;
  /** When nothing has changed in the page for `ms`, or after ten seconds. */
  quiet(ms: number): Promise<void>;
}

// Of the browser's own types as much as is used here.
interface Entry {
  readonly name: string;
  readonly startTime: number;
  readonly duration: number;
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: { readonly nodeName: string; readonly className: string } | null }[];
}
declare class PerformanceObserver {
  constructor(hear: (list: { getEntries(): readonly Entry[] }) => void);
  observe(options: { readonly type: string; readonly buffered: true }): void;
}
declare class MutationObserver {
  constructor(hear: () => void);
  observe(of: unknown, options: { subtree: true; childList: true; characterData: true; attributes: true }): void;
  disconnect(): void;
}
declare const document: { querySelectorAll(selector: string): Iterable<{ readonly textContent: string }> };
declare const window: { watch: Watch };

export function watchPage(): void {
  const all = { subtree: true, childList: true, characterData: true, attributes: true } as const;
  const watch: Watch = {
    longTasks: [],
    shifts: [],
    paintedAtMs: Number.NaN,
    shown: (selector, text = '') =>
      new Promise((resolve) => {
        const look = () => {
          const isThere = [...document.querySelectorAll(selector)].some((each) => each.textContent.includes(text));
          if (!isThere) return;
          observer.disconnect();
          resolve(performance.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document, all);
        look();
      }),
    quiet: (ms) =>
      new Promise((resolve) => {
        const end = () => {
          observer.disconnect();
          clearTimeout(longest);
          resolve();
        };
        let timer = setTimeout(end, ms);
        const longest = setTimeout(end, 10_000);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(end, ms);
        });
        observer.observe(document, all);
      }),
  };
  window.watch = watch;
  const observe = (type: string, hear: (entry: Entry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type, buffered: true });
  observe('longtask', ({ startTime, duration }) => watch.longTasks.push({ atMs: startTime, ms: duration }));
  observe('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') watch.paintedAtMs = startTime;
  });
  observe('layout-shift', ({ value, hadRecentInput, sources }) => {
    const of = sources.map(({ node }) => `${node?.nodeName ?? '?'}.${node?.className ?? ''}`).join(', ');
    if (!hadRecentInput) watch.shifts.push({ value, of });
  });
}
