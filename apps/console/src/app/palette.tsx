// The command palette: one field for pages, actions, clusters, and whatever the server's search finds.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import type { SearchHit } from '@argosy/contract/platform/operations';
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { clusterListQuery } from '../clusters/queries.ts';
import { request } from './api.ts';
import { commands } from './commands.ts';
import type { Open } from './overlay.ts';
import { useOpenPages } from './page-acts.ts';
import { useOptionalPages } from './queries.ts';
import { kindWords, searchHref } from './search-links.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import './palette.css';

interface Choice {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly hint?: string | undefined;
  readonly choose: () => void;
}

export function Palette({ onClose, open }: { readonly onClose: () => void; readonly open: Open }) {
  const t = useText(appTexts);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const choices = useChoices(text.trim().toLowerCase(), open);
  const chosen = choices[Math.min(at, choices.length - 1)];

  function take(choice: Choice | undefined): void {
    if (!choice) return;
    onClose();
    choice.choose();
  }

  function press(event: React.KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && choices.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length);
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) take(chosen); // Enter also ends a Chinese word
  }

  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('searchOrGo')}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen && `${list}-${chosen.id}`}
        aria-label={t('searchOrGo')}
        placeholder={t('searchOrGo')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div role="listbox" id={list} aria-label={t('searchOrGo')} className="palette-list">
        {choices.map((choice, index) => (
          <div key={choice.id}>
            {choice.group !== choices[index - 1]?.group && (
              <div className="palette-group" role="presentation">
                {choice.group}
              </div>
            )}
            <div
              id={`${list}-${choice.id}`}
              role="option"
              aria-selected={choice === chosen}
              className="palette-choice"
              ref={choice === chosen ? intoView : undefined}
              onMouseMove={() => setAt(index)}
              onClick={() => take(choice)}
            >
              <span>{choice.name}</span>
              {choice.hint !== undefined && <span className="soft">{choice.hint}</span>}
            </div>
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className="palette-empty">{t('paletteEmpty')}</p>}
    </dialog>
  );
}

const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

function useChoices(text: string, open: Open): readonly Choice[] {
  const t = useText(appTexts);
  const navigate = useNavigate();
  const { items } = useOptionalPages(clusterListQuery({}));
  const found = useSearch(useDeferredValue(text));
  const go = (href: string) => () => void navigate({ href });
  const isOpen = useOpenPages();
  const usable = commands.filter(({ to }) => isOpen(to));
  const own = usable.map((each) => ({
    id: each.id,
    group: each.group === 'pages' ? t('palettePages') : t('paletteActions'),
    name: t(each.word),
    hint: each.keys?.join(' '),
    choose: go(each.to),
  }));
  const overlays = (['operations', 'notifications', 'shortcuts', 'help'] as const).map((each) => ({
    id: each,
    group: t('paletteActions'),
    name: t(each),
    choose: open[each],
  }));
  const clusters = items.slice(0, mostClusters).map(({ id, name, release }) => ({
    id,
    group: t('clusters'),
    name,
    hint: release,
    choose: go(`/clusters/${id}`),
  }));
  const fits = ({ name, id }: { name: string; id: string }) => `${name} ${id}`.toLowerCase().includes(text);
  const known = [...own, ...overlays, ...clusters].filter(fits);
  const more = found
    .filter((each) => !known.some(({ id }) => id === each.id))
    .map(({ kind, id, name }) => ({
      id,
      group: t('paletteFound'),
      name,
      hint: t(kindWords[kind]),
      choose: go(searchHref(kind, id)),
    }));
  return [...known, ...more].slice(0, mostChoices);
}

const mostClusters = 50;
const mostChoices = 40; // who sees none that fits types another letter

/** What the server finds; nothing from a server that does not search. */
function useSearch(text: string): readonly SearchHit[] {
  const { data } = useQuery({
    queryKey: ['search', text],
    queryFn: async () => {
      try {
        return await request<{ items: readonly SearchHit[] }>('GET', `/v1/search?text=${encodeURIComponent(text)}`);
      } catch (error) {
        if (error instanceof ApiError && [403, 404].includes(error.status)) return { items: [] };
        throw error;
      }
    },
    enabled: text.length >= 2,
    staleTime: 10_000,
  });
  return data?.items ?? [];
}
