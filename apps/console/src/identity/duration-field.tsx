// How long a key of a role works, of the times that people choose.
import { Select } from 'antd';
import { Field } from '../app/field.tsx';
import { useTimes } from '../app/times.ts';

interface DurationFieldProps {
  readonly label: string;
  readonly hint?: string;
  /** In seconds. */
  readonly value: number;
  /** In seconds; without it as long as any role may say. */
  readonly atMost?: number;
  readonly onChange: (seconds: number) => void;
}

const choices = [900, 1800, 3600, 7200, 14_400, 28_800, 43_200]; // from the contract's least to its most

export function DurationField({ label, hint, value, atMost = 43_200, onChange }: DurationFieldProps) {
  const times = useTimes();
  const possible = [...new Set([...choices, value, atMost])]
    .filter((seconds) => seconds <= atMost)
    .sort((one, other) => one - other);
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Select<number>
          {...ids}
          value={value}
          onChange={onChange}
          options={possible.map((seconds) => ({ value: seconds, label: times.duration(seconds * 1_000) }))}
        />
      )}
    </Field>
  );
}
