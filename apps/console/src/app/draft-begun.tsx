// Says that what stands here was begun before, or from something that is no longer so; and lets begin anew.
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Confirm } from './confirm.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import type { Begun } from './use-kept-draft.ts';

export function DraftBegun({ begun: { isFound, isOutdated, startOver } }: { readonly begun: Begun }) {
  const t = useText(appTexts);
  const [isAsked, setAsked] = useState(false);
  if (!isFound && !isOutdated) return undefined;
  return (
    <>
      <Alert
        type={isOutdated ? 'warning' : 'info'}
        showIcon
        title={t(isOutdated ? 'draftOutdated' : 'draftFound')}
        action={
          <Button size="small" onClick={() => setAsked(true)}>
            {t('startOver')}
          </Button>
        }
      />
      {isAsked && (
        <Confirm
          title={t('startOver')}
          what={t('startOverWhat')}
          ok={t('startOver')}
          isRunning={false}
          onConfirm={async () => {
            setAsked(false);
            startOver();
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
