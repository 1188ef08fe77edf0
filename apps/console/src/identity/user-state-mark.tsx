import type { UserState } from '@argosy/contract/identity/vocabulary';
import { StateMark, type Tone } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { identityTexts, userStateTexts } from './texts.ts';

const tones = { invited: 'busy', active: 'good', suspended: 'warn', deleted: 'quiet' } as const satisfies Record<
  UserState,
  Tone
>;

export function UserStateMark({ state }: { readonly state: UserState }) {
  const t = useText(identityTexts);
  return <StateMark tone={tones[state]}>{t(userStateTexts[state])}</StateMark>;
}
