// What a proof or a decision came to.
import type { ReactNode } from 'react';

export function Verdict({ isGood, children }: { readonly isGood: boolean; readonly children: ReactNode }) {
  return (
    <div className="verdict" data-good={isGood} role="status">
      {children}
    </div>
  );
}
