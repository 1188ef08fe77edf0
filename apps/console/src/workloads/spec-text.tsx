// What was configured, as YAML to be read and copied.
import { lazy, Suspense, useMemo } from 'react';
import { CopyButton } from '../app/copy-button.tsx';
import { yamlOf } from './spec-yaml.ts';
import '../app/draft-code.css';

const CodeEditor = lazy(async () => ({ default: (await import('../app/code-editor.tsx')).CodeEditor }));

export function SpecText({ spec, label }: { readonly spec: object; readonly label: string }) {
  const text = useMemo(() => yamlOf(spec), [spec]);
  return (
    <>
      <div className="code-tabs">
        <span />
        <CopyButton text={text} />
      </div>
      <Suspense fallback={<pre className="code-text">{text}</pre>}>
        <CodeEditor language="yaml" label={label} value={text} />
      </Suspense>
    </>
  );
}
