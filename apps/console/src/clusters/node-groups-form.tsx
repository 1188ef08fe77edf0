// The node groups of a cluster as rows of a form, wherever in a draft the cluster stands.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select } from 'antd';
import { nodeRoles } from '@argosy/contract/clusters/vocabulary';
import { type Draft, type DraftPath, problemAt } from '../app/draft.ts';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { useOptionalQuery } from '../app/queries.ts';
import { useLanguage, useText } from '../app/text.ts';
import { memoryOf } from '../app/times.ts';
import { groupsOf } from './cluster-draft.ts';
import { machineTypesQuery } from './queries.ts';
import { clustersTexts, roleHintTexts, roleTexts } from './texts.ts';
import './clusters.css';

const fields: readonly DraftPath[number][] = ['role', 'machineType', 'count'];

interface NodeGroupsFormProps {
  readonly draft: Draft;
  /** Where the cluster stands in the draft; the draft itself, if left out. */
  readonly at?: DraftPath;
  readonly change: (path: DraftPath, value: unknown) => void;
}

export function NodeGroupsForm({ draft, at = [], change }: NodeGroupsFormProps) {
  const t = useText(clustersTexts);
  const language = useLanguage();
  const types = useOptionalQuery(machineTypesQuery)?.items ?? [];
  const groups = groupsOf(draft, at);
  // Of the groups together, or of one that has no field for it.
  const problemsOfAll = draft.problems.filter(({ path }) => {
    const [part, , field] = path.slice(at.length);
    const isHere = at.every((each, index) => path[index] === each) && part === 'nodeGroups';
    return isHere && (field === undefined || !fields.includes(field));
  });
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
            change([...at, 'nodeGroups', groups.length], {
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
            problem={problemAt(draft, ...at, 'nodeGroups', index, 'role')}
          >
            {(ids) => (
              <Select
                {...ids}
                value={group.role}
                onChange={(role) => change([...at, 'nodeGroups', index, 'role'], role)}
                options={nodeRoles.map((role) => ({ value: role, label: t(roleTexts[role]) }))}
              />
            )}
          </Field>
          <Field label={t('machineType')} problem={problemAt(draft, ...at, 'nodeGroups', index, 'machineType')}>
            {(ids) => (
              <Select
                {...ids}
                value={group.machineType}
                onChange={(type) => change([...at, 'nodeGroups', index, 'machineType'], type)}
                options={options}
              />
            )}
          </Field>
          <Field label={t('count')} problem={problemAt(draft, ...at, 'nodeGroups', index, 'count')}>
            {(ids) => (
              <InputNumber
                {...ids}
                min={group.role === 'master' ? 1 : 0}
                max={group.role === 'master' ? 1 : 1000}
                value={group.count}
                style={{ width: '100%' }}
                onChange={(count) => change([...at, 'nodeGroups', index, 'count'], count ?? 0)}
              />
            )}
          </Field>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('removeGroup', { role: t(roleTexts[group.role]) })}
            disabled={group.role === 'master' && groups.filter(({ role }) => role === 'master').length === 1}
            onClick={() => change([...at, 'nodeGroups', index], undefined)}
          />
        </div>
      ))}
      {problemsOfAll.map(({ message }) => (
        <div key={message} className="field-problem" role="alert">
          {message}
        </div>
      ))}
    </Section>
  );
}
