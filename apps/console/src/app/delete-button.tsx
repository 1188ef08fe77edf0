// Deletes the thing that a page is about, once somebody is sure of it, and goes to where the others of its kind are.
import { useState } from 'react';
import type { Act } from './act.ts';
import { ActionButton } from './action-button.tsx';
import { Confirm } from './confirm.tsx';
import type { paths } from './paths.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import { useFromHere } from './use-from-here.ts';

interface DeleteButtonProps {
  readonly act: Act;
  /** Why it cannot be deleted now. */
  readonly whyNot?: string | undefined;
  readonly title: string;
  /** What goes with it, and what stays. */
  readonly what: string;
  readonly isRunning: boolean;
  /** Answers nothing when it was refused; the person has been told why. */
  readonly onDelete: () => Promise<unknown>;
  readonly others: (typeof paths)['jobs' | 'plans' | 'groups' | 'roles' | 'policies' | 'signInSources'];
}

export function DeleteButton({ act, whyNot, title, what, isRunning, onDelete, others }: DeleteButtonProps) {
  const t = useText(appTexts);
  const fromHere = useFromHere();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <ActionButton danger act={act} whyNot={whyNot} onClick={() => setAsking(true)}>
        {t('delete')}
      </ActionButton>
      {isAsking && (
        <Confirm
          title={title}
          what={what}
          ok={t('delete')}
          isRunning={isRunning}
          onConfirm={async () => {
            const goOn = fromHere();
            if ((await onDelete()) !== undefined) await goOn({ to: others });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
