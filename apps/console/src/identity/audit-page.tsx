// The audit trail: who did what, from where, and how it was decided. What is searched for stands in the address.
import { DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { targetOf } from '@argosy/client/browser';
import { type AuditEntryView, auditExport, auditVerify } from '@argosy/contract/identity/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { summaries } from '@argosy/contract/summaries';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Facts } from '../app/facts.tsx';
import { Menu } from '../app/menu.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { useMayNot } from '../app/may.ts';
import { useOperation, useOperationPages, useOptionalQuery } from '../app/queries.ts';
import { StateMark, type Tone } from '../app/state-mark.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { TimeField } from '../app/time-field.tsx';
import { type AuditFilter, auditQuery, userChoicesQuery } from './queries.ts';
import { auditProblemTexts, identityTexts, outcomeTexts } from './texts.ts';
import { Verdict } from './verdict.tsx';
import '../clusters/clusters.css';
import './identity.css';

const route = getRouteApi('/frame/audit');

type Outcome = AuditEntryView['outcome'];
const outcomes: readonly Outcome[] = ['allowed', 'denied', 'refused'];
/** `undefined` takes a filter away. */
type Change = { readonly [Name in keyof AuditFilter]?: AuditFilter[Name] | undefined };
const tones = { allowed: 'good', denied: 'bad', refused: 'warn' } as const satisfies Record<Outcome, Tone>;

export function AuditPage() {
  const t = useText(identityTexts);
  const times = useTimes();
  const language = useLanguage();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(auditQuery(filter));
  const users = useOptionalQuery(userChoicesQuery)?.items ?? [];
  const nameOf = (userId: string | undefined) => users.find(({ id }) => id === userId)?.name ?? userId ?? t('nobody');
  const choose = (change: Change) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined)),
    });
  return (
    <Page title={t('audit')} lead={t('auditLead')} primary={<Export filter={filter} />}>
      <Verify />
      <div className="filters">
        <Input.Search
          key={`text ${filter.text}`}
          aria-label={t('auditFind')}
          className="filter-wide"
          allowClear
          placeholder={t('auditFind')}
          defaultValue={filter.text ?? ''}
          onSearch={(text) => choose({ text: text.trim() || undefined })}
        />
        <Select<string>
          aria-label={t('who')}
          className="filter"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('anybody')}
          value={filter.userId ?? null}
          onChange={(userId) => choose({ userId })}
          options={users.map(({ id, name, displayName }) => ({
            value: id,
            label: displayName === '' ? name : `${displayName} (${name})`,
          }))}
        />
        <Select<Outcome>
          aria-label={t('outcome')}
          className="filter"
          allowClear
          placeholder={t('anyOutcome')}
          value={filter.outcome ?? null}
          onChange={(outcome) => choose({ outcome })}
          options={outcomes.map((outcome) => ({ value: outcome, label: t(outcomeTexts[outcome]) }))}
        />
        <Input.Search
          key={`operation ${filter.operation}`}
          aria-label={t('operation')}
          className="filter"
          allowClear
          placeholder={t('operation')}
          defaultValue={filter.operation ?? ''}
          onSearch={(operation) => choose({ operation: operation.trim() || undefined })}
        />
        <Checkbox
          checked={filter.changes ?? false}
          onChange={({ target }) => choose({ changes: target.checked || undefined })}
        >
          {t('auditChanges')}
        </Checkbox>
        <TimeField label={t('from')} value={filter.from} onChange={(from) => choose({ from })} />
        <TimeField label={t('to')} value={filter.to} onChange={(to) => choose({ to })} />
        {Object.values(filter).some((value) => value !== undefined) && (
          <Button type="link" onClick={() => void navigate({ search: {} })}>
            {t('filterNone')}
          </Button>
        )}
      </div>
      <Section className="flush">
        <Table<AuditEntryView>
          keyOf={({ id }) => id}
          size="middle"
          rows={items}
          empty={<EmptyState title={t('auditNone')} next={t('auditNoneNext')} />}
          more={(entry) => <Entry entry={entry} onChoose={choose} />}
          columns={[
            {
              title: t('when'),
              show: ({ occurredAt }) => <time dateTime={occurredAt}>{times.full(occurredAt)}</time>,
            },
            { title: t('who'), show: ({ userId }) => nameOf(userId) },
            {
              title: t('operation'),
              show: ({ operation }) => (
                <>
                  {summaries[operation]?.[language]}
                  <div>
                    <code className="soft">{operation}</code>
                  </div>
                </>
              ),
            },
            {
              title: t('subject'),
              show: ({ subject, detail }) => <code>{[subject, detail].filter(Boolean).join(' ')}</code>,
            },
            {
              title: t('outcome'),
              show: ({ outcome, code }) => (
                <span title={code}>
                  <StateMark tone={tones[outcome]}>{t(outcomeTexts[outcome])}</StateMark>
                </span>
              ),
            },
            { title: t('address'), show: ({ address }) => <span className="mono">{address}</span> },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}

interface EntryProps {
  readonly entry: AuditEntryView;
  readonly onChoose: (change: { readonly requestId?: string; readonly subject?: string }) => void;
}

/** Everything that is known of one entry. */
function Entry({ entry, onChoose }: EntryProps) {
  const t = useText(identityTexts);
  const { requestId, subject, content, domain, code, decidedBy, changes } = entry;
  const as = [
    [t('accessKey'), entry.accessKeyId],
    [t('session'), entry.sessionId],
    [t('role'), entry.roleId],
  ] as const;
  return (
    <div className="audit-more">
      <Facts
        items={[
          [
            t('requestId'),
            <Button key="request" type="link" size="small" onClick={() => onChoose({ requestId })}>
              {requestId}
            </Button>,
          ],
          ...(subject === undefined
            ? []
            : [
                [
                  t('subject'),
                  <Button key="subject" type="link" size="small" onClick={() => onChoose({ subject })}>
                    {subject}
                  </Button>,
                ] as const,
              ]),
          [t('address'), <code key="address">{[entry.address, domain].filter(Boolean).join(' → ')}</code>],
          ...as.flatMap(([name, value]) =>
            value === undefined ? [] : [[name, <code key={name}>{value}</code>] as const],
          ),
          ...(content === undefined ? [] : [[t('asked'), <code key="content">{content}</code>] as const]),
          ...(code === undefined ? [] : [[t('reason'), <code key="code">{code}</code>] as const]),
          [
            t('decidedBy'),
            decidedBy === undefined ? (
              <span className="soft">{t('decidedByNone')}</span>
            ) : (
              t('decidedByStatement', { policy: decidedBy.policy, number: decidedBy.statement + 1 })
            ),
          ],
        ]}
      />
      {changes !== undefined && (
        <div className="changes">
          {changes.before !== undefined && <Side title={t('before')} value={changes.before} />}
          <Side title={t('after')} value={changes.after} />
        </div>
      )}
    </div>
  );
}

function Side({ title, value }: { readonly title: string; readonly value: Readonly<Record<string, unknown>> }) {
  return (
    <div>
      <strong>{title}</strong>
      <pre tabIndex={0}>{JSON.stringify(value, undefined, 2)}</pre>
    </div>
  );
}

/** The browser fetches the file itself: it may be larger than what a page should hold. */
function Export({ filter }: { readonly filter: AuditFilter }) {
  const t = useText(identityTexts);
  const mayNot = useMayNot(actOf(auditExport));
  const fetchAs = (format: 'csv' | 'ndjson') => () => {
    const href = targetOf(auditExport, { query: { ...filter, format } });
    Object.assign(document.createElement('a'), { href, download: '' }).click();
  };
  return (
    <Menu
      label={t('export')}
      icon={<DownloadOutlined />}
      whyNot={mayNot}
      groups={[
        {
          items: [
            { key: 'csv', label: 'CSV', choose: fetchAs('csv') },
            { key: 'ndjson', label: 'NDJSON', choose: fetchAs('ndjson') },
          ],
        },
      ]}
    >
      {t('export')}
    </Menu>
  );
}

/** Proves the chain, and gives its head to keep elsewhere. */
function Verify() {
  const t = useText(identityTexts);
  const { run, isRunning } = useOperation(auditVerify);
  const [head, setHead] = useState('');
  const [found, setFound] = useState<ResultOf<typeof auditVerify>>();
  return (
    <Section title={t('verify')}>
      <p className="section-lead">{t('verifyWhat')}</p>
      <div className="filters">
        <Input
          className="filter-wide"
          aria-label={t('verifyHead')}
          placeholder={t('verifyHead')}
          value={head}
          onChange={({ target }) => setHead(target.value)}
        />
        <ActionButton
          icon={<SafetyCertificateOutlined />}
          act={actOf(auditVerify)}
          loading={isRunning}
          onClick={() => void run({ query: head.trim() === '' ? {} : { head: head.trim() } }).then(setFound)}
        >
          {t('verifyNow')}
        </ActionButton>
      </div>
      {found && (
        <Verdict isGood={found.isIntact}>
          <p>
            <strong>{t(found.isIntact ? 'intact' : 'notIntact')}</strong>{' '}
            {t('entriesChecked', { count: found.entries, unsealed: found.unsealed })}
          </p>
          {found.head !== undefined && (
            <p>
              {t('verifyKeep')} <code>{found.head}</code>
            </p>
          )}
          {found.problems.length > 0 && (
            <ul>
              {found.problems.map(({ number, entryId, problem }) => (
                <li key={`${number} ${entryId} ${problem}`}>
                  {t(auditProblemTexts[problem])}{' '}
                  <code>{[number, entryId].filter((each) => each !== undefined).join(' · ')}</code>
                </li>
              ))}
            </ul>
          )}
        </Verdict>
      )}
    </Section>
  );
}
