// What was configured, as YAML to be read and copied. What is as usual is left out: it is what people did not write.
import { lazy, Suspense, useMemo } from 'react';
import { stringify } from 'yaml';
import { CopyButton } from '../app/copy-button.tsx';
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

/** Empty lists and maps, which the server fills in, say nothing. */
export function yamlOf(spec: object): string {
  return stringify(withoutEmpty(spec), { lineWidth: 0 });
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => !(typeof each === 'object' && each !== null && Object.keys(each).length === 0))
      .map(([name, each]) => [name, withoutEmpty(each)]),
  );
}
