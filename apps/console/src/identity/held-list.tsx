// What somebody has (groups, policies, members), with a field to give more and a button to take away.
import { CloseOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Act } from '../app/act.ts';
import { useMay } from '../app/may.ts';
import { Section } from '../app/page.tsx';
import { useText } from '../app/text.ts';
import { identityTexts } from './texts.ts';

interface HeldListProps {
  readonly title: string;
  readonly lead?: string | undefined;
  /** Said where there is nothing. */
  readonly none: string;
  /** What the field is for. */
  readonly add: string;
  readonly items: readonly { readonly id: string; readonly name: string; readonly shown: ReactNode }[];
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly adding: Act;
  readonly removing: Act;
  readonly onAdd: (id: string) => Promise<void>;
  readonly onRemove: (id: string) => Promise<void>;
}

export function HeldList(props: HeldListProps) {
  const { title, lead, none, add, items, choices, adding, removing, onAdd, onRemove } = props;
  const t = useText(identityTexts);
  const mayAdd = useMay(adding);
  const mayRemove = useMay(removing);
  const [busy, setBusy] = useState<string>();
  const free = choices.filter(({ value }) => !items.some(({ id }) => id === value));

  async function during(id: string, work: (id: string) => Promise<void>): Promise<void> {
    setBusy(id);
    await work(id).finally(() => setBusy(undefined));
  }

  return (
    <Section title={title}>
      {lead !== undefined && <p className="section-lead">{lead}</p>}
      {items.length === 0 && <p className="soft">{none}</p>}
      <ul className="held">
        {items.map(({ id, name, shown }) => (
          <li key={id}>
            <span>{shown}</span>
            {mayRemove && (
              <Button
                type="text"
                size="small"
                icon={<CloseOutlined />}
                aria-label={t('takeAway', { name })}
                loading={busy === id}
                disabled={busy !== undefined && busy !== id}
                onClick={() => void during(id, onRemove)}
              />
            )}
          </li>
        ))}
      </ul>
      {mayAdd && (
        <Select<string>
          className="held-add"
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={add}
          placeholder={add}
          value={null}
          disabled={busy !== undefined}
          options={free}
          onSelect={(id) => void during(id, onAdd)}
        />
      )}
    </Section>
  );
}
