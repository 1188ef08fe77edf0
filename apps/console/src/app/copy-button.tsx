// Puts a text on the clipboard.
import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

const shownMs = 1_500;

export function CopyButton({ text }: { readonly text: string }) {
  const t = useText(appTexts);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <Button
      size="small"
      icon={isCopied ? <CheckOutlined /> : <CopyOutlined />}
      onClick={() => void copy(text).then(() => setCopied(true))}
    >
      {t(isCopied ? 'copied' : 'copy')}
    </Button>
  );
}

/** Browsers give the clipboard to pages of this machine or of HTTPS only; elsewhere the old way is left. */
async function copy(text: string): Promise<void> {
  const { clipboard } = navigator as Partial<Navigator>;
  if (clipboard) return clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
