// A dialog that asks for something and sends it: by its button, and by Enter in a field of it.
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export interface DialogProps {
  readonly title: string;
  readonly okText: string;
  /** What cannot be taken back. */
  readonly isDanger?: boolean;
  readonly isReady?: boolean;
  readonly isRunning?: boolean;
  readonly width?: number;
  /** Above others, for one that another needs. */
  readonly zIndex?: number;
  readonly onSend: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** It is a form itself: those of antd's `Form` are in form-dialog.tsx. */
export function Dialog({ isDanger = false, isReady = true, isRunning = false, onSend, onClose, ...rest }: DialogProps) {
  const t = useText(appTexts);
  return (
    <Modal
      {...rest}
      open
      cancelText={t('cancel')}
      okButtonProps={{ danger: isDanger, disabled: !isReady, htmlType: 'submit' }}
      confirmLoading={isRunning}
      onCancel={onClose}
      modalRender={(dialog) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation(); // to React it also stands in the form of the page that opened it
            onSend();
          }}
        >
          {dialog}
        </form>
      )}
    />
  );
}
