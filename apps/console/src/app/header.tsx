// The header: where one is (organization, region), and what one reaches from everywhere.
import {
  BellOutlined,
  CheckOutlined,
  EnvironmentOutlined,
  MenuOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  SyncOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Link, useRouter } from '@tanstack/react-router';
import { Button, Dropdown, type MenuProps, Tooltip } from 'antd';
import { signOut } from '../identity/session.ts';
import { useCaller } from './caller.ts';
import { languages, themeTexts } from './choices.tsx';
import { useLongOperations } from './long-operations.ts';
import { useUnseenNotifications } from './notifications.ts';
import type { Open } from './overlays.tsx';
import { paths } from './paths.ts';
import { useTell } from './tell.ts';
import { appTexts } from './texts.ts';
import { chooseLanguage, type Language, useLanguage, useText } from './text.ts';
import { chooseTheme, type ThemeChoice, themeChoices, useThemeChoice } from './theme.ts';

export function Header({ open }: { readonly open: Open }) {
  const t = useText(appTexts);
  const { organizationName } = useCaller();
  const operations = useLongOperations();
  const unseen = useUnseenNotifications();
  return (
    <header className="header">
      <Button
        className="header-menu"
        type="text"
        icon={<MenuOutlined />}
        aria-label={t('openNavigation')}
        onClick={open.navigation}
      />
      <Link to={paths.home} className="header-brand">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <span className="header-name">{t('name')}</span>
      </Link>
      <div className="header-place header-wide">
        <span className="visually-hidden">{t('organization')}</span>
        <strong>{organizationName}</strong>
        <span className="header-region">
          <EnvironmentOutlined aria-hidden />
          <span className="visually-hidden">{t('region')}</span>
          {t('regionLocal')}
        </span>
      </div>
      <div className="header-gap" />
      <button type="button" className="header-search header-wide" onClick={open.palette}>
        <SearchOutlined aria-hidden />
        <span>{t('searchOrGo')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <HeaderButton className="header-narrow" label={t('search')} icon={<SearchOutlined />} onClick={open.palette} />
      <HeaderButton
        label={operations.length > 0 ? t('operationsCount', { count: operations.length }) : t('operations')}
        icon={<SyncOutlined spin={operations.length > 0} />}
        count={operations.length}
        onClick={open.operations}
      />
      <HeaderButton
        label={unseen > 0 ? t('notificationsCount', { count: unseen }) : t('notifications')}
        icon={<BellOutlined />}
        count={unseen}
        onClick={open.notifications}
      />
      <HeaderButton label={t('help')} icon={<QuestionCircleOutlined />} onClick={open.help} />
      <AccountMenu open={open} />
    </header>
  );
}

interface HeaderButtonProps {
  readonly label: string;
  readonly icon: React.ReactNode;
  readonly count?: number;
  readonly className?: string;
  readonly onClick: () => void;
}

function HeaderButton({ label, icon, count = 0, className = '', onClick }: HeaderButtonProps) {
  return (
    <Tooltip title={label} mouseEnterDelay={0.4}>
      <Button type="text" className={`header-button ${className}`} aria-label={label} icon={icon} onClick={onClick}>
        {count > 0 && (
          <span className="header-count" aria-hidden="true">
            {Math.min(count, 99)}
          </span>
        )}
      </Button>
    </Tooltip>
  );
}

/** Who is signed in, how they like the console, and the way out. */
function AccountMenu({ open }: { readonly open: Open }) {
  const t = useText(appTexts);
  const caller = useCaller();
  const router = useRouter();
  const tell = useTell();
  const language = useLanguage();
  const theme = useThemeChoice();
  const name = caller.displayName || caller.userName;

  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: (
        <span className="account-who">
          <strong>{name}</strong>
          <span>{`${caller.userName}@${caller.organizationName}`}</span>
        </span>
      ),
    },
    { type: 'divider' },
    {
      key: 'language',
      type: 'group',
      label: t('language'),
      children: Object.entries(languages).map(([key, label]) => ({
        key: `language.${key}`,
        label,
        icon: chosen(key === language),
      })),
    },
    {
      key: 'theme',
      type: 'group',
      label: t('theme'),
      children: themeChoices.map((key) => ({
        key: `theme.${key}`,
        label: t(themeTexts[key]),
        icon: chosen(key === theme),
      })),
    },
    { type: 'divider' },
    { key: 'shortcuts', label: t('shortcuts') },
    ...(caller.sessionId === undefined ? [] : [{ key: 'signOut', label: t('signOut') }]),
  ];

  async function leave(): Promise<void> {
    try {
      await signOut();
      location.assign(paths.signIn); // nothing of what was seen stays in memory
    } catch (error) {
      tell.problem(error);
    }
  }

  function choose(key: string): void {
    const [what, value = ''] = key.split('.');
    if (what === 'language') void chooseLanguage(value as Language).then(() => router.invalidate());
    if (what === 'theme') chooseTheme(value as ThemeChoice);
    if (what === 'shortcuts') open.shortcuts();
    if (what === 'signOut') void leave();
  }

  return (
    <Dropdown trigger={['click']} placement="bottomRight" menu={{ items, onClick: ({ key }) => choose(key) }}>
      <Button type="text" className="header-button" icon={<UserOutlined />} aria-label={t('account', { name })}>
        <span className="header-wide header-account">{name}</span>
      </Button>
    </Dropdown>
  );
}

const chosen = (is: boolean) => <CheckOutlined aria-hidden style={{ visibility: is ? 'visible' : 'hidden' }} />;
