// The button that keeps what was written, and what has to be mended first.
import { Button } from 'antd';
import type { Draft } from './draft.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

interface DraftSaveProps {
  readonly draft: Draft;
  readonly label: string;
  /** It was tried already: from then on is said how much stands against it. */
  readonly isAsked: boolean;
  readonly isRunning: boolean;
  readonly isAllowed: boolean;
  readonly onSave: () => Promise<void>;
}

export function DraftSave({ draft, label, isAsked, isRunning, isAllowed, onSave }: DraftSaveProps) {
  const t = useText(appTexts);
  return (
    <>
      <div className="page-actions" style={{ marginTop: 16 }}>
        <Button
          type="primary"
          size="large"
          loading={isRunning}
          disabled={!isAllowed || !draft.isReadable}
          onClick={() => void onSave()}
        >
          {label}
        </Button>
      </div>
      {isAsked && !isRunning && draft.problems.length > 0 && (
        <p className="field-problem" role="alert">
          {t('mendFirst', { count: draft.problems.length })}
        </p>
      )}
    </>
  );
}
