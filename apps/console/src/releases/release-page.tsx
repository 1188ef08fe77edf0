// One release: its state and notes, its components, and its installation on this machine with progress.
import { getRouteApi, Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { releaseInstall } from '@argosy/contract/clusters/operations';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Facts } from '../app/facts.tsx';
import { Page, Section } from '../app/page.tsx';
import { Table } from '../app/table.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { Steps } from '../app/steps.tsx';
import { useTell } from '../app/tell.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { releaseQuery } from './queries.ts';
import { InstallationMark, ReleaseStateMark } from './release-marks.tsx';
import type { ReleaseView } from './release-view.ts';
import { releasesTexts } from './texts.ts';
import { installStepsOf, releasesTold } from './told-texts.ts';
import '../clusters/clusters.css';

const route = getRouteApi('/frame/releases/$version');
const askEachMs = 1_000; // while it is installed; no facts tell how far that is

export function ReleasePage() {
  const t = useText(releasesTexts);
  const language = useLanguage();
  const { version } = route.useParams();
  const release = useOperationQuery(releaseQuery(version));
  useQuery({
    ...releaseQuery(version),
    refetchInterval: ({ state }) => (state.data?.installation.state === 'installing' ? askEachMs : false),
  });
  return (
    <Page
      title={version}
      trail={<Link to={paths.releases}>{t('title')}</Link>}
      lead={
        <span className="cluster-lead">
          <ReleaseStateMark state={release.state} />
          {release.use !== undefined && (
            <Link to={paths.release} params={{ version: release.use }}>
              {t('use', { version: release.use })}
            </Link>
          )}
          <span>{t(release.runnable ? 'runnable' : 'notRunnable')}</span>
        </span>
      }
    >
      <div className="three-to-two">
        <div className="stack">
          <Section title={t('components')} className="flush">
            <Table
              keyOf={({ name }) => name}
              size="middle"
              rows={release.components}
              columns={[
                { title: t('component'), show: 'name' },
                { title: t('componentVersion'), show: (each) => <span className="mono">{each.version}</span> },
              ]}
              wraps
            />
          </Section>
        </div>
        <div className="stack">
          {release.runnable && <Installation release={release} />}
          <Section>
            <Facts
              items={[
                [t('releasedOn'), release.releasedOn],
                ...(release.operatingSystem === undefined
                  ? []
                  : [[t('operatingSystem'), release.operatingSystem] as const]),
              ]}
            />
          </Section>
          {release.notes.length > 0 && (
            <Section title={t('notes')}>
              <ul className="made-list" style={{ margin: 0 }}>
                {release.notes.map((note) => (
                  <li key={note.en}>{note[language]}</li>
                ))}
              </ul>
            </Section>
          )}
        </div>
      </div>
    </Page>
  );
}

function Installation({ release: { version, state: releaseState, installation } }: { readonly release: ReleaseView }) {
  const t = useText(releasesTexts);
  const told = useText(releasesTold);
  const tell = useTell();
  const { run, isRunning } = useOperation(releaseInstall);
  const { state, progress, reason, installedAt } = installation;

  async function install(): Promise<void> {
    if (await run({ params: { version } })) tell.done(t('installRequested', { version }));
  }

  return (
    <Section title={t('installation')} extra={<InstallationMark state={state} />}>
      {state === 'installing' && <Steps steps={installStepsOf(progress, told)} />}
      {state === 'installed' && (installedAt === undefined ? t('ready') : <Since instant={installedAt} />)}
      {reason !== undefined && state === 'failed' && (
        <div className="cluster-problem" style={{ marginBottom: 14 }}>
          <p>{reason.message}</p>
          {reason.lastLines !== undefined && <pre className="mono">{reason.lastLines.join('\n')}</pre>}
        </div>
      )}
      {(state === 'absent' || state === 'failed') && (
        <>
          <p className="soft" style={{ marginTop: 0 }}>
            {t('installLead')}
          </p>
          <ActionButton
            act={actOf(releaseInstall, { version })}
            whyNot={releaseState === 'withdrawn' ? t('withdrawnNotInstalled') : undefined}
            loading={isRunning}
            onClick={() => void install()}
          >
            {t(state === 'failed' ? 'installAgain' : 'install')}
          </ActionButton>
        </>
      )}
    </Section>
  );
}
