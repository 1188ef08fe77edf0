// Fields of a form that show and change one thing of a draft each: its problem stands under it.
import { Input, InputNumber, Select } from 'antd';
import { type ChangeDraft, type Draft, type DraftPath, problemAt, valueAt } from './draft.ts';
import { Field } from './field.tsx';

export interface DraftFieldProps {
  readonly draft: Draft;
  readonly path: DraftPath;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly change: ChangeDraft;
}

/** `isRequired`: what is empty is kept as an empty text, whose problem is then told; otherwise it is taken away. */
export function TextField({
  draft,
  path,
  label,
  hint,
  change,
  isRequired = false,
  isFixed = false,
  problem,
  placeholder,
}: DraftFieldProps & {
  readonly isRequired?: boolean;
  readonly isFixed?: boolean;
  readonly problem?: string | undefined;
  readonly placeholder?: string;
}) {
  const value = valueAt(draft, path);
  return (
    <Field label={label} hint={hint} problem={problem ?? problemAt(draft, ...path)}>
      {(ids) => (
        <Input
          {...ids}
          autoComplete="off"
          spellCheck={false}
          disabled={isFixed}
          placeholder={placeholder}
          value={typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
          onChange={({ target }) => change(path, target.value === '' && !isRequired ? undefined : target.value)}
        />
      )}
    </Field>
  );
}

/** A text of several lines, such as a script. */
export function ScriptField({ draft, path, label, hint, change }: DraftFieldProps) {
  const value = valueAt(draft, path);
  return (
    <Field label={label} hint={hint} problem={problemAt(draft, ...path)}>
      {(ids) => (
        <Input.TextArea
          {...ids}
          className="mono"
          autoSize={{ minRows: 4, maxRows: 16 }}
          spellCheck={false}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => change(path, target.value)}
        />
      )}
    </Field>
  );
}

/** A list of texts, one in each line. */
export function LinesField({ draft, path, label, hint, change }: DraftFieldProps) {
  const value = valueAt(draft, path);
  const lines = Array.isArray(value) ? value.map(String) : [];
  return (
    <Field label={label} hint={hint} problem={problemAt(draft, ...path)}>
      {(ids) => (
        <Input.TextArea
          {...ids}
          className="mono"
          autoSize={{ minRows: 2, maxRows: 12 }}
          spellCheck={false}
          value={lines.join('\n')}
          onChange={({ target }) => change(path, target.value === '' ? undefined : target.value.split('\n'))}
        />
      )}
    </Field>
  );
}

/** What is left empty is what holds without it: that stands in the empty field. */
export function NumberField({
  draft,
  path,
  label,
  hint,
  change,
  usual,
  suffix,
}: DraftFieldProps & { readonly usual: number; readonly suffix?: string }) {
  const value = valueAt(draft, path);
  return (
    <Field label={label} hint={hint} problem={problemAt(draft, ...path)}>
      {(ids) => (
        <InputNumber
          {...ids}
          placeholder={String(usual)}
          suffix={suffix}
          value={typeof value === 'number' ? value : null}
          onChange={(chosen) => change(path, chosen ?? undefined)}
        />
      )}
    </Field>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** The usual one is not written down. */
export function ChoiceField({
  draft,
  path,
  label,
  hint,
  change,
  usual,
  options,
}: DraftFieldProps & { readonly usual: string; readonly options: readonly Option[] }) {
  const value = valueAt(draft, path);
  return (
    <Field label={label} hint={hint} problem={problemAt(draft, ...path)}>
      {(ids) => (
        <Select
          {...ids}
          value={typeof value === 'string' ? value : usual}
          onChange={(chosen) => change(path, chosen === usual ? undefined : chosen)}
          options={[...options]}
        />
      )}
    </Field>
  );
}
