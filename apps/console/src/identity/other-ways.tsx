// With what else than a password of ours one comes in: a passkey, and the sign-in sources of the organization that is meant.
import { BankOutlined, KeyOutlined, LoginOutlined } from '@ant-design/icons';
import type { signInSourceOffer } from '@argosy/contract/identity/sign-in-sources';
import type { ResultOf } from '@argosy/contract/operation';
import { Button, Divider } from 'antd';
import { useText } from '../app/text.ts';
import { knowsPasskeys } from './passkey-device.ts';
import { identityTexts } from './texts.ts';

export type OfferedSource = ResultOf<typeof signInSourceOffer>['items'][number];

interface OtherWaysProps {
  readonly sources: readonly OfferedSource[];
  /** Of what was pressed last, while it goes on. */
  readonly busy: string | undefined;
  readonly onPasskey: () => void;
  readonly onSource: (source: OfferedSource) => void;
}

export function OtherWays({ sources, busy, onPasskey, onSource }: OtherWaysProps) {
  const t = useText(identityTexts);
  if (!knowsPasskeys() && sources.length === 0) return undefined;
  return (
    <>
      <Divider plain>{t('or')}</Divider>
      <div className="other-ways">
        {sources.map((source) => (
          <Button
            key={source.id}
            block
            icon={source.kind === 'oidc' ? <LoginOutlined /> : <BankOutlined />}
            loading={busy === source.id}
            disabled={busy !== undefined && busy !== source.id}
            onClick={() => onSource(source)}
          >
            {t('signInWith', { name: source.name })}
          </Button>
        ))}
        {knowsPasskeys() && (
          <Button
            block
            icon={<KeyOutlined />}
            loading={busy === 'passkey'}
            disabled={busy !== undefined && busy !== 'passkey'}
            onClick={onPasskey}
          >
            {t('signInWithPasskey')}
          </Button>
        )}
      </div>
    </>
  );
}
