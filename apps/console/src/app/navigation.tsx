// The pages one goes to from everywhere, in groups. A module adds its entry to `navigation`.
import {
  AppstoreOutlined,
  AuditOutlined,
  BankOutlined,
  ClusterOutlined,
  CodeOutlined,
  EnvironmentOutlined,
  HistoryOutlined,
  HomeOutlined,
  GlobalOutlined,
  IdcardOutlined,
  LoginOutlined,
  PartitionOutlined,
  SafetyOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useCaller } from './caller.ts';
import { useOpenPages } from './page-acts.ts';
import { paths } from './paths.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

type Word =
  | 'home'
  | 'clusters'
  | 'jobs'
  | 'plans'
  | 'runs'
  | 'releases'
  | 'regions'
  | 'groupData'
  | 'groupWork'
  | 'groupPeople'
  | 'users'
  | 'groups'
  | 'roles'
  | 'policies'
  | 'audit'
  | 'organizationSettings'
  | 'signInSources'
  | 'organizations';

interface NavigationEntry {
  readonly to: (typeof paths)[
    | 'home'
    | 'clusters'
    | 'jobs'
    | 'plans'
    | 'runs'
    | 'releases'
    | 'regions'
    | 'users'
    | 'groups'
    | 'roles'
    | 'policies'
    | 'audit'
    | 'organization'
    | 'signInSources'
    | 'organizations'];
  readonly word: Word;
  readonly icon: ComponentType;
  /** Of who runs the server. */
  readonly isForProvider?: true;
}

const navigation: readonly { readonly word?: Word; readonly entries: readonly NavigationEntry[] }[] = [
  { entries: [{ to: paths.home, word: 'home', icon: HomeOutlined }] },
  {
    word: 'groupWork',
    entries: [
      { to: paths.jobs, word: 'jobs', icon: CodeOutlined },
      { to: paths.plans, word: 'plans', icon: PartitionOutlined },
      { to: paths.runs, word: 'runs', icon: HistoryOutlined },
    ],
  },
  {
    word: 'groupData',
    entries: [
      { to: paths.clusters, word: 'clusters', icon: ClusterOutlined },
      { to: paths.releases, word: 'releases', icon: AppstoreOutlined },
      { to: paths.regions, word: 'regions', icon: EnvironmentOutlined },
    ],
  },
  {
    word: 'groupPeople',
    entries: [
      { to: paths.users, word: 'users', icon: UserOutlined },
      { to: paths.groups, word: 'groups', icon: TeamOutlined },
      { to: paths.roles, word: 'roles', icon: IdcardOutlined },
      { to: paths.policies, word: 'policies', icon: SafetyOutlined },
      { to: paths.audit, word: 'audit', icon: AuditOutlined },
      { to: paths.organization, word: 'organizationSettings', icon: BankOutlined },
      { to: paths.signInSources, word: 'signInSources', icon: LoginOutlined },
      { to: paths.organizations, word: 'organizations', icon: GlobalOutlined, isForProvider: true },
    ],
  },
];

export function Navigation({
  inDrawer = false,
  onGone,
}: {
  readonly inDrawer?: boolean;
  readonly onGone?: () => void;
}) {
  const t = useText(appTexts);
  const { isProvider } = useCaller();
  const isOpen = useOpenPages();
  // What is not known yet keeps its place unseen, so that nothing that is seen moves away from under a hand.
  const groups = navigation.flatMap(({ word, entries }) => {
    const shown = entries.filter(({ to, isForProvider }) => (isProvider || !isForProvider) && isOpen(to) !== false);
    return shown.length === 0 ? [] : [{ word, shown, isKnown: shown.every(({ to }) => isOpen(to)) }];
  });
  return (
    <nav className={inDrawer ? 'navigation in-drawer' : 'navigation'} aria-label={t('navigation')}>
      {groups.map(({ word, shown, isKnown }) => (
        <div key={word ?? 'first'} style={{ visibility: isKnown ? undefined : 'hidden' }}>
          {word && <h2>{t(word)}</h2>}
          <ul>
            {shown.map(({ to, word: name, icon: Icon }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: to === paths.home, includeSearch: false }} onClick={onGone}>
                  <Icon aria-hidden />
                  {t(name)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
