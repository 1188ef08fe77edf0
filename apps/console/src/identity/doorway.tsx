// The frame of pages for which nobody has to be signed in yet.
import { type ReactNode, useEffect } from 'react';
import { LanguageChoice, ThemeChoice } from '../app/choices.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import './doorway.css';

interface DoorwayProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly children: ReactNode;
}

export function Doorway({ title, lead, children }: DoorwayProps) {
  const t = useText(appTexts);
  useEffect(() => {
    document.title = `${title} · ${t('name')}`;
  }, [title, t]);
  return (
    <div className="doorway">
      <header>
        <div className="doorway-brand">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          {t('name')}
        </div>
        <div className="doorway-choices">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </header>
      <main>
        <h1>{title}</h1>
        <p className="doorway-lead">{lead}</p>
        {children}
      </main>
    </div>
  );
}
