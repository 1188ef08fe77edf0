// Links that look like buttons, and rows of tabs that are links: what is shown stands in the address.
import { createLink, type LinkComponent } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';
import type { AnchorHTMLAttributes, ReactNode } from 'react';

interface AnchorButtonProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color' | 'type'> {
  /** The one thing that is most likely wanted on a page. */
  readonly isPrimary?: boolean;
  readonly icon?: ReactNode;
}

function AnchorButton({ isPrimary = false, ...props }: AnchorButtonProps) {
  return <Button type={isPrimary ? 'primary' : 'default'} {...(props as ButtonProps)} />; // with an href antd makes it an anchor
}

const RoutedButton = createLink(AnchorButton);

export const LinkButton: LinkComponent<typeof AnchorButton> = (props) => <RoutedButton preload="intent" {...props} />;
