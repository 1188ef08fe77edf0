// One document, with the way to the others. It is drawn from data, never from HTML.
import { getRouteApi, Link } from '@tanstack/react-router';
import { unreachable } from '@argosy/kernel/errors';
import { Fragment, type ReactNode } from 'react';
import { Page, NotFound } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { locales, useLanguage, useText } from '../app/text.ts';
import { aimOf, isItself, documentNamed, documentNames, documents, type DocumentName } from './documents.ts';
import type { Block, Inline, Line } from './read-markdown.ts';
import { helpTexts } from './texts.ts';
import './help.css';

const route = getRouteApi('/frame/help/$document');

export function DocumentPage() {
  const t = useText(helpTexts);
  const language = useLanguage();
  const name = documentNamed(route.useParams().document);
  const document = route.useLoaderData();
  if (name === undefined || document === undefined) return <NotFound />;
  const reading = document[language];
  const [first, ...rest] = reading.blocks; // the document's own title is the page's
  const lang = locales[reading.language];
  return (
    <Page title={t(documents[name].title)} {...(reading.language !== language && { lead: t('inEnglish') })}>
      <div className="help">
        <nav className="help-contents" aria-label={t('documents')}>
          <ul>
            {documentNames.map((each) => (
              <li key={each}>
                <Link to={paths.help} params={{ document: each }} activeOptions={{ includeHash: false }}>
                  {t(documents[each].title)}
                </Link>
                {each === name && <Headings of={name} blocks={rest} lang={lang} />}
              </li>
            ))}
          </ul>
        </nav>
        <article className="section help-document" lang={lang}>
          {(first?.kind === 'heading' ? rest : reading.blocks).map((block, index) => (
            <Shown key={index} block={block} from={name} />
          ))}
        </article>
      </div>
    </Page>
  );
}

interface HeadingsProps {
  readonly of: DocumentName;
  readonly blocks: readonly Block[];
  readonly lang: string;
}

function Headings({ of: document, blocks, lang }: HeadingsProps) {
  const t = useText(helpTexts);
  const headings = blocks.filter((block) => block.kind === 'heading');
  if (headings.length === 0) return undefined;
  return (
    <ul aria-label={t('onThisPage')} lang={lang}>
      {headings.map(({ anchor, text }) => (
        <li key={anchor}>
          <Link to={paths.help} params={{ document }} hash={anchor} activeOptions={{ includeHash: true }}>
            {text}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Shown({ block, from }: { readonly block: Block; readonly from: DocumentName }): ReactNode {
  const shown = (line: Line) => <Words line={line} from={from} />;
  switch (block.kind) {
    case 'heading': {
      const Heading = block.level <= 2 ? 'h2' : 'h3';
      return (
        <Heading id={block.anchor}>
          <span id={block.ownAnchor}>{block.text}</span>
        </Heading>
      );
    }
    case 'code':
      // it can be scrolled, so keys have to reach it
      return <pre tabIndex={0}>{block.text}</pre>; // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex
    case 'paragraph':
      return <p>{shown(block.line)}</p>;
    case 'list':
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index}>{shown(item)}</li>
          ))}
        </ul>
      );
    case 'table':
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
        <div className="help-table" tabIndex={0}>
          <table>
            {block.head.some((cell) => cell.length > 0) && (
              <thead>
                <tr>
                  {block.head.map((cell, index) =>
                    cell.length === 0 ? (
                      <td key={index} />
                    ) : (
                      <th key={index} scope="col">
                        {shown(cell)}
                      </th>
                    ),
                  )}
                </tr>
              </thead>
            )}
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{shown(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    default:
      return unreachable(block);
  }
}

interface WordsProps {
  readonly line: Line;
  readonly from: DocumentName;
}

function Words({ line, from }: WordsProps) {
  return line.map((part, index) => (
    <Fragment key={index}>
      <Part part={part} from={from} />
    </Fragment>
  ));
}

function Part({ part, from }: { readonly part: Inline; readonly from: DocumentName }): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return (
        <strong>
          <Words line={part.parts} from={from} />
        </strong>
      );
    case 'soft':
      return (
        <em>
          <Words line={part.parts} from={from} />
        </em>
      );
    case 'link':
      return <Reference {...part} from={from} />;
    default:
      return unreachable(part);
  }
}

/** Between documents here; elsewhere in a new tab; a file that is not shown has nothing to lead to. The language is chosen above. */
function Reference({ target, parts, from }: WordsOf<'link'> & { readonly from: DocumentName }) {
  if (isItself(target, from)) return undefined;
  const words = <Words line={parts} from={from} />;
  const aim = aimOf(target, from);
  if (aim)
    return (
      <Link to={paths.help} params={{ document: aim.document }} {...(aim.anchor !== undefined && { hash: aim.anchor })}>
        {words}
      </Link>
    );
  if (/^https?:/.test(target))
    return (
      <a href={target} target="_blank" rel="noreferrer">
        {words}
      </a>
    );
  return words;
}

type WordsOf<Kind> = Extract<Inline, { readonly kind: Kind }>;
