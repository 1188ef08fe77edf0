// A menu under a button: a few choices or things to do. Ours because it stands in the header of every page, and the library's
// own weighs as much as the router.
import { CheckOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useHint } from './hint.tsx';
import './menu.css';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  /** Of a choice: whether it is the one that holds. */
  readonly isChosen?: boolean;
  readonly choose: () => void;
  /** A second line. */
  readonly detail?: string;
  /** Why it cannot be chosen now: it is greyed, and says so. */
  readonly whyNot?: string | undefined;
  /** What else can be done about it; the menu stays open. */
  readonly aside?: { readonly label: string; readonly icon: ReactNode; readonly choose: () => void };
}

interface MenuGroup {
  readonly title?: ReactNode;
  readonly items: readonly MenuItem[];
}

interface MenuProps {
  /** What the button is called where it shows no word. */
  readonly label: string;
  readonly icon?: ReactNode;
  readonly isPlain?: boolean;
  /** Why there is nothing to choose now: the button is greyed, and says so. */
  readonly whyNot?: string | undefined;
  readonly isBusy?: boolean;
  readonly className?: string;
  readonly groups: readonly MenuGroup[];
  readonly children?: ReactNode;
}

export function Menu({
  label,
  icon,
  isPlain = false,
  whyNot,
  isBusy = false,
  className = '',
  groups,
  children,
}: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const list = useId();
  const reason = useId();
  const hint = useHint(whyNot);

  useEffect(() => {
    if (!isOpen) return undefined;
    itemsIn(place.current)[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [isOpen]);

  function close(): void {
    setOpen(false);
    place.current?.querySelector('button')?.focus();
  }

  function press(event: React.KeyboardEvent): void {
    const items = itemsIn(place.current);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation(); // what it stands in stays open
      close();
    } else if (event.key === 'Tab') setOpen(false);
    else if (next !== undefined && isOpen) {
      event.preventDefault();
      items.at(next % items.length)?.focus();
    }
  }

  return (
    <div ref={place} className={`menu ${className}`} onKeyDown={press}>
      <Button
        type={isPlain ? 'text' : 'default'}
        icon={icon}
        {...hint.target}
        loading={isBusy}
        className={whyNot === undefined ? '' : 'action-off'}
        aria-disabled={whyNot !== undefined}
        aria-label={label}
        aria-describedby={whyNot === undefined ? undefined : reason}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        onClick={() => setOpen(!isOpen && whyNot === undefined)}
      >
        {children}
      </Button>
      {whyNot !== undefined && (
        <span id={reason} className="visually-hidden">
          {whyNot}
        </span>
      )}
      {hint.shown}
      {isOpen && (
        <div id={list} role="menu" aria-label={label} className="menu-list">
          {groups.map(({ title, items }, index) => (
            // groups are few, and stay where they are
            <div key={index} role="group" className="menu-group">
              {title !== undefined && <div className="menu-title">{title}</div>}
              {items.map(({ key, label: name, isChosen, choose, whyNot: unable, detail = unable, aside }) => (
                <div key={key} className="menu-row">
                  <button
                    type="button"
                    tabIndex={-1}
                    className="menu-item"
                    role={isChosen === undefined ? 'menuitem' : 'menuitemradio'}
                    aria-checked={isChosen}
                    aria-disabled={unable !== undefined}
                    onClick={() => {
                      if (unable !== undefined) return;
                      close();
                      choose();
                    }}
                  >
                    {isChosen !== undefined && (
                      <CheckOutlined aria-hidden style={{ visibility: isChosen ? 'visible' : 'hidden' }} />
                    )}
                    {detail === undefined ? (
                      name
                    ) : (
                      <span>
                        {name} <span className="menu-detail">{detail}</span>
                      </span>
                    )}
                  </button>
                  {aside && (
                    <button
                      type="button"
                      tabIndex={-1}
                      className="menu-item menu-aside"
                      role="menuitem"
                      aria-label={aside.label}
                      title={aside.label}
                      onClick={() => {
                        itemsIn(place.current).at(-1)?.focus(); // this one may go
                        aside.choose();
                      }}
                    >
                      {aside.icon}
                    </button>
                  )}
                </div>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

const itemsIn = (place: HTMLElement | null): readonly HTMLElement[] => [
  ...(place?.querySelectorAll<HTMLElement>('.menu-item') ?? []),
];
