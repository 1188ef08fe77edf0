// Looks for a text in all of a log, on its node: the newest lines first, and further back as long as somebody asks.
import { SearchOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { nodeLogSearch } from '@argosy/contract/clusters/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { callOperation } from '../app/api.ts';
import { sentencesOf } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { appTexts } from '../app/texts.ts';
import { bytesIn } from '../app/times.ts';
import { accessTexts } from './texts.ts';
import '../app/field.css';

interface LogSearchProps {
  readonly clusterId: string;
  readonly nodeId: string;
  readonly log: string;
}

interface Found {
  readonly text: string;
  readonly matches: ResultOf<typeof nodeLogSearch>['matches'];
  readonly searchedBytes: number;
  /** Where to go on; absent when all was searched. */
  readonly nextOffset?: number | undefined;
}

export function LogSearch({ clusterId, nodeId, log }: LogSearchProps) {
  const t = useText(accessTexts);
  const app = useText(appTexts);
  const [text, setText] = useState('');
  const [ignoreCase, setIgnoreCase] = useState(true);
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<unknown>();
  const [isRunning, setRunning] = useState(false);

  async function search(before?: Found): Promise<void> {
    const wanted = before?.text ?? text;
    if (wanted === '') return setFound(undefined);
    setRunning(true);
    setError(undefined);
    try {
      const { matches, searchedBytes, nextOffset } = await callOperation(nodeLogSearch, {
        params: { clusterId, nodeId, log },
        query: { text: wanted, ignoreCase: String(ignoreCase), limit: 200, offset: before?.nextOffset },
      });
      setFound({
        text: wanted,
        matches: [...(before?.matches ?? []), ...matches],
        searchedBytes: (before?.searchedBytes ?? 0) + searchedBytes,
        nextOffset,
      });
    } catch (problem) {
      setError(problem);
    } finally {
      setRunning(false);
    }
    return undefined;
  }

  return (
    <div className="log-whole">
      <div className="log-bar">
        <Input.Search
          className="log-search"
          maxLength={200}
          allowClear
          aria-label={t('logSearchWhole')}
          placeholder={t('logSearchWords')}
          enterButton={
            <Button icon={<SearchOutlined aria-hidden />} loading={isRunning}>
              {t('logSearchWhole')}
            </Button>
          }
          value={text}
          onChange={({ target }) => setText(target.value)}
          onSearch={() => void search()}
        />
        <Checkbox checked={ignoreCase} onChange={({ target }) => setIgnoreCase(target.checked)}>
          {t('logIgnoreCase')}
        </Checkbox>
      </div>
      {error !== undefined && (
        <p className="field-problem" role="alert">
          {sentencesOf(error, app).description}
        </p>
      )}
      {found !== undefined && (
        <>
          <p className="soft" role="status">
            {t('logFound', { count: found.matches.length, size: bytesIn(found.searchedBytes) })}
          </p>
          {found.matches.length > 0 && (
            <pre className="log-text log-found" tabIndex={0} aria-label={t('logSearchWhole')}>
              {found.matches.map(({ line }) => line).join('\n')}
            </pre>
          )}
          {found.nextOffset !== undefined && (
            <Button loading={isRunning} onClick={() => void search(found)}>
              {t('logSearchOn')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
