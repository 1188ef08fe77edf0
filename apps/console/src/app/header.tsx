// The header: where one is (organization, region), and what one reaches from everywhere.
import {
  BellOutlined,
  MenuOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  SyncOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { sessionEnd } from '@argosy/contract/identity/sign-in';
import { callOperation } from './api.ts';
import { goAway } from './going-away.ts';
import { useCaller } from './caller.ts';
import { useLanguageItems, useThemeItems } from './choices.tsx';
import { useHint } from './hint.tsx';
import { forgetDrafts } from './kept-drafts.ts';
import { useLongOperations } from './long-operations.ts';
import { Menu } from './menu.tsx';
import { useUnseenNotifications } from './notifications.ts';
import type { Open } from './overlay.ts';
import { paths } from './paths.ts';
import { PlaceMenus } from './place-menus.tsx';
import { useTell } from './tell.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export function Header({ open }: { readonly open: Open }) {
  const t = useText(appTexts);
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
      <Link to={paths.home} className="header-brand" aria-label={t('name')}>
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <span className="header-name">{t('name')}</span>
      </Link>
      <PlaceMenus className="header-wide" />
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
  const hint = useHint(label, { delayMs: 400 });
  return (
    <>
      <Button
        {...hint.target}
        type="text"
        className={`header-button ${className}`}
        aria-label={label}
        icon={icon}
        onClick={onClick}
      >
        {count > 0 && (
          <span className="header-count" aria-hidden="true">
            {Math.min(count, 99)}
          </span>
        )}
      </Button>
      {hint.shown}
    </>
  );
}

/** Who is signed in, how they like the console, and the way out. */
function AccountMenu({ open }: { readonly open: Open }) {
  const t = useText(appTexts);
  const caller = useCaller();
  const queryClient = useQueryClient();
  const tell = useTell();
  const navigate = useNavigate();
  const languages = useLanguageItems(() => void queryClient.invalidateQueries());
  const themes = useThemeItems();
  const name = caller.displayName || caller.userName;

  async function leave(): Promise<void> {
    try {
      await callOperation(sessionEnd, {});
      forgetDrafts();
      const back = caller.isProvider ? '' : `?organization=${caller.organizationAlias}`; // their own ways to sign in
      goAway(`${paths.signIn}${back}`); // nothing of what was seen stays in memory
    } catch (error) {
      tell.problem(error);
    }
  }

  const who = (
    <span className="account-who">
      <strong>{name}</strong>
      <span>{`${caller.userName}@${caller.organizationAlias}`}</span>
    </span>
  );
  const last = [
    { key: 'account', label: t('accountOwn'), choose: () => void navigate({ to: paths.account }) },
    { key: 'shortcuts', label: t('shortcuts'), choose: open.shortcuts },
    ...(caller.sessionId === undefined ? [] : [{ key: 'signOut', label: t('signOut'), choose: () => void leave() }]),
  ];
  return (
    <Menu
      isPlain
      label={t('account', { name })}
      icon={<UserOutlined />}
      groups={[
        { title: who, items: [] },
        { title: t('language'), items: languages },
        { title: t('theme'), items: themes },
        { items: last },
      ]}
    >
      <span className="header-wide header-account">{name}</span>
    </Menu>
  );
}
