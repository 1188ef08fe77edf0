// What every page is made of: its title, what can be done here, sections; what it shows when there is nothing, while it loads,
// and when it failed. Skeletons have the sizes of what comes, so that nothing moves.
import { ApiError } from '@argosy/client/browser';
import { CatchBoundary, useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, startTransition, useEffect } from 'react';
import { isTooOld } from './api.ts';
import { confirmIdentity } from './confirmation.ts';
import { LinkButton } from './links.tsx';
import { onMissed } from './live.ts';
import { paths } from './paths.ts';
import { sentencesOf } from './tell.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import './page.css';

interface PageProps {
  readonly title: string;
  /** One line under the title: what this is, or the state of the thing. */
  readonly lead?: ReactNode;
  /** The way here, outermost first. */
  readonly trail?: ReactNode;
  readonly primary?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, lead, trail, primary, children }: PageProps) {
  const t = useText(appTexts);
  useEffect(() => {
    document.title = `${title} · ${t('name')}`;
  }, [title, t]);
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-head-text">
          {trail !== undefined && <nav className="page-trail">{trail}</nav>}
          <h1>{title}</h1>
          {lead !== undefined && <div className="page-lead">{lead}</div>}
        </div>
        {primary !== undefined && <div className="page-actions">{primary}</div>}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title?: string;
  readonly extra?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Section({ title, extra, className = '', children }: SectionProps) {
  return (
    <section className={`section ${className}`}>
      {(title !== undefined || extra !== undefined) && (
        <header className="section-head">
          <h2>{title}</h2>
          {extra}
        </header>
      )}
      {children}
    </section>
  );
}

/** A section that somebody may be refused who may see the rest of the page: what the server said stands at its place. Anything else
 *  that goes wrong in it is the page's matter. */
export function Part({ title, className, children }: SectionProps & { readonly title: string }) {
  return (
    <CatchBoundary
      getResetKey={() => title}
      errorComponent={({ error, reset }) => {
        if (!(error instanceof ApiError) || error.status !== 403) throw error;
        return (
          <Section title={title} {...(className !== undefined && { className })}>
            <Refused sentence={error.message} onMayChanged={reset} />
          </Section>
        );
      }}
    >
      {children}
    </CatchBoundary>
  );
}

function Refused({ sentence, onMayChanged }: { readonly sentence: string; readonly onMayChanged: () => void }) {
  const queryClient = useQueryClient();
  useEffect(
    () =>
      onMissed(() => {
        void queryClient.resetQueries({ predicate: ({ state }) => state.status === 'error' });
        startTransition(onMayChanged); // what was said stays until there is something else to see
      }),
    [queryClient, onMayChanged],
  );
  return <p className="section-refused soft">{sentence}</p>;
}

/** Nothing is here: says so, and what to do next. */
export function EmptyState({
  title,
  next,
  action,
}: {
  readonly title: string;
  readonly next: string;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty-state">
      <p className="empty-state-title">{title}</p>
      <p>{next}</p>
      {action}
    </div>
  );
}

export function PageSkeleton() {
  const t = useText(appTexts);
  return (
    <div className="page" role="status" aria-label={t('loading')}>
      <div className="page-head">
        <div className="skeleton" style={{ width: 220, height: 30 }} />
      </div>
      <div className="section">
        {[72, 88, 64, 80, 70].map((percent) => (
          <div key={percent} className="skeleton" style={{ width: `${percent}%`, height: 18, margin: '11px 0' }} />
        ))}
      </div>
    </div>
  );
}

/** A page that could not be shown: the server's sentence, or that it is our fault. */
export function PageFailure({ error }: { readonly error: unknown }) {
  const t = useText(appTexts);
  const router = useRouter();
  const { title, description } = sentencesOf(error, t);
  const status = error instanceof ApiError ? error.status : undefined;
  /** Asks anew for what the page needs; where one has to show who one is, after that alone. */
  const again = async () => {
    if (!isTooOld(error) || (await confirmIdentity())) await router.invalidate();
  };
  const isAddress = (status === 404 || status === 422) && location.search !== ''; // what the address asks for may be at fault
  return (
    <div className="page" role="alert">
      <EmptyState
        title={title}
        next={description}
        action={
          <div className="page-actions">
            {isAddress && <Button href={location.pathname}>{t('withoutFilters')}</Button>}
            {status !== 404 && (
              <Button type="primary" onClick={() => void again()}>
                {t('retry')}
              </Button>
            )}
            <LinkButton to={paths.home}>{t('toHome')}</LinkButton>
          </div>
        }
      />
    </div>
  );
}

export function NotFound() {
  const t = useText(appTexts);
  return (
    <Page title={t('notFound')} lead={t('notFoundNext')}>
      <div>
        <LinkButton to={paths.home}>{t('toHome')}</LinkButton>
      </div>
    </Page>
  );
}
