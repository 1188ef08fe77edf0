// The browsers in which somebody is signed in, each of which can be signed out.
import { sessionRevoke } from '@argosy/contract/identity/sign-in';
import type { sessionList } from '@argosy/contract/identity/sign-in';
import type { ResultOf } from '@argosy/contract/operation';
import { actOf, fieldActOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { browserIn } from './browser-name.ts';
import { sessionsQuery } from './queries.ts';
import { identityTexts, methodTexts } from './texts.ts';

/** Those after which this server asks for a code; a passkey and a provider have seen to more than a password themselves. */
const codeMethods: ReadonlySet<string> = new Set(['password', 'ldap', 'link']);

type Session = ResultOf<typeof sessionList>['items'][number];

export function Sessions({ userId }: { readonly userId?: string }) {
  const t = useText(identityTexts);
  const { items } = useOperationQuery(sessionsQuery(userId));
  const { run, isRunning } = useOperation(sessionRevoke);
  const going = items.filter(({ endedAt }) => endedAt === undefined);
  return (
    <Section className="flush" title={t('sessions')}>
      <Table<Session>
        keyOf={({ id }) => id}
        rows={going}
        empty={<EmptyState title={t('sessionsNone')} next={t('sessionsNoneNext')} />}
        columns={[
          {
            title: t('browser'),
            show: ({ userAgent, isCurrent }) => (
              <span title={userAgent}>
                {browserIn(userAgent) ?? t('browserUnknown')}
                {isCurrent && <span className="badge">{t('sessionCurrent')}</span>}
              </span>
            ),
          },
          { title: t('address'), show: 'address', className: 'mono' },
          {
            title: t('signedInBy'),
            show: ({ method, hasSecondFactor }) =>
              hasSecondFactor && codeMethods.has(method)
                ? t('withSecondFactor', { method: t(methodTexts[method]) })
                : t(methodTexts[method]),
          },
          { title: t('signedInAt'), show: ({ createdAt }) => <Since instant={createdAt} /> },
          { title: t('lastSeen'), show: ({ lastSeenAt }) => <Since instant={lastSeenAt} /> },
          {
            isAtEnd: true,
            show: ({ id, isCurrent }) =>
              !isCurrent && (
                <ActionButton
                  size="small"
                  act={
                    userId === undefined
                      ? actOf(sessionRevoke, { sessionId: id })
                      : fieldActOf(sessionRevoke, { userId })
                  }
                  loading={isRunning}
                  onClick={() => void run({ params: { sessionId: id }, body: userId === undefined ? {} : { userId } })}
                >
                  {t('revoke')}
                </ActionButton>
              ),
          },
        ]}
      />
    </Section>
  );
}
