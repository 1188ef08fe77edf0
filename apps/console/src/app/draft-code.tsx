// The same wish as YAML (to be edited), as a command and as a request (to be copied), and what is wrong with it, line by line.
import { Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { CopyButton } from './copy-button.tsx';
import type { Draft } from './draft.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import './draft-code.css';

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }));

type Form = 'yaml' | 'cli' | 'api';

interface DraftCodeProps {
  readonly draft: Draft;
  /** What is edited, for who cannot see it. */
  readonly label: string;
  readonly command: string;
  readonly request: string;
  readonly onChange: (text: string) => void;
}

export function DraftCode({ draft, label, command, request, onChange }: DraftCodeProps) {
  const t = useText(appTexts);
  const [form, setForm] = useState<Form>('yaml');
  const [line, setLine] = useState<{ readonly number: number }>();
  const text = { yaml: draft.text, cli: command, api: request }[form];
  return (
    <>
      <div className="code-tabs">
        <Segmented<Form>
          aria-label={t('codeForm')}
          value={form}
          onChange={setForm}
          options={[
            { value: 'yaml', label: 'YAML' },
            { value: 'cli', label: t('asCommand') },
            { value: 'api', label: t('asRequest') },
          ]}
        />
        <CopyButton text={text} />
      </div>
      {form === 'yaml' ? (
        <Suspense fallback={<pre className="code-text">{draft.text}</pre>}>
          <CodeEditor language="yaml" label={label} value={draft.text} line={line} onChange={onChange} />
        </Suspense>
      ) : (
        <pre className="code-text" tabIndex={0}>
          {text}
        </pre>
      )}
      {draft.problems.length > 0 && (
        <ul className="code-problems" aria-live="polite">
          {draft.problems.map(({ line: number, path, message }) => (
            <li key={`${path.join('.')} ${message}`}>
              {number !== undefined && (
                <button
                  type="button"
                  onClick={() => {
                    setForm('yaml');
                    setLine({ number });
                  }}
                >
                  {t('line', { number })}
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
