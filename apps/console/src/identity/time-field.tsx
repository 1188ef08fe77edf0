// A time to search from or to, in the reader's own zone: the browser's field, which weighs nothing.
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
      <input
        type="datetime-local"
        className="ant-input"
        value={value === undefined ? '' : asLocal(value)}
        onChange={({ target }) => onChange(target.value === '' ? undefined : new Date(target.value).toISOString())}
      />
    </label>
  );
}

/** 2026-03-06T10:00, as the field has it. */
function asLocal(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime())
    ? ''
    : new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}
