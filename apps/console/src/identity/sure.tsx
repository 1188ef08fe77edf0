// Asks whether somebody is sure of what cannot be undone, and says what will happen.
import { Modal } from 'antd';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';

interface SureProps {
  readonly title: string;
  readonly what: string;
  readonly action: string;
  readonly isRunning: boolean;
  readonly onSure: () => Promise<void>;
  readonly onClose: () => void;
}

export function Sure({ title, what, action, isRunning, onSure, onClose }: SureProps) {
  const app = useText(appTexts);
  return (
    <Modal
      open
      title={title}
      okText={action}
      cancelText={app('cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={isRunning}
      onOk={() => void onSure()}
      onCancel={onClose}
    >
      <p>{what}</p>
    </Modal>
  );
}
