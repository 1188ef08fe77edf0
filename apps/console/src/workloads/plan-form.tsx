// The form of a plan: what it is called, on which cluster it runs, its jobs with their picture, what it gives back, and when.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { type ChangeDraft, type Draft, type DraftPath, problemAt, valueAt } from '../app/draft.ts';
import { NumberField, TextField } from '../app/draft-fields.tsx';
import { Field } from '../app/field.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { useText } from '../app/text.ts';
import { NodeGroupsForm } from '../clusters/node-groups-form.tsx';
import { useClustersToRunOn } from './cluster-name.tsx';
import { DagPicture } from './dag-picture.tsx';
import { freeName, namesIn } from './job-draft.ts';
import { JobForm } from './job-form.tsx';
import { picturedJobs } from './plan-draft.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { workloadsTexts } from './texts.ts';

interface PlanFormProps {
  readonly draft: Draft;
  readonly change: ChangeDraft;
  readonly isNameFixed: boolean;
}

export function PlanForm({ draft, change, isNameFixed }: PlanFormProps) {
  const t = useText(workloadsTexts);
  const at = (...path: DraftPath) => ({ draft, path, change });
  return (
    <>
      <Section title={t('plan')}>
        <div className="wizard-form">
          <TextField {...at('name')} label={t('name')} hint={t('nameHint')} isRequired isFixed={isNameFixed} />
          <TextField {...at('description')} label={t('description')} />
        </div>
      </Section>
      <Jobs draft={draft} change={change} />
      <Cluster draft={draft} change={change} />
      <Parameters draft={draft} change={change} />
      <Outputs draft={draft} change={change} />
      <ScheduleForm draft={draft} change={change} />
      <p className="soft" style={{ margin: 0 }}>
        {t('moreInPlanYaml')}
      </p>
    </>
  );
}

type PartProps = Pick<PlanFormProps, 'draft' | 'change'>;

/** The picture, and beneath it the job that was chosen in it. */
function Jobs({ draft, change }: PartProps) {
  const t = useText(workloadsTexts);
  const [chosen, setChosen] = useState<string>();
  const names = namesIn(draft);
  const jobs = useMemo(() => picturedJobs(draft), [draft]);
  const count = Array.isArray(draft.value['jobs']) ? draft.value['jobs'].length : 0;
  // A name that is being changed is looked for at its old place.
  const [place, setPlace] = useState(0);
  const found = names.indexOf(chosen ?? '');
  const index = found === -1 ? Math.min(place, count - 1) : found;

  function choose(name: string): void {
    setChosen(name);
    setPlace(Math.max(0, names.indexOf(name)));
  }

  function add(): void {
    const name = freeName('job', names);
    change(['jobs', count], { name, kind: 'shell', command: 'true\n' });
    setChosen(name);
    setPlace(count);
  }

  return (
    <Section
      title={t('jobs')}
      extra={
        <Button icon={<PlusOutlined />} disabled={!draft.isReadable} onClick={add}>
          {t('addJob')}
        </Button>
      }
    >
      {jobs.length === 0 ? (
        <EmptyState title={t('noJobsInPlan')} next={t('noJobsInPlanNext')} />
      ) : (
        <DagPicture jobs={jobs} label={t('dag')} chosen={names[index]} onChoose={choose} />
      )}
      {problemAt(draft, 'jobs') !== undefined &&
        draft.problems.some(({ path }) => path.length === 1 && path[0] === 'jobs') && (
          <p className="field-problem" role="alert">
            {draft.problems.find(({ path }) => path.length === 1 && path[0] === 'jobs')?.message}
          </p>
        )}
      {index >= 0 && (
        <div className="chosen-job">
          <div className="section-head">
            <h3>{t('jobNumber', { number: index + 1, of: count })}</h3>
            <Button
              icon={<DeleteOutlined />}
              disabled={count === 1}
              onClick={() => {
                change(['jobs', index], undefined);
                setChosen(undefined);
                setPlace(Math.max(0, index - 1));
              }}
            >
              {t('removeJob')}
            </Button>
          </div>
          {draft.problems
            .filter(({ path }) => path.length === 2 && path[0] === 'jobs' && path[1] === index)
            .map(({ message }) => (
              <p key={message} className="field-problem" role="alert">
                {message}
              </p>
            ))}
          <JobForm
            key={index}
            draft={draft}
            at={['jobs', index]}
            change={change}
            others={names.filter((_, place_) => place_ !== index)}
          />
        </div>
      )}
    </Section>
  );
}

/** One that is made for each run, or one that stands. */
function Cluster({ draft, change }: PartProps) {
  const t = useText(workloadsTexts);
  const { clusters: standing, problem: unlisted } = useClustersToRunOn();
  const isStanding = typeof valueAt(draft, ['cluster', 'name']) === 'string';
  const name = valueAt(draft, ['cluster', 'name']);
  return (
    <>
      <Section title={t('cluster')}>
        <div className="wizard-form">
          <Segmented
            aria-label={t('cluster')}
            value={isStanding ? 'standing' : 'own'}
            onChange={(chosen) =>
              change(
                ['cluster'],
                chosen === 'standing'
                  ? { name: standing[0]?.name ?? '' }
                  : { nodeGroups: [{ role: 'master', machineType: 'local.medium', count: 1 }] },
              )
            }
            options={[
              { value: 'own', label: t('clusterOwn') },
              { value: 'standing', label: t('clusterStanding') },
            ]}
          />
          {isStanding && unlisted !== undefined && (
            <TextField
              draft={draft}
              path={['cluster', 'name']}
              change={change}
              label={t('standingCluster')}
              hint={`${t('clusterByName')} ${unlisted.message}`}
              isRequired
            />
          )}
          {isStanding && unlisted === undefined && (
            <Field label={t('standingCluster')} problem={problemAt(draft, 'cluster', 'name')}>
              {(ids) => (
                <Select
                  {...ids}
                  value={String(name)}
                  onChange={(chosen) => change(['cluster', 'name'], chosen)}
                  options={[...new Set([String(name), ...standing.map((each) => each.name)])]
                    .filter(Boolean)
                    .map((value) => ({
                      value,
                      label: value,
                    }))}
                />
              )}
            </Field>
          )}
          {!isStanding && (
            <>
              <p className="soft" style={{ margin: 0 }}>
                {t('clusterOwnLead')}
              </p>
              <NumberField
                draft={draft}
                path={['maximumAgeSeconds']}
                change={change}
                label={t('maximumAge')}
                hint={t('maximumAgeHint')}
                usual={6 * 3_600}
                suffix="s"
              />
            </>
          )}
        </div>
      </Section>
      {!isStanding && <NodeGroupsForm draft={draft} at={['cluster']} change={change} />}
    </>
  );
}

function Parameters({ draft, change }: PartProps) {
  const t = useText(workloadsTexts);
  const found = valueAt(draft, ['parameters']);
  const parameters = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  return (
    <Section
      title={t('parameters')}
      extra={
        <Button
          icon={<PlusOutlined />}
          disabled={!draft.isReadable}
          onClick={() => {
            const name = freeParameter(parameters.map(([each]) => each));
            change(['parameters', name], '');
          }}
        >
          {t('addParameter')}
        </Button>
      }
    >
      {parameters.length === 0 && <p className="soft home-none">{t('noParameters')}</p>}
      {parameters.map(([name, value], index) => (
        // its name changes while it is typed; its place does not
        <div key={index} className="pair-row">
          <Field label={t('parameterName')} problem={problemAt(draft, 'parameters', name)}>
            {(ids) => (
              <Input
                {...ids}
                className="mono"
                autoComplete="off"
                value={name}
                onChange={({ target }) => {
                  const renamed = parameters.map(([each, its]) => [each === name ? target.value : each, its]);
                  change(['parameters'], Object.fromEntries(renamed));
                }}
              />
            )}
          </Field>
          <Field label={t('parameterDefault')}>
            {(ids) => (
              <Input
                {...ids}
                className="mono"
                autoComplete="off"
                value={String(value ?? '')}
                onChange={({ target }) => change(['parameters', name], scalarOf(target.value))}
              />
            )}
          </Field>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('removeNamed', { name })}
            onClick={() => change(parameters.length === 1 ? ['parameters'] : ['parameters', name], undefined)}
          />
        </div>
      ))}
    </Section>
  );
}

function freeParameter(taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`parameter${number}`)) number += 1;
  return `parameter${number}`;
}

/** What looks like a number is one, as it would be in YAML. */
const scalarOf = (text: string): string | number => (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) ? Number(text) : text);

function Outputs({ draft, change }: PartProps) {
  const t = useText(workloadsTexts);
  const found = valueAt(draft, ['outputs']);
  const outputs = (Array.isArray(found) ? found : []) as readonly unknown[];
  return (
    <Section
      title={t('outputs')}
      extra={
        <Button
          icon={<PlusOutlined />}
          disabled={!draft.isReadable}
          onClick={() =>
            change(['outputs', outputs.length], { name: freeName('output', outputNames(outputs)), from: '/results' })
          }
        >
          {t('addOutput')}
        </Button>
      }
    >
      {outputs.length === 0 && <p className="soft home-none">{t('noOutputsInPlan')}</p>}
      {outputs.map((_, index) => (
        <div key={index} className="pair-row">
          <TextField draft={draft} path={['outputs', index, 'name']} change={change} label={t('name')} isRequired />
          <TextField draft={draft} path={['outputs', index, 'from']} change={change} label={t('fromHdfs')} isRequired />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('removeNamed', { name: outputNames(outputs)[index] ?? '' })}
            onClick={() => change(outputs.length === 1 ? ['outputs'] : ['outputs', index], undefined)}
          />
        </div>
      ))}
    </Section>
  );
}

const outputNames = (outputs: readonly unknown[]): readonly string[] =>
  outputs.map((each) => {
    const name = typeof each === 'object' && each !== null && 'name' in each ? each.name : undefined;
    return typeof name === 'string' ? name : '';
  });
