// States of a release and of its installation, in words.
import { StateMark, type Tone } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import type { ReleaseView } from './release-view.ts';
import { installationTexts, releasesTexts, releaseStateTexts } from './texts.ts';

const stateTones = {
  current: 'good',
  superseded: 'quiet',
  maintenance: 'warn',
  withdrawn: 'bad',
} as const satisfies Record<ReleaseView['state'], Tone>;

const installationTones = {
  absent: 'quiet',
  installing: 'busy',
  installed: 'good',
  failed: 'bad',
} as const satisfies Record<ReleaseView['installation']['state'], Tone>;

export function ReleaseStateMark({ state }: { readonly state: ReleaseView['state'] }) {
  const t = useText(releasesTexts);
  return <StateMark tone={stateTones[state]}>{t(releaseStateTexts[state])}</StateMark>;
}

export function InstallationMark({ state }: { readonly state: ReleaseView['installation']['state'] }) {
  const t = useText(releasesTexts);
  return <StateMark tone={installationTones[state]}>{t(installationTexts[state])}</StateMark>;
}
