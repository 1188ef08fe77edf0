// A secret or a link that the server shows this once: to be copied before the dialog is closed.
import { Button, Modal } from 'antd';
import { CopyButton } from '../app/copy-button.tsx';
import { useText } from '../app/text.ts';
import { identityTexts } from './texts.ts';

interface ShownOnceProps {
  readonly title: string;
  readonly lead: string;
  readonly text: string;
  readonly onClose: () => void;
}

export function ShownOnce({ title, lead, text, onClose }: ShownOnceProps) {
  const t = useText(identityTexts);
  return (
    <Modal
      open
      title={title}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('keptIt')}
        </Button>
      }
    >
      <p>{lead}</p>
      <p className="secret">
        <code data-shown-once>{text}</code>
        <CopyButton text={text} />
      </p>
    </Modal>
  );
}
