// Access keys of programs: two at most, so that one can take the place of the other. A secret is shown once. With them those that
// were given out with a role and still work: they end by themselves, or are ended here.
import {
  accessKeyCreate,
  accessKeyDelete,
  type accessKeyList,
  accessKeyRotate,
  accessKeyUpdate,
} from '@argosy/contract/identity/operations';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { Input } from 'antd';
import { useState } from 'react';
import { type Act, actOf, fieldActOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { useCaller } from '../app/caller.ts';
import { Confirm } from '../app/confirm.tsx';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { StateMark } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { accessKeysQuery } from './queries.ts';
import { ShownOnce } from './shown-once.tsx';
import { identityTexts } from './texts.ts';

type AccessKey = ResultOf<typeof accessKeyList>['items'][number];

export function AccessKeys({ userId }: { readonly userId?: string }) {
  const t = useText(identityTexts);
  const times = useTimes();
  const { accessKeyId } = useCaller();
  const { items } = useOperationQuery(accessKeysQuery(userId));
  const update = useOperation(accessKeyUpdate);
  const rotate = useOperation(accessKeyRotate);
  const remove = useOperation(accessKeyDelete);
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [leaving, setLeaving] = useState<AccessKey>();
  const of = userId === undefined ? {} : { userId };
  /** Of another's keys one has to be allowed both: it with keys, and it with this user. */
  const onTheirs = (act: Act, operation: Operation): readonly [Act, ...Act[]] =>
    userId === undefined ? [act] : [act, fieldActOf(operation, { userId })];
  return (
    <Section
      className="flush"
      title={t('accessKeys')}
      extra={
        <ActionButton act={onTheirs(actOf(accessKeyCreate), accessKeyCreate)} onClick={() => setMaking(true)}>
          {t('accessKeyMake')}
        </ActionButton>
      }
    >
      <Table<AccessKey>
        keyOf={({ id }) => id}
        rows={items}
        empty={<EmptyState title={t('accessKeysNone')} next={t('accessKeysNoneNext')} />}
        columns={[
          {
            title: t('accessKey'),
            show: ({ id, description, expiresAt }) => (
              <>
                <div>
                  {expiresAt === undefined ? description || t('accessKeyUnnamed') : t('roleKey', { name: description })}
                </div>
                <div className="mono soft">{id}</div>
              </>
            ),
          },
          {
            title: t('state'),
            show: ({ state, expiresAt }) => (
              <>
                <StateMark tone={state === 'active' ? 'good' : 'quiet'}>
                  {t(state === 'active' ? 'keyActive' : 'keyDisabled')}
                </StateMark>
                {expiresAt !== undefined && <div className="soft">{t('keyEnds', { time: times.full(expiresAt) })}</div>}
              </>
            ),
          },
          { title: t('mayDo'), show: ({ permissions }) => <code>{permissions.join(', ')}</code> },
          { title: t('made'), show: ({ createdAt }) => <Since instant={createdAt} /> },
          {
            title: t('lastUsed'),
            show: ({ lastUsedAt, lastUsedFrom }) =>
              lastUsedAt === undefined ? (
                <span className="soft">{t('never')}</span>
              ) : (
                <>
                  <Since instant={lastUsedAt} /> <span className="mono soft">{lastUsedFrom}</span>
                </>
              ),
          },
          {
            isAtEnd: true,
            show: (key) => (
              <div className="buttons at-end">
                {key.roleId === undefined && (
                  <ActionButton
                    size="small"
                    act={onTheirs(actOf(accessKeyRotate, { accessKeyId: key.id }), accessKeyRotate)}
                    onClick={() =>
                      void rotate
                        .run({ params: { accessKeyId: key.id }, body: of })
                        .then((made) => setSecret(made?.secret))
                    }
                  >
                    {t('rotate')}
                  </ActionButton>
                )}
                {key.id !== accessKeyId && (
                  <>
                    {key.roleId === undefined && (
                      <ActionButton
                        size="small"
                        act={onTheirs(actOf(accessKeyUpdate, { accessKeyId: key.id }), accessKeyUpdate)}
                        onClick={() =>
                          void update.run({
                            params: { accessKeyId: key.id },
                            body: { ...of, state: key.state === 'active' ? 'disabled' : 'active' },
                          })
                        }
                      >
                        {t(key.state === 'active' ? 'keyDisable' : 'keyEnable')}
                      </ActionButton>
                    )}
                    <ActionButton
                      size="small"
                      danger
                      act={onTheirs(actOf(accessKeyDelete, { accessKeyId: key.id }), accessKeyDelete)}
                      onClick={() => setLeaving(key)}
                    >
                      {t('delete')}
                    </ActionButton>
                  </>
                )}
              </div>
            ),
          },
        ]}
      />
      {isMaking && (
        <MakeKey
          of={of}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {secret !== undefined && (
        <ShownOnce
          title={t('accessKeyMade')}
          lead={t('accessKeyMadeLead')}
          text={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
      {leaving && (
        <Confirm
          title={t('accessKeyDelete', { name: leaving.description || leaving.id })}
          what={t('accessKeyDeleteWhat')}
          ok={t('delete')}
          isRunning={remove.isRunning}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            if (await remove.run({ params: { accessKeyId: leaving.id }, query: of })) setLeaving(undefined);
          }}
        />
      )}
    </Section>
  );
}

interface MakeKeyProps {
  readonly of: { readonly userId?: string };
  readonly onClose: () => void;
  readonly onMade: (secret: string | undefined) => void;
}

function MakeKey({ of, onClose, onMade }: MakeKeyProps) {
  const t = useText(identityTexts);
  const { run, isRunning } = useOperation(accessKeyCreate);
  const [description, setDescription] = useState('');
  const [permissions, setPermissions] = useState('*');

  async function make(): Promise<void> {
    const listed = permissions.split(/[\s,]+/).filter((each) => each !== '');
    const made = await run({
      body: { ...of, description, ...(listed.length > 0 && { permissions: listed }) },
    });
    if (made) onMade(made.secret);
  }

  return (
    <Dialog
      title={t('accessKeyMake')}
      okText={t('accessKeyMake')}
      isRunning={isRunning}
      onSend={() => void make()}
      onClose={onClose}
    >
      <div className="form-rows">
        <Field label={t('accessKeyFor')}>
          {(ids) => (
            <Input
              {...ids}
              autoFocus
              maxLength={200}
              value={description}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </Field>
        <Field label={t('mayDo')} hint={t('mayDoHint')}>
          {(ids) => <Input {...ids} value={permissions} onChange={({ target }) => setPermissions(target.value)} />}
        </Field>
      </div>
    </Dialog>
  );
}
