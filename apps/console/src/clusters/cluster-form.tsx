// The form of a wish for a cluster: what of its YAML most people choose.
import { Checkbox, Input, InputNumber, Select, Switch } from 'antd';
import { type Draft, type DraftPath, problemAt } from '../app/draft.ts';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { useOptionalQuery } from '../app/queries.ts';
import { regionsQuery } from '../app/region.ts';
import { useLanguage, useText } from '../app/text.ts';
import { releasesQuery } from '../releases/queries.ts';
import { NodeGroupsForm } from './node-groups-form.tsx';
import { clustersTexts, componentTexts, regionStateTexts } from './texts.ts';

export interface ClusterFormProps {
  readonly draft: Draft;
  /** `undefined` takes away what stands there. */
  readonly change: (path: DraftPath, value: unknown) => void;
}

export function ClusterForm({ draft, change }: ClusterFormProps) {
  const t = useText(clustersTexts);
  const releases = useOptionalQuery(releasesQuery)?.items ?? [];
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
            <Field label={t('name')} hint={t('nameHint')} problem={problemAt(draft, 'name')}>
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
                    {
                      value: '',
                      label: runnable[0] ? t('newest', { version: runnable[0].version }) : t('newestOfAll'),
                    },
                    ...runnable.map(({ version }) => ({ value: version, label: version })),
                  ]}
                />
              )}
            </Field>
          </div>
          <RegionField draft={draft} change={change} />
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
      <NodeGroupsForm draft={draft} change={change} />
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

function RegionField({ draft, change }: Pick<ClusterFormProps, 'draft' | 'change'>) {
  const t = useText(clustersTexts);
  const language = useLanguage();
  const regions = useOptionalQuery(regionsQuery)?.items ?? [];
  const region = draft.value['region'];
  if (regions.length === 0 && region === undefined) return undefined; // nothing to choose from: it is the server's choice
  return (
    <Field label={t('region')} problem={problemAt(draft, 'region')}>
      {(ids) => (
        <Select
          {...ids}
          value={typeof region === 'string' ? region : regions[0]?.name}
          onChange={(name) => change(['region'], name)}
          options={regions.map(({ name, title, state, offers }) => ({
            value: name,
            label: state === 'available' ? title[language] : `${title[language]} · ${t(regionStateTexts[state])}`,
            disabled: state !== 'available' || !offers.includes('clusters'),
          }))}
        />
      )}
    </Field>
  );
}
