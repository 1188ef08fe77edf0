// A state as a word with a mark before it; the mark's form says the same as its colour, for who cannot tell colours apart.
import './state-mark.css';

export type Tone = 'good' | 'busy' | 'bad' | 'warn' | 'quiet';

export function StateMark({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className="state-mark" data-tone={tone}>
      <span className="state-mark-sign" aria-hidden="true" />
      {children}
    </span>
  );
}
