// Roles: what those who are trusted may become for a while.
import { roleCreate, type RoleView } from '@argosy/contract/identity/people';
import { Link } from '@tanstack/react-router';
import { actOf } from '../app/act.ts';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { useFromHere } from '../app/use-from-here.ts';
import { MakeNamedButton } from './make-named-button.tsx';
import { roleListQuery } from './queries.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

export function RoleListPage() {
  const t = useText(identityTexts);
  const times = useTimes();
  const fromHere = useFromHere();
  const { items, more, isLoadingMore } = useOperationPages(roleListQuery);
  const { run, isRunning } = useOperation(roleCreate);
  return (
    <Page
      title={t('roles')}
      lead={t('rolesLead')}
      primary={
        <MakeNamedButton
          act={actOf(roleCreate)}
          label={t('roleMake')}
          isRunning={isRunning}
          onMake={async (body) => {
            const goOn = fromHere();
            const made = await run({ body });
            if (made) await goOn({ to: paths.role, params: { roleId: made.id } });
          }}
        />
      }
    >
      <Section className="flush">
        <Table<RoleView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('rolesNone')} next={t('rolesNoneNext')} />}
          columns={[
            {
              title: t('role'),
              show: ({ id, name }) => (
                <Link to={paths.role} params={{ roleId: id }} className="strong-link">
                  {name}
                </Link>
              ),
            },
            { title: t('description'), show: 'description' },
            { title: t('trusted'), show: ({ trusted }) => trusted.map(({ name }) => name).join(', ') },
            {
              title: t('roleLongest'),
              show: ({ maxSessionSeconds }) => times.duration(maxSessionSeconds * 1_000),
            },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}
