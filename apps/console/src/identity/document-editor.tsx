// The editor of a policy's document, with what is wrong with it below.
import { lazy, Suspense, useState } from 'react';
import { appTexts } from '../app/texts.ts';
import { useLanguage, useText } from '../app/text.ts';
import { problemsOfDocument, unknownActionsIn } from './schemas.ts';
import { identityTexts } from './texts.ts';
import '../clusters/clusters.css';

const CodeEditor = lazy(async () => ({ default: (await import('../app/code-editor.tsx')).CodeEditor }));

export function DocumentEditor({
  text,
  onChange,
}: {
  readonly text: string;
  readonly onChange: (text: string) => void;
}) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const [line, setLine] = useState<{ readonly number: number }>();
  const wrong = problemsOfDocument(text, useLanguage());
  const problems = wrong.length > 0 ? wrong : unknownActionsIn(text, (action) => t('actionUnknown', { action }));
  return (
    <>
      <Suspense fallback={<pre className="code-text">{text}</pre>}>
        <CodeEditor language="json" label={t('document')} value={text} line={line} onChange={onChange} />
      </Suspense>
      {problems.length > 0 && (
        <ul className="code-problems" aria-live="polite">
          {problems.map(({ line: number, path, message }) => (
            <li key={`${path.join('.')} ${message}`}>
              {number !== undefined && (
                <button type="button" onClick={() => setLine({ number })}>
                  {app('line', { number })}
                </button>
              )}
              <span>{[path.join('.'), message].filter((each) => each !== '').join(' · ')}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
