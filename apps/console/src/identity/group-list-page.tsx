// Groups: what is attached to one holds for all its members.
import { groupCreate, type GroupView } from '@argosy/contract/identity/people';
import { Link } from '@tanstack/react-router';
import { actOf } from '../app/act.ts';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { useFromHere } from '../app/use-from-here.ts';
import { MakeNamedButton } from './make-named-button.tsx';
import { groupListQuery } from './queries.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

export function GroupListPage() {
  const t = useText(identityTexts);
  const fromHere = useFromHere();
  const { items, more, isLoadingMore } = useOperationPages(groupListQuery);
  const { run, isRunning } = useOperation(groupCreate);
  return (
    <Page
      title={t('groups')}
      lead={t('groupsLead')}
      primary={
        <MakeNamedButton
          act={actOf(groupCreate)}
          label={t('groupMake')}
          isRunning={isRunning}
          onMake={async (body) => {
            const goOn = fromHere();
            const made = await run({ body });
            if (made) await goOn({ to: paths.group, params: { groupId: made.id } });
          }}
        />
      }
    >
      <Section className="flush">
        <Table<GroupView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('groupsNone')} next={t('groupsNoneNext')} />}
          columns={[
            {
              title: t('group'),
              show: ({ id, name }) => (
                <Link to={paths.group} params={{ groupId: id }} className="strong-link">
                  {name}
                </Link>
              ),
            },
            { title: t('description'), show: 'description' },
            { title: t('members'), show: 'memberCount' },
            { title: t('made'), show: ({ createdAt }) => <Since instant={createdAt} /> },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}
