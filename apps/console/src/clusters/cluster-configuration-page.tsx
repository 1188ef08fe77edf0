// The configuration of a node as its daemons read it, and what of it is the customer's own.
import { getRouteApi } from '@tanstack/react-router';
import { Checkbox, Input, Select, Tag } from 'antd';
import { useDeferredValue, useState } from 'react';
import { EmptyState, Part, Section } from '../app/page.tsx';
import { Table } from '../app/table.tsx';
import { useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { configurationQuery, nodesQuery } from './queries.ts';
import { clustersTexts } from './texts.ts';

const route = getRouteApi('/frame/clusters/$clusterId/configuration');

export function ClusterConfigurationPage() {
  const t = useText(clustersTexts);
  return (
    <Part title={t('configuration')}>
      <Configuration />
    </Part>
  );
}

function Configuration() {
  const t = useText(clustersTexts);
  const { clusterId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { items: nodes } = useOperationQuery(nodesQuery(clusterId));
  const node = nodes.find((each) => each.name === search.node) ?? nodes[0];
  const answer = useOptionalQuery(configurationQuery(clusterId, node?.id ?? ''), { enabled: node !== undefined });
  const [text, setText] = useState('');
  const [onlyOwn, setOnlyOwn] = useState(false);
  const wanted = useDeferredValue(text).toLowerCase();
  const shown = (answer?.items ?? []).filter(
    ({ file, key, value, isOwn }) => (!onlyOwn || isOwn) && `${file} ${key} ${value}`.toLowerCase().includes(wanted),
  );
  if (node === undefined)
    return (
      <Section>
        <EmptyState title={t('noNodes')} next={t('noNodesNext')} />
      </Section>
    );
  return (
    <Section>
      <div className="filters" style={{ marginBottom: 14 }}>
        <Select
          aria-label={t('node')}
          className="filter"
          value={node.name}
          onChange={(chosen) => void navigate({ search: { node: chosen } })}
          options={nodes.map((each) => ({ value: each.name, label: each.name }))}
        />
        <Input
          allowClear
          style={{ width: 280 }}
          placeholder={t('configurationFilter')}
          aria-label={t('configurationFilter')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Checkbox checked={onlyOwn} onChange={({ target }) => setOnlyOwn(target.checked)}>
          {t('onlyOwn')}
        </Checkbox>
      </div>
      <Table
        keyOf={({ component, file, key }) => `${component}/${file}/${key}`}
        size="small"
        isLoading={answer === undefined}
        rows={shown}
        empty={<EmptyState title={t('noConfiguration')} next={t('noConfigurationNext')} />}
        columns={[
          { title: t('file'), show: 'file' },
          {
            title: t('key'),
            show: ({ key, isOwn }) => (
              <div className="mono configuration-value">
                {key} {isOwn && <Tag>{t('own')}</Tag>}
              </div>
            ),
          },
          { title: t('value'), show: ({ value }) => <div className="mono configuration-value">{value}</div> },
        ]}
        wraps
      />
    </Section>
  );
}
