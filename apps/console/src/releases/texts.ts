// Words of releases.
import type { ReleaseView } from './release-view.ts';
import { textTable } from '../app/text.ts';

export const releasesTexts = textTable('releases', {
  title: { en: 'Releases', zh: '发行版' },
  lead: {
    en: 'A release is a set of components of fixed versions. Clusters are made of one, and stay on it.',
    zh: '发行版是一组固定版本的组件。集群基于某个发行版创建，并保持在该版本上。',
  },
  version: { en: 'Release', zh: '发行版' },
  state: { en: 'State', zh: '状态' },
  releasedOn: { en: 'Released', zh: '发布于' },
  components: { en: 'Components', zh: '组件' },
  installation: { en: 'On this machine', zh: '本机安装' },
  stateCurrent: { en: 'Current', zh: '现行' },
  stateSuperseded: { en: 'Superseded', zh: '已被取代' },
  stateMaintenance: { en: 'Maintenance', zh: '维护中' },
  stateWithdrawn: { en: 'Withdrawn', zh: '已下线' },
  use: { en: 'Use {{version}} instead', zh: '请改用 {{version}}' },
  runnable: { en: 'Clusters can be made of it here', zh: '可用于创建集群' },
  notRunnable: { en: 'For the record: its packages are not available here', zh: '仅供查阅：此处没有其软件包' },
  installAbsent: { en: 'Not installed', zh: '未安装' },
  installInstalling: { en: 'Being installed', zh: '安装中' },
  installInstalled: { en: 'Installed', zh: '已安装' },
  installFailed: { en: 'Install failed', zh: '安装失败' },
  install: { en: 'Install', zh: '安装' },
  installAgain: { en: 'Install again', zh: '重新安装' },
  installLead: {
    en: 'Fetches its packages to this machine. A cluster that needs it does so by itself; installing now saves that time later.',
    zh: '将其软件包下载到本机。需要它的集群会自动安装；现在安装可以节省之后的时间。',
  },
  installRequested: { en: 'The install of {{version}} has begun', zh: '已开始安装 {{version}}' },
  notes: { en: 'Notes', zh: '说明' },
  operatingSystem: { en: 'Operating system', zh: '操作系统' },
  onlyRunnable: { en: 'Only those clusters can be made of', zh: '仅显示可创建集群的' },
  matrix: { en: 'Components by release', zh: '发行版与组件对照' },
  matrixLead: {
    en: 'Which version of which component each release has. A mark shows what changed from the release before.',
    zh: '各发行版包含的组件版本；标记表示与前一发行版相比的变化。',
  },
  matrixFilter: { en: 'Component', zh: '组件' },
  matrixFilterHint: { en: 'All components', zh: '全部组件' },
  matrixVersions: { en: 'Major version', zh: '主版本' },
  matrixAllVersions: { en: 'All', zh: '全部' },
  matrixChanged: { en: 'changed', zh: '有变化' },
  absent: { en: 'not part of it', zh: '不包含' },
  compare: { en: 'Compare releases', zh: '比较发行版' },
  compareLead: {
    en: 'What an upgrade from one release to another is, and what to test.',
    zh: '从一个发行版升级到另一个意味着什么，以及需要测试什么。',
  },
  swap: { en: 'The other way round', zh: '对调' },
  from: { en: 'From', zh: '从' },
  to: { en: 'To', zh: '到' },
  kindMajor: { en: 'Major upgrade', zh: '主版本升级' },
  kindMinor: { en: 'Minor upgrade', zh: '次版本升级' },
  kindPatch: { en: 'Patch', zh: '补丁' },
  kindSame: { en: 'The same release', zh: '同一发行版' },
  kindDowngrade: { en: 'Downgrade', zh: '降级' },
  test: { en: 'What to test', zh: '测试建议' },
  changes: { en: 'What changes', zh: '变化' },
  noChanges: { en: 'No component changes.', zh: '组件没有变化。' },
  component: { en: 'Component', zh: '组件' },
  componentVersion: { en: 'Version', zh: '版本' },
  ready: { en: 'Ready for clusters.', zh: '可用于集群。' },
  added: { en: 'new', zh: '新增' },
  removed: { en: 'gone', zh: '移除' },
  withdrawnNotInstalled: {
    en: 'This release is withdrawn; it is not installed any more.',
    zh: '该发行版已下线，不再安装。',
  },
  inCatalogue: { en: 'Catalogue', zh: '目录' },
});

export const releaseStateTexts = {
  current: 'stateCurrent',
  superseded: 'stateSuperseded',
  maintenance: 'stateMaintenance',
  withdrawn: 'stateWithdrawn',
} as const satisfies Record<ReleaseView['state'], keyof typeof releasesTexts.table>;

export const comparisonTexts = {
  major: 'kindMajor',
  minor: 'kindMinor',
  patch: 'kindPatch',
  same: 'kindSame',
  downgrade: 'kindDowngrade',
} as const;

export const installationTexts = {
  absent: 'installAbsent',
  installing: 'installInstalling',
  installed: 'installInstalled',
  failed: 'installFailed',
} as const satisfies Record<ReleaseView['installation']['state'], keyof typeof releasesTexts.table>;
