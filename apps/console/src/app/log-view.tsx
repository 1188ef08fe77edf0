// A log as it is on its node or in the store: the end first, older parts on request, followed while it grows, searched in what
// is shown or in all of it, and downloaded whole.
import { DownloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, Switch } from 'antd';
import { useDeferredValue, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTell } from './tell.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import { bytesIn } from './times.ts';
import './field.css';
import './log-view.css';

export interface LogPiece {
  readonly text: string;
  readonly offset: number;
  readonly nextOffset: number;
  readonly sizeBytes?: number;
}

export interface LogViewProps {
  /** Which log; another one begins anew. */
  readonly logKey: string;
  readonly fileName: string;
  /** `offset` left out: the end of it. */
  readonly read: (asked: { readonly offset?: number; readonly limit: number }) => Promise<LogPiece>;
  /** Whether more can come. */
  readonly canGrow: boolean;
  /** Finds a text in all of it, from `offset` on; left out: only what is shown is searched. */
  readonly searchAll?: (asked: { readonly text: string; readonly offset: number }) => Promise<LogMatches>;
  /** Where it is downloaded whole; left out: it is read piece by piece. */
  readonly downloadHref?: string;
}

export interface LogMatches {
  readonly items: readonly { readonly offset: number; readonly line: string }[];
  readonly nextOffset: number;
  /** It was searched to its end. */
  readonly complete: boolean;
}

const pieceBytes = 65_536;
const largestPieceBytes = 1_048_576;
const lookEachMs = 1_500; // no facts tell that a log has grown
const mostShownCharacters = 4_000_000; // more is read with a pager, after a download
const mostDownloadBytes = 512 * 2 ** 20;

export function LogView({ logKey, fileName, read, canGrow, searchAll, downloadHref }: LogViewProps) {
  const t = useText(appTexts);
  const tell = useTell();
  const [shown, setShown] = useState<LogPiece>();
  const [follows, setFollows] = useState(canGrow);
  const [search, setSearch] = useState('');
  const [isLoading, setLoading] = useState(false);
  const [found, setFound] = useState<LogMatches & { readonly text: string }>();
  const [isInside, setInside] = useState(false); // after a jump to a line: what follows is asked for
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);

  const readMore = useEffectEvent(async (isFirst: boolean): Promise<void> => {
    try {
      const piece = await read({ ...(!isFirst && shown && { offset: shown.nextOffset }), limit: pieceBytes });
      setShown((before) => (isFirst || before === undefined ? piece : joined(before, piece)));
    } catch (error) {
      if (isFirst) tell.problem(error); // while following, the next look tells
      setFollows(false);
    }
  });

  useEffect(() => {
    setShown(undefined);
    setFound(undefined);
    setInside(false);
    isAtEnd.current = true;
    void readMore(true);
  }, [logKey]);

  useEffect(() => {
    if (!follows || !canGrow) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) void readMore(false);
    }, lookEachMs);
    return () => clearInterval(timer);
  }, [follows, canGrow, logKey]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [shown, search]);

  async function readOlder(): Promise<void> {
    if (!shown) return;
    setLoading(true);
    try {
      const offset = Math.max(0, shown.offset - pieceBytes * 4);
      const piece = await read({ offset, limit: shown.offset - offset });
      isAtEnd.current = false;
      setShown(joined(piece, shown));
    } catch (error) {
      tell.problem(error);
    } finally {
      setLoading(false);
    }
  }

  async function findAll(): Promise<void> {
    const text = search.trim();
    if (searchAll === undefined || text === '') return;
    const goesOn = found?.text === text && !found.complete;
    setLoading(true);
    try {
      const more = await searchAll({ text, offset: goesOn ? found.nextOffset : 0 });
      setFound({ ...more, text, items: goesOn ? [...found.items, ...more.items] : more.items });
    } catch (error) {
      tell.problem(error);
    } finally {
      setLoading(false);
    }
  }

  async function goTo(offset: number): Promise<void> {
    try {
      const piece = await read({ offset, limit: pieceBytes });
      isAtEnd.current = false;
      setFollows(false);
      setInside(true);
      setSearch('');
      setShown(piece);
      if (box.current) box.current.scrollTop = 0;
    } catch (error) {
      tell.problem(error);
    }
  }

  async function readNewer(): Promise<void> {
    if (!shown) return;
    try {
      const piece = await read({ offset: shown.nextOffset, limit: pieceBytes * 4 });
      if (piece.text === '') setInside(false);
      setShown(joined(shown, piece));
    } catch (error) {
      tell.problem(error);
    }
  }

  async function download(): Promise<void> {
    try {
      save(fileName, await readWhole(read));
    } catch (error) {
      tell.problem(error);
    }
  }

  const words = useDeferredValue(search);
  const lines = useMemo(() => matching(shown?.text ?? '', words), [shown, words]);
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
          <Button loading={isLoading} onClick={() => void findAll()}>
            {t('logSearchAll')}
          </Button>
        )}
        {words !== '' && <span className="soft">{t('logMatches', { count: lines.count })}</span>}
        <span className="header-gap" />
        {shown?.sizeBytes !== undefined && <span className="soft">{bytesIn(shown.sizeBytes)}</span>}
        {canGrow && (
          <label className="switch-label">
            <Switch size="small" checked={follows} onChange={setFollows} /> {t('logFollow')}
          </label>
        )}
        {downloadHref === undefined ? (
          <Button icon={<DownloadOutlined />} onClick={() => void download()}>
            {t('download')}
          </Button>
        ) : (
          <Button icon={<DownloadOutlined />} href={downloadHref} download={fileName}>
            {t('download')}
          </Button>
        )}
      </div>
      {found !== undefined && (
        <div className="log-found" role="status">
          <div className="log-bar">
            <strong>{t('logFound', { count: found.items.length })}</strong>
            {!found.complete && (
              <Button size="small" loading={isLoading} onClick={() => void findAll()}>
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
      {shown !== undefined && shown.offset > 0 && (
        <Button type="link" size="small" loading={isLoading} onClick={() => void readOlder()}>
          {t('logOlder', { size: bytesIn(shown.offset) })}
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
        {shown === undefined ? t('loading') : shown.text === '' ? t('logEmpty') : lines.parts}
      </pre>
      {isInside && (
        <Button type="link" size="small" onClick={() => void readNewer()}>
          {t('logNewer')}
        </Button>
      )}
    </div>
  );
}

function joined(before: LogPiece, after: LogPiece): LogPiece {
  const text = before.text + after.text;
  const tooMuch = Math.max(0, text.length - mostShownCharacters);
  return {
    text: tooMuch > 0 ? text.slice(text.indexOf('\n', tooMuch) + 1) : text,
    offset: before.offset + tooMuch,
    nextOffset: Math.max(before.nextOffset, after.nextOffset),
    ...((after.sizeBytes ?? before.sizeBytes) !== undefined && { sizeBytes: after.sizeBytes ?? before.sizeBytes ?? 0 }),
  };
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

async function readWhole(read: LogViewProps['read']): Promise<Blob> {
  const pieces: string[] = [];
  for (let offset = 0; offset < mostDownloadBytes;) {
    const piece = await read({ offset, limit: largestPieceBytes });
    pieces.push(piece.text);
    if (piece.nextOffset <= offset) break;
    offset = piece.nextOffset;
  }
  return new Blob(pieces, { type: 'text/plain' });
}

function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // the browser has begun by then
}
