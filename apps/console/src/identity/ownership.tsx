// Who owns the organization; the owner alone hands it over.
import { type OrganizationView, ownershipTransfer } from '@argosy/contract/identity/organization';
import { useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { callerQuery, useCaller } from '../app/caller.ts';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { useOperation, useOptionalQuery } from '../app/queries.ts';
import { useTell } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { userChoicesQuery } from './queries.ts';
import { identityTexts } from './texts.ts';

export function Ownership({ organization: { owner } }: { readonly organization: OrganizationView }) {
  const t = useText(identityTexts);
  const { isOwner, userId } = useCaller();
  const [isHanding, setHanding] = useState(false);
  return (
    <Section title={t('ownership')}>
      <p className="section-lead">
        {owner.id === userId ? t('ownershipYours') : t('ownershipOf', { name: owner.name })}
      </p>
      {isOwner && (
        <ActionButton danger act={actOf(ownershipTransfer)} onClick={() => setHanding(true)}>
          {t('handOver')}
        </ActionButton>
      )}
      {isHanding && <HandOver onClose={() => setHanding(false)} />}
    </Section>
  );
}

function HandOver({ onClose }: { readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const tell = useTell();
  const queryClient = useQueryClient();
  const { userId: ownId } = useCaller();
  const { run, isRunning } = useOperation(ownershipTransfer);
  const users = useOptionalQuery(userChoicesQuery)?.items ?? [];
  const possible = users.filter(({ id, state }) => id !== ownId && state === 'active');
  const [userId, setUserId] = useState<string>();

  async function handOver(): Promise<void> {
    if (userId === undefined) return;
    const changed = await run({ body: { userId } });
    if (changed === undefined) return;
    // What one may is another now: everything is asked for anew.
    await queryClient.invalidateQueries({ queryKey: callerQuery.queryKey });
    await queryClient.invalidateQueries();
    tell.done(t('handedOver', { name: changed.owner.name }));
    onClose();
  }

  return (
    <Dialog
      title={t('handOverTitle')}
      okText={t('handOver')}
      isDanger
      isReady={userId !== undefined}
      isRunning={isRunning}
      onSend={() => void handOver()}
      onClose={onClose}
    >
      <p>{t('handOverWhat')}</p>
      <Field label={t('handOverTo')} hint={possible.length === 0 ? t('handOverNobody') : undefined}>
        {(ids) => (
          <Select<string>
            {...ids}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('chooseUser')}
            value={userId ?? null}
            onChange={setUserId}
            options={possible.map(({ id, name, displayName }) => ({
              value: id,
              label: displayName === '' ? name : `${displayName} (${name})`,
            }))}
          />
        )}
      </Field>
    </Dialog>
  );
}
