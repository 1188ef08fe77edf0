// A button that does something to a thing. Where that cannot be done it is greyed and says why: because of the thing's state,
// or because the permission is missing.
import { Button, type ButtonProps } from 'antd';
import type { Act } from './act.ts';
import { useHint } from './hint.tsx';
import { useMayNot } from './may.ts';

interface ActionButtonProps extends Pick<ButtonProps, 'icon' | 'danger' | 'type' | 'size' | 'loading'> {
  /** What it does; of what needs several permissions, all of them. */
  readonly act: Act | readonly [Act, ...Act[]];
  /** Why not in the thing's present state: the sentence with which the server would refuse. */
  readonly whyNot?: string | undefined;
  readonly onClick: () => void;
  readonly children: string;
}

export function ActionButton({ act, whyNot, onClick, children, ...button }: ActionButtonProps) {
  const mayNot = useMayNot(...('action' in act ? ([act] as const) : act));
  const reason = mayNot ?? whyNot;
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
