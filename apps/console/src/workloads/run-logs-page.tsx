// The logs of a run, from its nodes while it runs and from the store after; which one stands in the address.
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { jobLogs, runLogGet, runLogSearch } from '@argosy/contract/workloads/operations';
import { targetOf } from '@argosy/client/browser';
import { callOperation } from '../app/api.ts';
import { LogView } from '../app/log-view.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { useOperationQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { bytesIn } from '../app/times.ts';
import { runLogsQuery, runQuery } from './queries.ts';
import { isOpen } from './run-view.ts';
import { workloadsTexts } from './texts.ts';

const freshMs = 2_000;
const route = getRouteApi('/frame/runs/$runId/logs');

export function RunLogsPage() {
  const t = useText(workloadsTexts);
  const { runId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const run = useOperationQuery(runQuery(runId));
  const { items } = useOperationQuery(runLogsQuery(runId));
  const log = items.find(({ path }) => path === search.path) ?? firstOf(items);
  if (log === undefined)
    return (
      <Section>
        <EmptyState title={t('noLogs')} next={t(isOpen(run) ? 'noLogsYet' : 'noLogsNext')} />
      </Section>
    );
  const params = { runId };
  /** In bytes, by the list, which is asked for anew when it is no longer what the page began with. */
  const sizeNow = async (): Promise<number> => {
    const list = await queryClient.fetchQuery({ ...runLogsQuery(runId), staleTime: freshMs });
    return list.items.find(({ path }) => path === log.path)?.sizeBytes ?? 0;
  };
  return (
    <Section>
      <div className="filters" style={{ marginBottom: 14 }}>
        <Select
          aria-label={t('log')}
          className="filter wide"
          value={log.path}
          onChange={(path) => void navigate({ search: { path } })}
          options={items.map(({ path, node, sizeBytes }) => ({
            value: path,
            label: [path, node, bytesIn(sizeBytes)].filter((each) => each !== undefined).join(' · '),
          }))}
        />
      </div>
      <LogView
        logKey={`${runId}/${log.path}`}
        fileName={`${run.name}-${log.path.replaceAll('/', '-')}.log`}
        canGrow={isOpen(run)}
        downloadHref={targetOf(runLogGet, { params, query: { path: log.path } })}
        read={async ({ offset, limit, signal }) => {
          const start = offset ?? Math.max(0, (await sizeNow()) - limit);
          return callOperation(jobLogs, { params, query: { path: log.path, offset: start, limit }, signal });
        }}
        searchAll={({ text, offset }) =>
          callOperation(runLogSearch, { params, query: { path: log.path, text, offset, limit: 100 } })
        }
      />
    </Section>
  );
}

/** What a person wants to read first: the driver's output, or what there is most of. */
function firstOf<Log extends { readonly isDriver: boolean; readonly sizeBytes: number; readonly path: string }>(
  logs: readonly Log[],
): Log | undefined {
  return (
    logs.find(({ isDriver, sizeBytes }) => isDriver && sizeBytes > 0) ??
    logs.find(({ isDriver }) => isDriver) ??
    logs[0]
  );
}
