// The editor of a policy's document, with what is wrong with it below.
import { lazy, Suspense } from 'react';
import { useLanguage, useText } from '../app/text.ts';
import { problemsOfDocument } from './schemas.ts';
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
  const problems = problemsOfDocument(text, useLanguage());
  return (
    <>
      <Suspense fallback={<pre className="code-text">{text}</pre>}>
        <CodeEditor language="json" label={t('document')} value={text} onChange={onChange} />
      </Suspense>
      {problems.length > 0 && (
        <ul className="code-problems" aria-live="polite">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </>
  );
}
