// Things as rows. Where the window is narrower than they are they are scrolled sideways, also by the keyboard: what can be
// scrolled can be reached. Ours because nearly every page is one: the library's own weighs 75 kB, and draws fifty rows in a time in
// which this draws two hundred. Where a table goes by pages of its own the library's is used.
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import './table.css';

type Fields<Row> = Extract<keyof Row, string>;
type FieldsShown<Row> = { [Field in Fields<Row>]: Row[Field] extends ReactNode ? Field : never }[Fields<Row>];

interface Column<Row> {
  readonly title?: ReactNode;
  /** What stands in a cell: a field as it is, or what is made of the row. */
  readonly show: FieldsShown<Row> | ((row: Row) => ReactNode);
  readonly isAtEnd?: true;
  /** Left out where the window is narrow. */
  readonly isExtra?: true;
  readonly className?: string;
}

interface TableProps<Row> {
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly columns: readonly Column<Row>[];
  /** Shown where there are no rows. */
  readonly empty?: ReactNode;
  readonly isLoading?: boolean;
  readonly size?: 'middle' | 'small';
  /** Long words break, and it is never wider than the page. */
  readonly wraps?: true;
  readonly className?: string;
  readonly classOf?: (row: Row) => string;
  /** What is shown under a row when somebody opens it; `undefined` where there is nothing more. */
  readonly more?: (row: Row) => ReactNode;
}

export function Table<Row>({
  rows,
  keyOf,
  columns,
  empty,
  isLoading = false,
  size,
  wraps,
  className = '',
  classOf,
  more,
}: TableProps<Row>) {
  const [opened, setOpened] = useState<ReadonlySet<string | number>>(new Set());
  const toggle = (key: string | number) =>
    setOpened((before) => new Set(before.has(key) ? [...before].filter((each) => each !== key) : [...before, key]));
  return (
    <div className={`table-place ${className}`} aria-busy={isLoading}>
      <Scrolled>
        <table className={['table', size, wraps && 'wraps'].filter(Boolean).join(' ')}>
          <thead>
            <tr>
              {more && <td className="table-opener" />}
              {columns.map(({ title, ...column }, index) => (
                <th key={index} scope="col" className={classesOf(column)}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const key = keyOf(row);
              const further = more?.(row);
              const isOpen = further !== undefined && opened.has(key);
              return (
                <Fragment key={key}>
                  <tr className={`table-row ${classOf?.(row) ?? ''}`}>
                    {more && (
                      <td className="table-opener">
                        {further !== undefined && <Opener isOpen={isOpen} onPress={() => toggle(key)} />}
                      </td>
                    )}
                    {columns.map(({ show, ...column }, index) => (
                      <td key={index} className={classesOf(column)}>
                        {typeof show === 'function' ? show(row) : (row[show] as ReactNode)}
                      </td>
                    ))}
                  </tr>
                  {isOpen && (
                    <tr className="table-more">
                      <td colSpan={columns.length + 1}>{further}</td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </Scrolled>
      {rows.length === 0 && <div className="table-empty">{isLoading ? <Loading /> : empty}</div>}
    </div>
  );
}

function classesOf({ isAtEnd, isExtra, className }: Omit<Column<never>, 'show' | 'title'>): string | undefined {
  return [isAtEnd && 'at-end', isExtra && 'extra', className].filter(Boolean).join(' ') || undefined;
}

function Opener({ isOpen, onPress }: { readonly isOpen: boolean; readonly onPress: () => void }) {
  const t = useText(appTexts);
  return (
    <button type="button" aria-label={t(isOpen ? 'rowClose' : 'rowOpen')} aria-expanded={isOpen} onClick={onPress} />
  );
}

function Loading() {
  const t = useText(appTexts);
  return (
    <div role="status" aria-label={t('loading')}>
      {[80, 64, 72].map((percent) => (
        <div key={percent} className="skeleton" style={{ width: `${percent}%`, height: 18, margin: '14px 16px' }} />
      ))}
    </div>
  );
}

function Scrolled({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current: content } = place;
    if (!content?.firstElementChild) return undefined;
    const watch = new ResizeObserver(() => {
      if (content.scrollWidth > content.clientWidth) content.setAttribute('tabindex', '0');
      else content.removeAttribute('tabindex');
    });
    watch.observe(content);
    watch.observe(content.firstElementChild);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={place} className="table-scrolled">
      {children}
    </div>
  );
}
