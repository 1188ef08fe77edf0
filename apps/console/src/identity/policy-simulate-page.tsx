// Tries out what policies decide: for a user, a role, or documents that hold for nobody yet.
import type { SimulationView } from '@argosy/contract/identity/policies';
import { policyGet, policySimulate } from '@argosy/contract/identity/policies';
import type { BodyOf } from '@argosy/contract/operation';
import { hashKey } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AutoComplete, Button, Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { Field } from '../app/field.tsx';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { queryOf, useOperation, useOptionalQuery } from '../app/queries.ts';
import { useLanguage, useText } from '../app/text.ts';
import { actions } from './actions.ts';
import { DocumentEditor } from './document-editor.tsx';
import { asDocument, firstDocument } from './document-text.ts';
import { roleChoicesQuery, userChoicesQuery } from './queries.ts';
import { problemsOfDocument } from './schemas.ts';
import { identityTexts, throughTexts } from './texts.ts';
import { Verdict } from './verdict.tsx';
import '../clusters/clusters.css';
import './identity.css';

const route = getRouteApi('/frame/policies/simulate');

type Who = 'user' | 'role' | 'document';
type Question = BodyOf<typeof policySimulate>;

export function PolicySimulatePage() {
  const t = useText(identityTexts);
  const language = useLanguage();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const users = useOptionalQuery(userChoicesQuery)?.items ?? [];
  const roles = useOptionalQuery(roleChoicesQuery)?.items ?? [];
  const { run, isRunning } = useOperation(policySimulate);
  const [who, setWho] = useState<Who>(search.roleId === undefined ? 'user' : 'role');
  const [text, setText] = useState(firstDocument);
  const [address, setAddress] = useState('');
  const [found, setFound] = useState<{ readonly of: Question; readonly decided: SimulationView }>();
  const action = search.action ?? '';
  const resource = search.resource ?? '*';
  const choose = (change: typeof search) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const whose =
    who === 'user'
      ? search.userId !== undefined && { userId: search.userId }
      : who === 'role'
        ? search.roleId !== undefined && { roleId: search.roleId }
        : problemsOfDocument(text, language).length === 0 && {
            policies: [{ name: 'draft', document: asDocument(text) }],
          };
  const context = address.trim() === '' ? {} : { 'acs:SourceIp': address.trim() };
  const question: Question | undefined =
    whose === false || action === '' ? undefined : { ...whose, action, resource: resource || '*', context };
  // What was decided is shown for as long as that is the question, also where another is put before the answer is there.
  const isOfThis = hashKey([found?.of]) === hashKey([question]);

  async function simulate(): Promise<void> {
    if (question === undefined) return;
    const decided = await run({ body: question });
    setFound(decided && { of: question, decided });
  }

  return (
    <Page title={t('simulate')} trail={<Link to={paths.policies}>{t('policies')}</Link>} lead={t('simulateLead')}>
      <Section>
        <form
          className="form-rows"
          onSubmit={(event) => {
            event.preventDefault();
            void simulate();
          }}
        >
          <Segmented<Who>
            aria-label={t('simulateFor')}
            value={who}
            onChange={setWho}
            options={[
              { value: 'user', label: t('user') },
              { value: 'role', label: t('role') },
              { value: 'document', label: t('document') },
            ]}
          />
          {who === 'user' && (
            <Field label={t('user')}>
              {(ids) => (
                <Select<string>
                  {...ids}
                  showSearch={{ optionFilterProp: 'label' }}
                  placeholder={t('chooseUser')}
                  value={search.userId ?? null}
                  onChange={(userId) => choose({ userId })}
                  options={users.map(({ id, name, displayName }) => ({
                    value: id,
                    label: displayName === '' ? name : `${displayName} (${name})`,
                  }))}
                />
              )}
            </Field>
          )}
          {who === 'role' && (
            <Field label={t('role')}>
              {(ids) => (
                <Select<string>
                  {...ids}
                  placeholder={t('chooseRole')}
                  value={search.roleId ?? null}
                  onChange={(roleId) => choose({ roleId })}
                  options={roles.map(({ id, name }) => ({ value: id, label: name }))}
                />
              )}
            </Field>
          )}
          {who === 'document' && <DocumentEditor text={text} onChange={setText} />}
          <div className="two-columns">
            <Field label={t('action')} hint={t('actionHint')}>
              {(ids) => (
                <AutoComplete
                  {...ids}
                  value={action}
                  onChange={(next: string) => choose({ action: next })}
                  showSearch={{
                    filterOption: (typed, option) => option?.value.toLowerCase().includes(typed.toLowerCase()) ?? false,
                  }}
                  options={actions.map((value) => ({ value }))}
                />
              )}
            </Field>
            <Field label={t('resource')} hint={t('resourceHint')}>
              {(ids) => (
                <Input {...ids} value={resource} onChange={({ target }) => choose({ resource: target.value })} />
              )}
            </Field>
            <Field label={t('address')} hint={t('addressHint')}>
              {(ids) => <Input {...ids} value={address} onChange={({ target }) => setAddress(target.value)} />}
            </Field>
          </div>
          <div>
            <Button type="primary" htmlType="submit" loading={isRunning} disabled={question === undefined}>
              {t('simulateNow')}
            </Button>
          </div>
        </form>
      </Section>
      {found && isOfThis && <Outcome found={found.decided} document={found.of.policies?.[0]?.document} />}
    </Page>
  );
}

function Outcome({
  found: { effect, by },
  document,
}: {
  readonly found: SimulationView;
  /** That was tried out; otherwise it is one of the policies that are there. */
  readonly document: NonNullable<Question['policies']>[number]['document'] | undefined;
}) {
  const t = useText(identityTexts);
  const policy = useOptionalQuery(queryOf(policyGet, { params: { policyId: by?.policyId ?? '' } }), {
    enabled: by?.policyId !== undefined,
  });
  const statement = by && (document ?? policy?.document)?.Statement[by.statement];
  return (
    <Verdict isGood={effect === 'allow'}>
      <p>
        <strong>{t(effect === 'allow' ? 'simulatedAllow' : 'simulatedDeny')}</strong>{' '}
        {by === undefined
          ? t('decidedByNobody')
          : t('decidedByStatement', {
              policy: document === undefined ? by.policy : t('document'),
              number: by.statement + 1,
            })}
      </p>
      {by?.policyId !== undefined && (
        <p>
          <Link to={paths.policy} params={{ policyId: by.policyId }}>
            {t('policyShow', { name: by.policy })}
          </Link>
        </p>
      )}
      {by?.through !== undefined && by.through.length > 0 && (
        <p>{by.through.map(({ kind, name }) => [t(throughTexts[kind]), name].filter(Boolean).join(' ')).join(' · ')}</p>
      )}
      {statement && (
        <pre className="statement" tabIndex={0}>
          {JSON.stringify(statement, undefined, 2)}
        </pre>
      )}
    </Verdict>
  );
}
