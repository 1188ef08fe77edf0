// Which part of which document fits the page one is on. Every address of the console is in this table, or it does not compile; that each
// heading is there is tested.
import { paths } from '../app/paths.ts';
import type { Language } from '../app/text.ts';
import type { DocumentName } from './documents.ts';

export interface Place {
  readonly document: DocumentName;
  readonly heading: Readonly<Record<Language, string>>;
}
type Address = (typeof paths)[keyof typeof paths];

const placeIn =
  (document: DocumentName) =>
  (en: string, zh: string): Place => ({ document, heading: { en, zh } });
const [work, people, running, tour] = [placeIn('work'), placeIn('people'), placeIn('running'), placeIn('tour')];

const signingIn = running('Signing in', '登录');
const colleagues = people('A new colleague', '新成员加入');
const roles = people('Roles', '角色');
const policies = people('Policies', '权限策略');
const organization = people('The organization', '组织');
const sources = people('Sign-in sources', '登录源');
const clusters = work('Clusters', '集群');
const logs = work('Logs and configuration', '日志与配置');
const onACluster = work('On a cluster', '访问集群');
const jobs = work('Jobs', '作业');
const runs = work('Runs', '运行记录');
const plans = work('Plans', '执行计划');
const planRuns = work('Runs of plans', '计划运行');
const releases = work('Releases', '发行版');

export const places: Readonly<Record<Address, Place>> = {
  [paths.home]: work('The console', '控制台'),
  [paths.help]: tour('In a browser', '在浏览器中'),
  [paths.signIn]: signingIn,
  [paths.link]: signingIn,
  [paths.account]: people('Your own account', '我的账户'),
  [paths.users]: colleagues,
  [paths.user]: colleagues,
  [paths.groups]: colleagues,
  [paths.group]: colleagues,
  [paths.roles]: roles,
  [paths.role]: roles,
  [paths.policies]: policies,
  [paths.policyCreate]: policies,
  [paths.policySimulate]: policies,
  [paths.policy]: policies,
  [paths.audit]: people('The audit trail', '操作审计'),
  [paths.organization]: organization,
  [paths.signInSources]: sources,
  [paths.signInSourceCreate]: sources,
  [paths.signInSource]: sources,
  [paths.organizations]: organization,
  [paths.clusters]: clusters,
  [paths.clusterCreate]: clusters,
  [paths.cluster]: clusters,
  [paths.clusterNodes]: clusters,
  [paths.clusterEvents]: clusters,
  [paths.clusterLogs]: logs,
  [paths.clusterConfiguration]: logs,
  [paths.clusterAccess]: onACluster,
  [paths.clusterFiles]: onACluster,
  [paths.nodeTerminal]: onACluster,
  [paths.jobs]: jobs,
  [paths.jobCreate]: jobs,
  [paths.job]: jobs,
  [paths.jobChange]: jobs,
  [paths.runs]: runs,
  [paths.run]: runs,
  [paths.runLogs]: runs,
  [paths.runSpec]: runs,
  [paths.plans]: plans,
  [paths.planCreate]: plans,
  [paths.plan]: plans,
  [paths.planChange]: plans,
  [paths.planRuns]: planRuns,
  [paths.planRun]: planRuns,
  [paths.regions]: work('Regions and zones', '地域与可用区'),
  [paths.releases]: releases,
  [paths.releaseMatrix]: releases,
  [paths.releaseCompare]: releases,
  [paths.release]: releases,
};

/** Of an address as its route spells it: `/clusters/$clusterId/nodes`. What is none of the console's is helped as the home is. */
export function placeFor(route: string): Place {
  const address = Object.values(paths).find((each) => each === route.replace(/(?<=.)\/$/, ''));
  return places[address ?? paths.home];
}
