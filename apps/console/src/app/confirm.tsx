// Asks once more before something that cannot be taken back.
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What happens then, and what does not. */
  readonly what: ReactNode;
  readonly ok: string;
  readonly isRunning: boolean;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

export function Confirm({ title, what, ok, isRunning, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} okText={ok} isDanger isRunning={isRunning} onSend={() => void onConfirm()} onClose={onClose}>
      {typeof what === 'string' ? <p>{what}</p> : what}
    </Dialog>
  );
}
