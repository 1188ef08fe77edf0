// Makes something that has a name and a description, a group or a role, and goes to its page.
import { PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { Act } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { NameDialog, type Named } from './name-dialog.tsx';

interface MakeNamedButtonProps {
  readonly act: Act;
  readonly label: string;
  readonly isRunning: boolean;
  /** Makes it and leaves this page; where it was refused the dialog stays. */
  readonly onMake: (given: Named) => Promise<void>;
}

export function MakeNamedButton({ act, label, isRunning, onMake }: MakeNamedButtonProps) {
  const [isMaking, setMaking] = useState(false);
  return (
    <>
      <ActionButton type="primary" icon={<PlusOutlined />} act={act} onClick={() => setMaking(true)}>
        {label}
      </ActionButton>
      {isMaking && <NameDialog title={label} isRunning={isRunning} onClose={() => setMaking(false)} onSave={onMake} />}
    </>
  );
}
