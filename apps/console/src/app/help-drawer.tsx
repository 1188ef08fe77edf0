// Help beside the page one is on.
import { useLocation } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { helpFor } from './help-topics.ts';
import { appTexts } from './texts.ts';
import { useLanguage, useText } from './text.ts';
import './drawers.css';

export function HelpDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useText(appTexts);
  const language = useLanguage();
  const { pathname } = useLocation();
  const topic = helpFor(pathname);
  return (
    <Drawer open title={t('helpPage')} onClose={onClose} size={440}>
      <div className="help-text">
        {topic.parts.map((part) => (
          <div key={part.title.en}>
            <h3>{part.title[language]}</h3>
            {part.text.map((paragraph) => (
              <p key={paragraph.en}>{paragraph[language]}</p>
            ))}
            {part.command !== undefined && <pre>{part.command}</pre>}
          </div>
        ))}
        <h3>{t('helpApi')}</h3>
        <p>
          <a href="/v1/openapi.json" target="_blank" rel="noreferrer">
            /v1/openapi.json
          </a>
        </p>
      </div>
    </Drawer>
  );
}
