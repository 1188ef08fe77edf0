// A button that does something to a thing. Where that cannot be done it is greyed and says why: because of the thing's state,
// by the contract's table of actions, or because the permission is missing.
import type { ActionRule } from '@argosy/contract/clusters/vocabulary';
import { Button, type ButtonProps } from 'antd';
import type { Act } from './act.ts';
import { useHint } from './hint.tsx';
import { useMay } from './may.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

interface ActionButtonProps<State extends string> extends Pick<
  ButtonProps,
  'icon' | 'danger' | 'type' | 'size' | 'loading'
> {
  readonly act: Act;
  readonly rule?: ActionRule<State>;
  readonly state?: State;
  /** Why not in this state: the refusal's own sentence. */
  readonly otherwise?: string;
  readonly onClick: () => void;
  readonly children: string;
}

export function ActionButton<State extends string>({
  act,
  rule,
  state,
  otherwise,
  onClick,
  children,
  ...button
}: ActionButtonProps<State>) {
  const t = useText(appTexts);
  const { isAllowed, permission } = useMay(act);
  const isPossible = rule === undefined || state === undefined || rule.allowedIn.includes(state);
  const reason = isAllowed ? (isPossible ? undefined : (otherwise ?? t('notNow'))) : t('notAllowed', { permission });
  const hint = useHint(reason);
  return (
    <>
      <Button
        {...button}
        {...hint.target}
        aria-disabled={reason !== undefined}
        className={reason === undefined ? '' : 'action-off'}
        onClick={reason === undefined ? onClick : undefined}
      >
        {children}
        {reason !== undefined && <span className="visually-hidden">{reason}</span>}
      </Button>
      {hint.shown}
    </>
  );
}
