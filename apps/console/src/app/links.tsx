// Links that look like buttons, and rows of tabs that are links: what is shown stands in the address.
import { createLink, type LinkComponent } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';
import type { AnchorHTMLAttributes } from 'react';

type AnchorButtonProps = Omit<ButtonProps, keyof AnchorHTMLAttributes<HTMLElement>> &
  Omit<AnchorHTMLAttributes<HTMLElement>, 'color' | 'type'> &
  Pick<ButtonProps, 'type'>;

function AnchorButton(props: AnchorButtonProps) {
  return <Button {...(props as ButtonProps)} />; // with an href antd makes it an anchor
}

const RoutedButton = createLink(AnchorButton);

export const LinkButton: LinkComponent<typeof AnchorButton> = (props) => <RoutedButton preload="intent" {...props} />;
