// A log as it is on its node or in the store: the end first, older parts on request, followed while it grows, searched in what
// is shown or in all of it, and downloaded whole.
import { DownloadOutlined, SearchOutlined } from '@ant-design/icons';
import { ServerUnreachable } from '@argosy/client/browser';
import { Button, Input, Switch } from 'antd';
import {
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { type AskedPiece, type LogPiece, openLog } from './log-reader.ts';
import { sentencesOf, useTell } from './tell.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import { bytesIn } from './times.ts';
import './field.css';
import './log-view.css';

export interface LogViewProps {
  /** Which log; another one begins anew. */
  readonly logKey: string;
  readonly fileName: string;
  readonly read: (asked: AskedPiece) => Promise<LogPiece>;
  /** Whether more can come. */
  readonly canGrow: boolean;
  /** Finds a text in all of it, from `offset` on; left out: only what is shown is searched. */
  readonly searchAll?: (asked: { readonly text: string; readonly offset: number }) => Promise<LogMatches>;
  /** Where it is downloaded whole. */
  readonly downloadHref: string;
}

interface LogMatches {
  readonly items: readonly { readonly offset: number; readonly line: string }[];
  readonly nextOffset: number;
  /** It was searched to its end. */
  readonly complete: boolean;
}

export function LogView(props: LogViewProps) {
  return <OneLog key={props.logKey} {...props} />;
}

function OneLog({ fileName, read, canGrow, searchAll, downloadHref }: LogViewProps) {
  const t = useText(appTexts);
  const tell = useTell();
  const [log] = useState(() => openLog(read));
  const { pieces, isInside, isReading, wasCut, problem } = useSyncExternalStore(log.listen, log.shown);
  const [follows, setFollows] = useState(canGrow);
  const [search, setSearch] = useState('');
  const [isSearching, setSearching] = useState(false);
  const [found, setFound] = useState<LogMatches & { readonly text: string }>();
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);

  useEffect(() => {
    void log.readEnd();
    return log.close;
  }, [log]);

  const follow = useEffectEvent((until: AbortSignal) => log.follow({ canGrow, isSeen: () => !document.hidden, until }));
  useEffect(() => {
    if (!follows) return undefined;
    const ended = new AbortController();
    void follow(ended.signal);
    return () => ended.abort();
  }, [log, follows, canGrow]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [pieces, search]);

  async function asked(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      tell.problem(error);
    }
  }

  function changeFollows(now: boolean): void {
    setFollows(now);
    if (!now || !isInside) return;
    isAtEnd.current = true;
    void asked(log.readEnd);
  }

  function readOlder(): void {
    isAtEnd.current = false;
    void asked(log.readOlder);
  }

  async function findAll(): Promise<void> {
    const text = search.trim();
    if (searchAll === undefined || text === '') return;
    const goesOn = found?.text === text && !found.complete;
    setSearching(true);
    try {
      const more = await searchAll({ text, offset: goesOn ? found.nextOffset : 0 });
      setFound({ ...more, text, items: goesOn ? [...found.items, ...more.items] : more.items });
    } catch (error) {
      tell.problem(error);
    } finally {
      setSearching(false);
    }
  }

  async function goTo(offset: number): Promise<void> {
    isAtEnd.current = false;
    setSearch('');
    await asked(() => log.readFrom(offset));
    if (box.current) box.current.scrollTop = 0;
  }

  const words = useDeferredValue(search);
  const text = useMemo(() => pieces.map((piece) => piece.text).join(''), [pieces]);
  const lines = useMemo(() => matching(text, words), [text, words]);
  const [first] = pieces;
  const sizeBytes = pieces.at(-1)?.sizeBytes;
  const isFollowing = follows && !isInside;
  return (
    <div className="log">
      <div className="log-bar">
        <Input
          prefix={<SearchOutlined aria-hidden />}
          allowClear
          className="log-search"
          placeholder={t('logSearch')}
          aria-label={t('logSearch')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onPressEnter={() => void findAll()}
        />
        {searchAll !== undefined && words !== '' && (
          <Button loading={isSearching} onClick={() => void findAll()}>
            {t('logSearchAll')}
          </Button>
        )}
        {words !== '' && <span className="soft">{t('logMatches', { count: lines.count })}</span>}
        <span className="header-gap" />
        {sizeBytes !== undefined && <span className="soft">{bytesIn(sizeBytes)}</span>}
        {canGrow && (
          <label className="switch-label">
            <Switch size="small" checked={isFollowing} onChange={changeFollows} /> {t('logFollow')}
          </label>
        )}
        <Button icon={<DownloadOutlined />} href={downloadHref} download={fileName}>
          {t('download')}
        </Button>
      </div>
      <div role="status" className="log-notes">
        {problem !== undefined && (
          <div className="log-problem">
            <span>
              {problem instanceof ServerUnreachable ? t('unreachable') : sentencesOf(problem, t).description}
              {isFollowing && canGrow && ` ${t('logTryingAgain')}`}
            </span>
            {!(isFollowing && canGrow) && (
              <Button size="small" loading={isReading} onClick={() => void asked(log.readNewer)}>
                {t('retry')}
              </Button>
            )}
          </div>
        )}
        {wasCut && <div className="soft">{t('logWasCut')}</div>}
      </div>
      {found !== undefined && (
        <div className="log-found" role="status">
          <div className="log-bar">
            <strong>{t('logFound', { count: found.items.length })}</strong>
            {!found.complete && (
              <Button size="small" loading={isSearching} onClick={() => void findAll()}>
                {t('more')}
              </Button>
            )}
            <span className="header-gap" />
            <Button size="small" type="text" onClick={() => setFound(undefined)}>
              {t('close')}
            </Button>
          </div>
          <ol>
            {found.items.map(({ offset, line }) => (
              <li key={offset}>
                <button type="button" className="mono" onClick={() => void goTo(offset)}>
                  {line}
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
      {first !== undefined && first.offset > 0 && (
        <Button type="link" size="small" loading={isReading} onClick={readOlder}>
          {t('logOlder', { size: bytesIn(first.offset) })}
        </Button>
      )}
      <pre
        ref={box}
        className="log-text"
        tabIndex={0}
        aria-label={fileName}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          isAtEnd.current = scrollTop + clientHeight > scrollHeight - 24;
        }}
      >
        {first === undefined
          ? t(problem === undefined ? 'loading' : 'logUnread')
          : text === ''
            ? t('logEmpty')
            : lines.parts}
      </pre>
      {isInside && (
        <Button type="link" size="small" loading={isReading} onClick={() => void asked(log.readNewer)}>
          {t('logNewer')}
        </Button>
      )}
    </div>
  );
}

/** The lines that have the words, with these marked; all of it where nothing is searched. */
function matching(text: string, words: string): { readonly parts: React.ReactNode; readonly count: number } {
  if (words === '') return { parts: text, count: 0 };
  const wanted = words.toLowerCase();
  const found = text.split('\n').filter((line) => line.toLowerCase().includes(wanted));
  const parts = found.slice(-mostMarkedLines).map((line, index) => {
    const at = line.toLowerCase().indexOf(wanted);
    return (
      <span key={`${index}-${line}`}>
        {line.slice(0, at)}
        <mark>{line.slice(at, at + words.length)}</mark>
        {`${line.slice(at + words.length)}\n`}
      </span>
    );
  });
  return { parts, count: found.length };
}

const mostMarkedLines = 2_000;
