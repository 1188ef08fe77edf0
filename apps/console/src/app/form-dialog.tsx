// A dialog whose fields are one of antd's forms: what is wrong stands at its field before anything is sent.
import { Form, type FormInstance } from 'antd';
import { Dialog, type DialogProps } from './dialog.tsx';

interface FormDialogProps<Given extends object> extends Omit<DialogProps, 'onSend' | 'isReady'> {
  readonly form: FormInstance<Given>;
  readonly initialValues?: object;
  readonly onGiven: (given: Given) => void;
}

export function FormDialog<Given extends object>(props: FormDialogProps<Given>) {
  const { form, initialValues, onGiven, children, ...rest } = props;
  return (
    <Dialog {...rest} onSend={() => form.submit()}>
      <Form
        component={false}
        form={form}
        layout="vertical"
        requiredMark={false}
        {...(initialValues && { initialValues })}
        onFinish={onGiven}
      >
        {children}
      </Form>
    </Dialog>
  );
}
