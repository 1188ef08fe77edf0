// Asks once more before something that cannot be taken back.
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

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
  const t = useText(appTexts);
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={isRunning}
      onOk={() => void onConfirm()}
      onCancel={onClose}
    >
      {typeof what === 'string' ? <p>{what}</p> : what}
    </Modal>
  );
}
