// One policy: its document, its versions, and for whom it holds.
import {
  policyAttach,
  type PolicyDetailView,
  policyDelete,
  policyDetach,
  policyVersionCreate,
  policyVersionDelete,
  type PolicyVersionView,
  policyVersionUse,
} from '@argosy/contract/identity/policies';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { CopyButton } from '../app/copy-button.tsx';
import { DeleteButton } from '../app/delete-button.tsx';
import { DraftBegun } from '../app/draft-begun.tsx';
import { Page, Part, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { Problem } from '../app/problem.tsx';
import { useOperation, useOperationPages, useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { appTexts } from '../app/texts.ts';
import { useLanguage, useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { useKeptDraft } from '../app/use-kept-draft.ts';
import { DocumentEditor } from './document-editor.tsx';
import { asDocument, asText } from './document-text.ts';
import { HeldList } from './held-list.tsx';
import {
  policyAttachmentsQuery,
  policyQuery,
  policyVersionsQuery,
  userChoicesQuery,
  groupChoicesQuery,
  roleChoicesQuery,
} from './queries.ts';
import { problemsOfDocument } from './schemas.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

const route = getRouteApi('/frame/policies/$policyId');

export function PolicyPage() {
  const t = useText(identityTexts);
  const { policyId } = route.useParams();
  const policy = useOperationQuery(policyQuery(policyId));
  const { run, isRunning } = useOperation(policyDelete);
  const isOwn = policy.kind === 'own';
  return (
    <Page
      title={policy.name}
      trail={<Link to={paths.policies}>{t('policies')}</Link>}
      lead={
        <span className="lead-row">
          <span className="badge">{t(isOwn ? 'kindOwn' : 'kindSystem')}</span>
          <span>{policy.description}</span>
        </span>
      }
      primary={
        isOwn && (
          <DeleteButton
            act={actOf(policyDelete, { policyId: policy.id })}
            whyNot={policy.attachmentCount === 0 ? undefined : t('policyAttachedStill')}
            title={t('policyDelete', { name: policy.name })}
            what={t('policyDeleteWhat')}
            isRunning={isRunning}
            onDelete={() => run({ params: { policyId: policy.id } })}
            others={paths.policies}
          />
        )
      }
    >
      {policy.problem !== undefined && <Problem reason={{ message: policy.problem }} />}
      <Document key={policy.id} policy={policy} />
      <div className="two-columns">
        <Part title={t('holdsFor')}>
          <Attachments policy={policy} />
        </Part>
        {isOwn && (
          <Part title={t('versions')}>
            <Versions policy={policy} />
          </Part>
        )}
      </div>
    </Page>
  );
}

function Document({ policy }: { readonly policy: PolicyDetailView }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const language = useLanguage();
  const { run, isRunning } = useOperation(policyVersionCreate);
  const written = asText(policy.document);
  const {
    parts: { text },
    change,
    ...begun
  } = useKeptDraft(() => ({ text: written }), policy.defaultVersion);
  const [isEdited, setEdited] = useState(begun.isFound);

  function turn(edited: boolean): void {
    begun.startOver();
    setEdited(edited);
  }

  async function save(): Promise<void> {
    if (problemsOfDocument(text, language).length > 0) return;
    const saved = await run({ params: { policyId: policy.id }, body: { document: asDocument(text) } });
    if (!saved) return;
    begun.saved();
    setEdited(false);
  }

  return (
    <Section
      title={t('document')}
      extra={
        <div className="buttons">
          {!isEdited && <CopyButton text={written} />}
          {!isEdited && policy.kind === 'own' && (
            <ActionButton
              size="small"
              act={actOf(policyVersionCreate, { policyId: policy.id })}
              onClick={() => turn(true)}
            >
              {t('edit')}
            </ActionButton>
          )}
          {isEdited && (
            <>
              <Button onClick={() => turn(false)}>{app('cancel')}</Button>
              <Button
                type="primary"
                loading={isRunning}
                disabled={text === written || problemsOfDocument(text, language).length > 0}
                onClick={() => void save()}
              >
                {t('saveVersion')}
              </Button>
            </>
          )}
        </div>
      }
    >
      {isEdited ? (
        <>
          <DraftBegun begun={begun} />
          <DocumentEditor text={text} onChange={(next) => change({ text: next })} />
        </>
      ) : (
        <pre className="statement" tabIndex={0}>
          {written}
        </pre>
      )}
    </Section>
  );
}

function Versions({ policy }: { readonly policy: PolicyDetailView }) {
  const t = useText(identityTexts);
  const { items } = useOperationQuery(policyVersionsQuery(policy.id));
  const use = useOperation(policyVersionUse);
  const remove = useOperation(policyVersionDelete);
  return (
    <Section className="flush" title={t('versions')}>
      <Table<PolicyVersionView>
        keyOf={({ number }) => number}
        rows={items}
        more={({ document }) => (
          <pre className="statement" tabIndex={0}>
            {asText(document)}
          </pre>
        )}
        columns={[
          {
            title: t('version'),
            show: ({ number, isDefault }) => (
              <>
                {`v${number}`}
                {isDefault && <span className="badge">{t('versionHolds')}</span>}
              </>
            ),
          },
          { title: t('made'), show: ({ createdAt }) => createdAt !== undefined && <Since instant={createdAt} /> },
          {
            isAtEnd: true,
            show: ({ number: version, isDefault }) =>
              !isDefault && (
                <div className="buttons at-end">
                  <ActionButton
                    size="small"
                    act={actOf(policyVersionUse, { policyId: policy.id, version })}
                    onClick={() => void use.run({ params: { policyId: policy.id, version } })}
                  >
                    {t('versionUse')}
                  </ActionButton>
                  <ActionButton
                    size="small"
                    danger
                    act={actOf(policyVersionDelete, { policyId: policy.id, version })}
                    onClick={() => void remove.run({ params: { policyId: policy.id, version } })}
                  >
                    {t('delete')}
                  </ActionButton>
                </div>
              ),
          },
        ]}
      />
    </Section>
  );
}

type Target = 'user' | 'group' | 'role';

const targetBody = (kind: Target, id: string) =>
  kind === 'user' ? { userId: id } : kind === 'group' ? { groupId: id } : { roleId: id };

function Attachments({ policy }: { readonly policy: PolicyDetailView }) {
  const t = useText(identityTexts);
  const { items } = useOperationPages(policyAttachmentsQuery(policy.id));
  const attach = useOperation(policyAttach);
  const detach = useOperation(policyDetach);
  const users = useOptionalQuery(userChoicesQuery)?.items ?? [];
  const groups = useOptionalQuery(groupChoicesQuery)?.items ?? [];
  const roles = useOptionalQuery(roleChoicesQuery)?.items ?? [];
  const words = { user: t('user'), group: t('group'), role: t('role') };
  const choice = (kind: Target) => (each: { readonly id: string; readonly name: string }) => ({
    value: `${kind}:${each.id}`,
    label: `${words[kind]} · ${each.name}`,
  });
  const parsed = (key: string) => {
    const [kind = '', id = ''] = key.split(/:(.*)/, 2);
    return targetBody(kind as Target, id); // made by `choice`
  };
  return (
    <HeldList
      title={t('holdsFor')}
      none={t('holdsForNobody')}
      add={t('holdsForMore')}
      items={items.map(({ id, kind, name }) => ({
        id: `${kind}:${id}`,
        name,
        shown: (
          <>
            <span className="soft">{`${words[kind]} · `}</span>
            {kind === 'user' && (
              <Link to={paths.user} params={{ userId: id }}>
                {name}
              </Link>
            )}
            {kind === 'group' && (
              <Link to={paths.group} params={{ groupId: id }}>
                {name}
              </Link>
            )}
            {kind === 'role' && (
              <Link to={paths.role} params={{ roleId: id }}>
                {name}
              </Link>
            )}
          </>
        ),
      }))}
      choices={[...users.map(choice('user')), ...groups.map(choice('group')), ...roles.map(choice('role'))]}
      adding={actOf(policyAttach, { policyId: policy.id })}
      removing={actOf(policyDetach, { policyId: policy.id })}
      onAdd={async (key) => {
        await attach.run({ params: { policyId: policy.id }, body: parsed(key) });
      }}
      onRemove={async (key) => {
        await detach.run({ params: { policyId: policy.id }, body: parsed(key) });
      }}
    />
  );
}
