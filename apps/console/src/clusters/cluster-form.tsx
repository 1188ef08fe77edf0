// The form of a wish for a cluster: what of its YAML most people choose.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, InputNumber, Select, Switch } from 'antd';
import { nodeRoles } from '@argosy/contract/clusters/vocabulary';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { useOperationQuery } from '../app/queries.ts';
import { useLanguage, useText } from '../app/text.ts';
import { memoryOf } from '../app/times.ts';
import { releasesQuery } from '../releases/queries.ts';
import { type Draft, groupsOf, problemAt } from './cluster-draft.ts';
import { machineTypesQuery } from './queries.ts';
import { clustersTexts, componentTexts, roleHintTexts, roleTexts } from './texts.ts';

export interface ClusterFormProps {
  readonly draft: Draft;
  readonly isNameTaken: boolean;
  /** `undefined` takes away what stands there. */
  readonly change: (path: readonly (string | number)[], value: unknown) => void;
}

export function ClusterForm({ draft, isNameTaken, change }: ClusterFormProps) {
  const t = useText(clustersTexts);
  const { items: releases } = useOperationQuery(releasesQuery);
  const { value } = draft;
  const runnable = releases.filter((each) => each.runnable && each.state !== 'withdrawn');
  const components = Array.isArray(value['components'])
    ? (value['components'] as readonly unknown[])
    : Object.keys(componentTexts);
  const hours = typeof value['maximumAgeSeconds'] === 'number' ? value['maximumAgeSeconds'] / 3_600 : null;

  return (
    <>
      <Section title={t('whatItIs')}>
        <div className="wizard-form">
          <div className="wizard-row">
            <Field
              label={t('name')}
              hint={t('nameHint')}
              problem={isNameTaken ? t('nameTaken') : problemAt(draft, 'name')}
            >
              {(ids) => (
                <Input
                  {...ids}
                  autoComplete="off"
                  value={typeof value['name'] === 'string' ? value['name'] : ''}
                  onChange={({ target }) => change(['name'], target.value)}
                />
              )}
            </Field>
            <Field label={t('release')} problem={problemAt(draft, 'release')}>
              {(ids) => (
                <Select
                  {...ids}
                  value={typeof value['release'] === 'string' ? value['release'] : ''}
                  onChange={(release) => change(['release'], release === '' ? undefined : release)}
                  options={[
                    { value: '', label: t('newest', { version: runnable[0]?.version ?? '' }) },
                    ...runnable.map(({ version }) => ({ value: version, label: version })),
                  ]}
                />
              )}
            </Field>
          </div>
          <fieldset className="plain">
            <legend>{t('components')}</legend>
            <div className="checks">
              {Object.entries(componentTexts).map(([name, word]) => (
                <Checkbox
                  key={name}
                  checked={components.includes(name)}
                  onChange={({ target }) =>
                    change(
                      ['components'],
                      Object.keys(componentTexts).filter((each) =>
                        each === name ? target.checked : components.includes(each),
                      ),
                    )
                  }
                >
                  {name}
                  <small>{t(word)}</small>
                </Checkbox>
              ))}
            </div>
            {problemAt(draft, 'components') !== undefined && (
              <div className="field-problem">{problemAt(draft, 'components')}</div>
            )}
          </fieldset>
        </div>
      </Section>
      <Groups draft={draft} change={change} />
      <Section title={t('safety')}>
        <div className="wizard-form">
          <label className="switch-label">
            <Switch
              checked={value['deletionProtection'] === true}
              onChange={(on) => change(['deletionProtection'], on ? true : undefined)}
            />
            {t('protectionLead')}
          </label>
          <label className="switch-label">
            <Switch
              checked={value['keepFailed'] === true}
              onChange={(on) => change(['keepFailed'], on ? true : undefined)}
            />
            {t('keepFailedLead')}
          </label>
          <Field label={t('maximumAge')} hint={t('maximumAgeHint')} problem={problemAt(draft, 'maximumAgeSeconds')}>
            {(ids) => (
              <InputNumber
                {...ids}
                min={0.1}
                max={720}
                placeholder={t('noMaximumAge')}
                suffix={t('hours')}
                value={hours}
                style={{ maxWidth: 220 }}
                onChange={(chosen) =>
                  change(['maximumAgeSeconds'], chosen === null ? undefined : Math.round(chosen * 3_600))
                }
              />
            )}
          </Field>
          <p className="soft" style={{ margin: 0 }}>
            {t('moreInYaml')}
          </p>
        </div>
      </Section>
    </>
  );
}

function Groups({ draft, change }: Omit<ClusterFormProps, 'isNameTaken'>) {
  const t = useText(clustersTexts);
  const language = useLanguage();
  const { items: types } = useOperationQuery(machineTypesQuery);
  const groups = groupsOf(draft);
  const options = types.map(({ name, vcpus, memoryMb, description }) => ({
    value: name,
    label: `${name} · ${t('vcpus', { count: vcpus })} · ${memoryOf(memoryMb)}`,
    title: description[language],
  }));
  return (
    <Section
      title={t('nodes')}
      extra={
        <Button
          icon={<PlusOutlined />}
          disabled={!draft.isReadable}
          onClick={() =>
            change(['nodeGroups', groups.length], {
              role: groups.some(({ role }) => role === 'core') ? 'task' : 'core',
              machineType: 'local.small',
              count: 1,
            })
          }
        >
          {t('addGroup')}
        </Button>
      }
    >
      {groups.map((group, index) => (
        // a group has no name but its place
        <div key={index} className="group-row">
          <Field
            label={t('role')}
            hint={t(roleHintTexts[group.role])}
            problem={problemAt(draft, 'nodeGroups', index, 'role')}
          >
            {(ids) => (
              <Select
                {...ids}
                value={group.role}
                onChange={(role) => change(['nodeGroups', index, 'role'], role)}
                options={nodeRoles.map((role) => ({ value: role, label: t(roleTexts[role]) }))}
              />
            )}
          </Field>
          <Field label={t('machineType')} problem={problemAt(draft, 'nodeGroups', index, 'machineType')}>
            {(ids) => (
              <Select
                {...ids}
                value={group.machineType}
                onChange={(type) => change(['nodeGroups', index, 'machineType'], type)}
                options={options}
              />
            )}
          </Field>
          <Field label={t('count')} problem={problemAt(draft, 'nodeGroups', index, 'count')}>
            {(ids) => (
              <InputNumber
                {...ids}
                min={group.role === 'master' ? 1 : 0}
                max={group.role === 'master' ? 1 : 1000}
                value={group.count}
                style={{ width: '100%' }}
                onChange={(count) => change(['nodeGroups', index, 'count'], count ?? 0)}
              />
            )}
          </Field>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('removeGroup', { role: t(roleTexts[group.role]) })}
            disabled={group.role === 'master' && groups.filter(({ role }) => role === 'master').length === 1}
            onClick={() => change(['nodeGroups', index], undefined)}
          />
        </div>
      ))}
      {problemAt(draft, 'nodeGroups') !== undefined && groups.length === 0 && (
        <div className="field-problem">{problemAt(draft, 'nodeGroups')}</div>
      )}
    </Section>
  );
}
