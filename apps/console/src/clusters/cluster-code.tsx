// The same wish as YAML (to be edited), as a command and as a request (to be copied).
import { Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { CopyButton } from '../app/copy-button.tsx';
import { useText } from '../app/text.ts';
import { asCommand, asRequest, type Draft } from './cluster-draft.ts';
import { clustersTexts } from './texts.ts';

const CodeEditor = lazy(async () => ({ default: (await import('../app/code-editor.tsx')).CodeEditor }));

type Form = 'yaml' | 'cli' | 'api';

export function ClusterCode({ draft, onChange }: { readonly draft: Draft; readonly onChange: (text: string) => void }) {
  const t = useText(clustersTexts);
  const [form, setForm] = useState<Form>('yaml');
  const text =
    form === 'yaml' ? draft.text : form === 'cli' ? asCommand(draft.text) : asRequest(draft.value, location.origin);
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
          <CodeEditor language="yaml" label={t('codeLabel')} value={draft.text} onChange={onChange} />
        </Suspense>
      ) : (
        <pre className="code-text" tabIndex={0}>
          {text}
        </pre>
      )}
      {draft.problems.length > 0 && (
        <ul className="code-problems" aria-live="polite">
          {draft.problems.map(({ line, path, message }) => (
            <li key={`${path.join('.')} ${message}`}>
              {[line === undefined ? undefined : t('line', { number: line }), path.join('.') || undefined, message]
                .filter((each) => each !== undefined)
                .join(' · ')}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
