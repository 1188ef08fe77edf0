// A cluster by its name, with the way to its page; one that is long gone by its id.
import { Link } from '@tanstack/react-router';
import { Input, Select } from 'antd';
import { jobRun } from '@argosy/contract/workloads/operations';
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import { isId } from '@argosy/kernel/ids';
import { fieldActOf } from '../app/act.ts';
import { Field } from '../app/field.tsx';
import { useMayNot } from '../app/may.ts';
import { paths } from '../app/paths.ts';
import { useOptionalPages } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { clusterListQuery } from '../clusters/queries.ts';
import { workloadsTexts } from './texts.ts';

export function ClusterName({ clusterId }: { readonly clusterId: string }) {
  const name = useClusters().find(({ id }) => id === clusterId)?.name;
  return (
    <Link to={paths.cluster} params={{ clusterId }} className={name === undefined ? 'mono' : ''}>
      {name ?? clusterId}
    </Link>
  );
}

export function useClusters() {
  return useOptionalPages(clusterListQuery({})).items;
}

/** Those on which something can be run now; with `problem`, none are known: some may be there all the same. */
export function useClustersToRunOn() {
  const { items, problem } = useOptionalPages(clusterListQuery({}));
  return {
    clusters: items.filter(({ state }) => clusterActions.run.allowedIn.some((each) => each === state)),
    problem,
  };
}

/** The permission that somebody lacks to have something run there, as a sentence. Policies speak of ids: of a name that somebody has
 *  typed only the server can say it. */
export function useMayNotUse(clusterId: string | undefined): string | undefined {
  const id = clusterId !== undefined && isId('cluster', clusterId) ? clusterId : undefined;
  const mayNot = useMayNot(fieldActOf(jobRun, { clusterId: id ?? '*' }));
  return id && mayNot;
}

/** Where clusters may not be listed, one is named. */
export function ClusterField({
  value,
  onChange,
  label,
  problem,
}: {
  readonly label?: string;
  /** What speaks against the one that is chosen. */
  readonly problem?: string | undefined;
  readonly value: string | undefined;
  readonly onChange: (clusterId: string) => void;
}) {
  const t = useText(workloadsTexts);
  const { clusters, problem: unlisted } = useClustersToRunOn();
  if (unlisted !== undefined) {
    return (
      <Field label={label ?? t('cluster')} hint={`${t('clusterByName')} ${unlisted.message}`} problem={problem}>
        {(ids) => (
          <Input
            {...ids}
            autoComplete="off"
            spellCheck={false}
            value={value ?? ''}
            onChange={({ target }) => onChange(target.value)}
          />
        )}
      </Field>
    );
  }
  return (
    <Field
      label={label ?? t('cluster')}
      problem={clusters.length === 0 && label === undefined ? t('noClusterToRunOn') : problem}
    >
      {(ids) => (
        <Select
          {...ids}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('chooseCluster')}
          value={value ?? null}
          onChange={onChange}
          options={clusters.map(({ id, name, release }) => ({ value: id, label: `${name} · ${release}` }))}
        />
      )}
    </Field>
  );
}
