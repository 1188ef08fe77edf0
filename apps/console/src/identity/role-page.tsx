// One role: who may assume it, for how long, and what it may; a key of it is taken here.
import { roleAssume, roleDelete, roleUpdate, type RoleView } from '@argosy/contract/identity/people';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { DeleteButton } from '../app/delete-button.tsx';
import { Page } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { AssumeDialog } from './assume-dialog.tsx';
import { DurationField } from './duration-field.tsx';
import { HeldList } from './held-list.tsx';
import { HeldPolicies } from './held-policies.tsx';
import { NameDialog } from './name-dialog.tsx';
import { groupChoicesQuery, roleQuery, userChoicesQuery } from './queries.ts';
import { ShownOnce } from './shown-once.tsx';
import { identityTexts } from './texts.ts';
import './identity.css';

const route = getRouteApi('/frame/roles/$roleId');

export function RolePage() {
  const t = useText(identityTexts);
  const times = useTimes();
  const { roleId } = route.useParams();
  const role = useOperationQuery(roleQuery(roleId));
  const update = useOperation(roleUpdate);
  const remove = useOperation(roleDelete);
  const [key, setKey] = useState<{ readonly secret: string; readonly expiresAt: string }>();
  const [longest, setLongest] = useState(role.maxSessionSeconds);
  const [isAssuming, setAssuming] = useState(false);
  const [isChanging, setChanging] = useState(false);
  return (
    <Page
      title={role.name}
      trail={<Link to={paths.roles}>{t('roles')}</Link>}
      lead={
        <span className="lead-row">
          <span>{role.description}</span>
          <span className="mono">{role.id}</span>
          <span>{t('roleAtMost', { time: times.duration(role.maxSessionSeconds * 1_000) })}</span>
        </span>
      }
      primary={
        <>
          <ActionButton act={actOf(roleAssume, { roleId: role.id })} onClick={() => setAssuming(true)}>
            {t('roleAssume')}
          </ActionButton>
          <ActionButton act={actOf(roleUpdate, { roleId: role.id })} onClick={() => setChanging(true)}>
            {t('edit')}
          </ActionButton>
          <DeleteButton
            act={actOf(roleDelete, { roleId: role.id })}
            title={t('roleDelete', { name: role.name })}
            what={t('roleDeleteWhat')}
            isRunning={remove.isRunning}
            onDelete={() => remove.run({ params: { roleId: role.id } })}
            others={paths.roles}
          />
        </>
      }
    >
      <div className="two-columns">
        <Trusted role={role} />
        <HeldPolicies of={{ roleId: role.id }} policies={role.policies} />
      </div>
      {isAssuming && (
        <AssumeDialog
          role={role}
          onClose={() => setAssuming(false)}
          onKey={(made) => {
            setAssuming(false);
            setKey(made);
          }}
        />
      )}
      {isChanging && (
        <NameDialog
          title={t('roleChange', { name: role.name })}
          now={role}
          isRunning={update.isRunning}
          onClose={() => setChanging(false)}
          onSave={async (given) => {
            const body = { ...given, maxSessionSeconds: longest };
            if (await update.run({ params: { roleId: role.id }, body })) setChanging(false);
          }}
        >
          <DurationField label={t('roleLongest')} hint={t('roleLongestHint')} value={longest} onChange={setLongest} />
        </NameDialog>
      )}
      {key && (
        <ShownOnce
          title={t('roleKey', { name: role.name })}
          lead={t('roleKeyLead', { time: times.full(key.expiresAt) })}
          text={key.secret}
          onClose={() => setKey(undefined)}
        />
      )}
    </Page>
  );
}

function Trusted({ role }: { readonly role: RoleView }) {
  const t = useText(identityTexts);
  const queryClient = useQueryClient();
  const { run } = useOperation(roleUpdate);
  const users = useOptionalQuery(userChoicesQuery)?.items ?? [];
  const groups = useOptionalQuery(groupChoicesQuery)?.items ?? [];
  const words = { user: t('user'), group: t('group') };

  /** The whole list is what is asked for: it says who may afterwards, and nobody else. The next one is made of what is shown by
   *  then: it has to wait until this one is. */
  async function trust(keys: readonly string[]): Promise<void> {
    const of = (kind: string) =>
      keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1));
    await run({ params: { roleId: role.id }, body: { trustedUsers: of('user'), trustedGroups: of('group') } });
    await queryClient.refetchQueries({ queryKey: roleQuery(role.id).queryKey }, { cancelRefetch: false }); // begun by `run`
  }

  const now = role.trusted.map(({ kind, id }) => `${kind}:${id}`);
  return (
    <HeldList
      title={t('trusted')}
      lead={t('trustedLead')}
      none={t('trustedNone')}
      add={t('trustMore')}
      items={role.trusted.map(({ kind, id, name }) => ({
        id: `${kind}:${id}`,
        name,
        shown: `${words[kind]} · ${name}`,
      }))}
      choices={[
        ...users.map(({ id, name }) => ({ value: `user:${id}`, label: `${words.user} · ${name}` })),
        ...groups.map(({ id, name }) => ({ value: `group:${id}`, label: `${words.group} · ${name}` })),
      ]}
      adding={actOf(roleUpdate, { roleId: role.id })}
      removing={actOf(roleUpdate, { roleId: role.id })}
      onAdd={(key) => trust([...now, key])}
      onRemove={(key) => trust(now.filter((each) => each !== key))}
    />
  );
}
