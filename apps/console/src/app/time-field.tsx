// A time to search from or to, in the reader's own zone: the browser's field, which weighs nothing. Its value stands in the address,
// which says what was chosen only once the page has it: until then the field shows it by itself, or the next part of it would be
// changed in the time before.
import { useState } from 'react';
import './time-field.css';

interface TimeFieldProps {
  readonly label: string;
  /** ISO 8601 in UTC. */
  readonly value: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
}

export function TimeField({ label, value, onChange }: TimeFieldProps) {
  const [shown, setShown] = useState({ instant: value, text: localOf(value) });
  if (shown.instant !== value)
    setShown({ instant: value, text: instantOf(shown.text) === value ? shown.text : localOf(value) });
  return (
    <label className="time-field">
      <span>{label}</span>
      <input
        type="datetime-local"
        className="ant-input"
        value={shown.text}
        onChange={({ target: { value: text } }) => {
          setShown({ instant: value, text });
          onChange(instantOf(text));
        }}
      />
    </label>
  );
}

const instantOf = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString());

/** 2026-03-06T10:00, as the field has it; nothing where the address has no time. */
function localOf(instant: string | undefined): string {
  const at = new Date(instant ?? NaN);
  return Number.isNaN(at.getTime())
    ? ''
    : new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}
