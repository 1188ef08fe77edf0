// Tells a person what went wrong with something they asked for: the server's own sentence, at the field it is about where
// there is one; of a fault of ours also the request id, under which the cause stands in the log.
import { ApiError, ServerUnreachable } from '@argosy/client/browser';
import { type FormInstance, notification } from 'antd';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { invariant } from '@argosy/kernel/errors';
import { appTexts } from './texts.ts';
import { type Say, useText } from './text.ts';

interface At {
  readonly form?: FormInstance | undefined;
  readonly fieldOf?: (path: string) => readonly (string | number)[];
}

export interface Tell {
  problem(error: unknown, at?: At): void;
  done(sentence: string): void;
  isUnanswered(error: unknown): boolean;
}

const Notifications = createContext<ReturnType<typeof notification.useNotification>[0] | undefined>(undefined);

/** Around everything that may have something to tell. */
export function Telling({ children }: { readonly children: ReactNode }) {
  const [api, holder] = notification.useNotification({ placement: 'bottomRight' });
  return (
    <Notifications value={api}>
      {holder}
      {children}
    </Notifications>
  );
}

export function useTell(): Tell {
  const api = useContext(Notifications);
  invariant(api, 'what tells something stands within Telling');
  const t = useText(appTexts);
  return useMemo(
    () => ({
      done: (title) => api.success({ title, duration: 4 }),
      isUnanswered: (error) => error instanceof ServerUnreachable,
      problem: (error, { form, fieldOf } = {}) => {
        if (error instanceof ApiError && form && fieldOf && showAtFields(error, form, fieldOf)) return;
        const { title, description } = sentencesOf(error, t);
        api.error({ title, description, duration: 8, role: 'alert' });
      },
    }),
    [api, t],
  );
}

/** What is said of anything thrown. */
export function sentencesOf(
  error: unknown,
  t: Say<typeof appTexts.table>,
): { readonly title: string; readonly description: string } {
  if (error instanceof ServerUnreachable) return { title: t('unreachable'), description: t('unreachableNext') };
  if (!(error instanceof ApiError)) return { title: t('broken'), description: t('brokenNext') };
  const id = error.status >= 500 ? ` (${t('requestId', { id: error.requestId })})` : '';
  const title = error.status >= 500 ? 'serverFault' : error.status === 404 ? 'notThere' : 'refused';
  return { title: t(title), description: `${error.message}${id}` };
}

/** Whether every problem has found its field. */
function showAtFields(error: ApiError, form: FormInstance, fieldOf: NonNullable<At['fieldOf']>): boolean {
  const known = error.fields.filter(({ path }) => form.getFieldInstance([...fieldOf(path)]) !== undefined);
  form.setFields(known.map(({ path, detail }) => ({ name: [...fieldOf(path)], errors: [detail] })));
  const [first] = known;
  if (first) form.scrollToField([...fieldOf(first.path)], { focus: true });
  return error.fields.length > 0 && known.length === error.fields.length;
}
