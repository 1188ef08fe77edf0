// A field for a time in the reader's own zone (`datetime-local`) whose value stands in the address. That says what was chosen only once
// the page has it: until then the field shows it by itself, or the next part of it would be changed in the time before.
import { useState } from 'react';

interface TimeFieldProps {
  readonly value: string;
  readonly onChange: (event: { readonly target: { readonly value: string } }) => void;
}

/** `instant`: ISO 8601 in UTC. */
export function useTimeField(
  instant: string | undefined,
  onChange: (instant: string | undefined) => void,
): TimeFieldProps {
  const [shown, setShown] = useState({ instant, text: localOf(instant) });
  if (shown.instant !== instant)
    setShown({ instant, text: instantOf(shown.text) === instant ? shown.text : localOf(instant) });
  return {
    value: shown.text,
    onChange: ({ target: { value: text } }) => {
      setShown({ instant, text });
      onChange(instantOf(text));
    },
  };
}

const instantOf = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString());

/** 2026-03-06T10:00, as the field has it; nothing where the address has no time. */
function localOf(instant: string | undefined): string {
  const at = new Date(instant ?? NaN);
  return Number.isNaN(at.getTime())
    ? ''
    : new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}
