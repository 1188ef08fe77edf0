// What a wish comes to: how many nodes, how much of the machine, and whether there is room.
import type { Draft } from '../app/draft.ts';
import { useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { memoryOf } from '../app/times.ts';
import { releasesQuery } from '../releases/queries.ts';
import { groupsOf } from './cluster-draft.ts';
import { machineTypesQuery } from './queries.ts';
import { clustersTexts, roleTexts } from './texts.ts';

interface WhatWillBeMadeProps {
  readonly draft: Draft;
  /** What clusters have left of the machine's memory; `undefined` until the server has said. */
  readonly freeMb: number | undefined;
}

export function WhatWillBeMade({ draft, freeMb }: WhatWillBeMadeProps) {
  const t = useText(clustersTexts);
  const types = useOptionalQuery(machineTypesQuery)?.items; // without them nobody can say how large it becomes
  const releases = useOptionalQuery(releasesQuery)?.items ?? [];
  const groups = groupsOf(draft);
  const sum = (of: (type: NonNullable<typeof types>[number]) => number) =>
    groups.reduce((total, { machineType, count }) => {
      const type = types?.find(({ name }) => name === machineType);
      return total + (type === undefined ? 0 : of(type) * count);
    }, 0);
  const nodes = groups.reduce((total, { count }) => total + count, 0);
  const memoryMb = sum((type) => type.memoryMb);
  const isTooMuch = freeMb !== undefined && memoryMb > freeMb;
  const version = draft.value['release'] ?? releases.find(({ runnable }) => runnable)?.version;
  const release = releases.find((each) => each.version === version);
  return (
    <>
      <p style={{ margin: 0 }}>
        {t('madeNodes', { count: nodes })}
        {types && ` · ${t('vcpus', { count: sum((type) => type.vcpus) })} · ${memoryOf(memoryMb)}`}
      </p>
      <ul className="made-list">
        {groups
          .filter(({ count }) => count > 0)
          .map(({ role, machineType, count }, index) => (
            // as in the form
            <li key={index}>{`${count} × ${t(roleTexts[role])} (${machineType})`}</li>
          ))}
      </ul>
      {types && freeMb !== undefined && (
        <div style={{ margin: '14px 0 0' }}>
          <div className="meter" data-over={isTooMuch || undefined} aria-hidden="true">
            <span style={{ width: `${Math.min(100, (memoryMb / Math.max(1, freeMb)) * 100)}%` }} />
          </div>
          <p className={isTooMuch ? 'field-problem' : 'field-hint'} style={{ margin: '6px 0 0' }}>
            {t(isTooMuch ? 'noRoom' : 'room', { needed: memoryOf(memoryMb), free: memoryOf(freeMb) })}
          </p>
        </div>
      )}
      {release !== undefined && release.installation.state !== 'installed' && (
        <p className="field-hint" style={{ margin: '10px 0 0' }}>
          {t('installedFirst', { version: release.version })}
        </p>
      )}
    </>
  );
}
