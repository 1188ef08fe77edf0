// Releases that are being installed. No facts tell how far an install is, so while one is under way, and only then, it is asked
// for each second. Whether there is one is known from the fact that somebody asked, or from the list if a page has it.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { LongOperation } from '../app/long-operation.ts';
import { onEvent } from '../app/live.ts';
import { useText } from '../app/text.ts';
import { releasesQuery } from './queries.ts';
import { installStepsOf, releasesTold } from './told-texts.ts';

const askEachMs = 1_000;

export function useReleaseInstalls(): readonly LongOperation[] {
  const t = useText(releasesTold);
  const [wasAsked, setAsked] = useState(false);
  useEffect(
    () =>
      onEvent(({ type }) => {
        if (type === 'clusters.release_install_requested') setAsked(true);
      }),
    [],
  );
  const { data } = useQuery({
    ...releasesQuery,
    enabled: wasAsked,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ installation }) => installation.state === 'installing') ? askEachMs : false,
  });
  return (data?.items ?? [])
    .filter(({ installation }) => installation.state === 'installing')
    .map(({ version, installation }) => ({
      id: `release-${version}`,
      title: t('isInstalled', { version }),
      href: `/releases/${version}`,
      since: installation.progress[0]?.startedAt,
      steps: installStepsOf(installation.progress, t),
    }));
}
