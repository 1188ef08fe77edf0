// Help beside the page one is on, and the way to the part of the documents that fits it.
import { Link, useLocation, useMatches } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { documents } from '../help/documents.ts';
import { placeFor } from '../help/places.ts';
import { anchorOf } from '../help/read-markdown.ts';
import { helpTexts } from '../help/texts.ts';
import { helpFor } from './help-topics.ts';
import { paths } from './paths.ts';
import { appTexts } from './texts.ts';
import { useLanguage, useText } from './text.ts';
import './drawers.css';

export function HelpDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useText(appTexts);
  const language = useLanguage();
  const { pathname } = useLocation();
  const topic = helpFor(pathname);
  const say = useText(helpTexts);
  const place = placeFor(useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '' }));
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
        <h3>{say('readOn')}</h3>
        <p>
          <Link
            to={paths.help}
            params={{ document: place.document }}
            hash={anchorOf(place.heading.en)} // by which it is found in both languages
            onClick={onClose}
          >
            {say(documents[place.document].title)} › {place.heading[language]}
          </Link>
        </p>
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
