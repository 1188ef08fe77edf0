// The form of a job, wherever in a draft it stands: what of its YAML most people write.
import { Select } from 'antd';
import { jobKinds, type JobKind, releasePrograms } from '@argosy/contract/workloads/vocabulary';
import { unreachable } from '@argosy/kernel/errors';
import { type ChangeDraft, type Draft, type DraftPath, problemAt, valueAt } from '../app/draft.ts';
import { ChoiceField, LinesField, NumberField, ScriptField, TextField } from '../app/draft-fields.tsx';
import { Field } from '../app/field.tsx';
import { useText } from '../app/text.ts';
import { FileField, FilesField } from './file-field.tsx';
import { isSpark, ofKind } from './job-draft.ts';
import { kindTexts, workloadsTexts } from './texts.ts';

export interface JobFormProps {
  readonly draft: Draft;
  /** Where the job stands; the draft itself, if empty. */
  readonly at: DraftPath;
  readonly change: ChangeDraft;
  /** The name is that of what is being changed. */
  readonly isNameFixed?: boolean;
  /** Inside a plan: the jobs it may need. */
  readonly others?: readonly string[];
}

export function JobForm({ draft, at, change, isNameFixed = false, others }: JobFormProps) {
  const t = useText(workloadsTexts);
  const job = (valueAt(draft, at) ?? {}) as Readonly<Record<string, unknown>>;
  const kind = jobKinds.find((each) => each === job['kind']);
  const field = (...names: readonly (string | number)[]) => ({ draft, path: [...at, ...names], change });
  const needs = Array.isArray(job['needs']) ? job['needs'].map(String) : [];
  return (
    <div className="wizard-form">
      <div className="wizard-row">
        <TextField {...field('name')} label={t('name')} hint={t('nameHint')} isRequired isFixed={isNameFixed} />
        <Field label={t('kind')} problem={problemAt(draft, ...at, 'kind')}>
          {(ids) => (
            <Select
              {...ids}
              value={kind ?? null}
              onChange={(chosen: JobKind) => change(at, ofKind(job, chosen))}
              options={jobKinds.map((each) => ({ value: each, label: t(kindTexts[each]) }))}
            />
          )}
        </Field>
      </div>
      {others !== undefined && (
        <Field label={t('needs')} hint={t('needsHint')} problem={problemAt(draft, ...at, 'needs')}>
          {(ids) => (
            <Select
              {...ids}
              mode="multiple"
              value={needs}
              onChange={(chosen: readonly string[]) =>
                change([...at, 'needs'], chosen.length === 0 ? undefined : chosen)
              }
              options={[...new Set([...others, ...needs])].map((name) => ({ value: name, label: name }))}
            />
          )}
        </Field>
      )}
      <OfKind kind={kind} field={field} />
      {kind !== 'shell' && <Arguments field={field} />}
      <details className="more-fields" open={at.length === 0 || isWritten(job)}>
        <summary>{t('moreFields')}</summary>
        <div className="wizard-form">
          {kind === 'shell' && <Arguments field={field} />}
          <FilesField {...field('files')} label={t('files')} hint={t('filesHint')} />
          <LinesField
            {...field('python', 'requirements')}
            label={t('python')}
            hint={t('pythonHint')}
            change={(path, value) => change(value === undefined ? path.slice(0, -1) : path, value)}
          />
          <div className="wizard-row thirds">
            <NumberField {...field('retries')} label={t('retries')} usual={0} />
            <NumberField {...field('retryDelaySeconds')} label={t('retryDelay')} usual={0} suffix="s" />
            <NumberField {...field('timeoutSeconds')} label={t('timeout')} usual={86_400} suffix="s" />
          </div>
          <TextField {...field('description')} label={t('description')} />
          <p className="soft" style={{ margin: 0 }}>
            {t(isSpark(kind) ? 'moreInYamlSpark' : 'moreInYaml')}
          </p>
        </div>
      </details>
    </div>
  );
}

/** Whether somebody has written some of what is folded away. */
const isWritten = (job: Readonly<Record<string, unknown>>): boolean =>
  ['files', 'python', 'retries', 'retryDelaySeconds', 'timeoutSeconds', 'description'].some((name) => {
    const value = job[name];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });

function Arguments({ field }: { readonly field: FieldAt }) {
  const t = useText(workloadsTexts);
  return <LinesField {...field('arguments')} label={t('arguments')} hint={t('argumentsHint')} />;
}

type FieldAt = (
  ...names: readonly (string | number)[]
) => Pick<JobFormProps, 'draft' | 'change'> & { readonly path: DraftPath };

function OfKind({ kind, field }: { readonly kind: JobKind | undefined; readonly field: FieldAt }) {
  const t = useText(workloadsTexts);
  switch (kind) {
    case undefined:
      return undefined;
    case 'shell':
      return (
        <>
          <ScriptField {...field('command')} label={t('command')} hint={t('commandHint')} />
          <div className="wizard-row">
            <TaskCount field={field} />
            <ChoiceField
              {...field('tasks', 'on')}
              label={t('tasksOn')}
              usual="master"
              options={[
                { value: 'master', label: t('onMaster') },
                { value: 'workers', label: t('onWorkers') },
              ]}
            />
          </div>
          <div className="wizard-row">
            <NumberField {...field('resources', 'vcores')} label={t('taskVcores')} usual={1} />
            <NumberField {...field('resources', 'memoryMb')} label={t('taskMemory')} usual={512} suffix="MB" />
          </div>
        </>
      );
    case 'mapreduce':
      return (
        <>
          <FileField {...field('jar')} label={t('jar')} ofRelease={releasePrograms.mapreduce} />
          <TextField {...field('mainClass')} label={t('mainClass')} hint={t('mainClassHint')} />
        </>
      );
    case 'spark-jar':
      return (
        <>
          <FileField {...field('jar')} label={t('jar')} ofRelease={releasePrograms['spark-jar']} />
          <TextField {...field('mainClass')} label={t('mainClass')} isRequired />
          <SparkSizes field={field} />
        </>
      );
    case 'spark-python':
      return (
        <>
          <FileField {...field('program')} label={t('program')} />
          <SparkSizes field={field} />
        </>
      );
    case 'spark-sql':
      return (
        <>
          <FilesField {...field('queries')} label={t('queries')} hint={t('queriesHint')} />
          <TextField {...field('answers')} label={t('answers')} hint={t('answersHint')} isRequired />
          <SparkSizes field={field} />
        </>
      );
    default:
      return unreachable(kind);
  }
}

/** A number, or in a plan a parameter. */
function TaskCount({ field }: { readonly field: FieldAt }) {
  const t = useText(workloadsTexts);
  const { change, ...at } = field('tasks', 'count');
  return (
    <TextField
      {...at}
      label={t('tasksCount')}
      hint={t('tasksHint')}
      placeholder="1"
      change={(path, value) => change(path, typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value)}
    />
  );
}

const usualHeapMb = 640;

function SparkSizes({ field }: { readonly field: FieldAt }) {
  const t = useText(workloadsTexts);
  return (
    <>
      <div className="wizard-row">
        <NumberField {...field('driver', 'cores')} label={t('driverCores')} usual={1} />
        <NumberField {...field('driver', 'memoryMb')} label={t('driverMemory')} usual={usualHeapMb} suffix="MB" />
      </div>
      <div className="wizard-row thirds">
        <NumberField {...field('executors', 'count')} label={t('executors')} usual={2} />
        <NumberField {...field('executors', 'cores')} label={t('executorCores')} usual={1} />
        <NumberField {...field('executors', 'memoryMb')} label={t('executorMemory')} usual={usualHeapMb} suffix="MB" />
      </div>
    </>
  );
}
