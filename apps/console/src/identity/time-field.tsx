// A time to search from or to, in the reader's own zone: the browser's field, which weighs nothing.
import { useTimeField } from '../app/use-time-field.ts';

interface TimeFieldProps {
  readonly label: string;
  /** ISO 8601 in UTC. */
  readonly value: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
}

export function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <label className="time-field">
      <span>{label}</span>
      <input type="datetime-local" className="ant-input" {...useTimeField(value, onChange)} />
    </label>
  );
}
