// The button that runs a job or a plan, after a dialog in which one says with what: on its page, and small in the row of a list.
import { PlayCircleOutlined } from '@ant-design/icons';
import { type ReactNode, useState } from 'react';
import type { Act } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { useText } from '../app/text.ts';
import { workloadsTexts } from './texts.ts';

interface RunButtonProps {
  readonly act: Act;
  readonly isSmall: boolean;
  readonly dialog: (close: () => void) => ReactNode;
}

export function RunButton({ act, isSmall, dialog }: RunButtonProps) {
  const t = useText(workloadsTexts);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ActionButton
        act={act}
        icon={<PlayCircleOutlined />}
        type={isSmall ? 'default' : 'primary'}
        size={isSmall ? 'small' : 'middle'}
        onClick={() => setOpen(true)}
      >
        {t('runIt')}
      </ActionButton>
      {isOpen && dialog(() => setOpen(false))}
    </>
  );
}
