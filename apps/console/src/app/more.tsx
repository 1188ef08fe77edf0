// Asks for the next page of a list; nothing at the list's end.
import { Button } from 'antd';
import type { Pages } from './queries.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

interface MoreProps extends Pick<Pages<unknown>, 'more' | 'isLoadingMore'> {
  readonly className?: string;
}

export function More({ more, isLoadingMore, className }: MoreProps) {
  const t = useText(appTexts);
  if (more === undefined) return undefined;
  return (
    <div className={className}>
      <Button loading={isLoadingMore} onClick={more}>
        {t('more')}
      </Button>
    </div>
  );
}
