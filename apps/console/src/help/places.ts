// Which part of which document fits the page one is on. Every address of the console is in this table, or it does not compile; that each
// heading is there is tested.
import { paths } from '../app/paths.ts';
import type { DocumentName } from './documents.ts';

export interface Place {
  readonly document: DocumentName;
  readonly heading: string;
}
type Address = (typeof paths)[keyof typeof paths];

const work = (heading: string): Place => ({ document: 'work', heading });
const people = (heading: string): Place => ({ document: 'people', heading });
const running = (heading: string): Place => ({ document: 'running', heading });

export const places: Readonly<Record<Address, Place>> = {
  [paths.home]: work('The console'),
  [paths.help]: { document: 'tour', heading: 'In a browser' },
  [paths.signIn]: running('Signing in'),
  [paths.link]: running('Signing in'),
  [paths.account]: people('Keys'),
  [paths.users]: people('A new colleague'),
  [paths.user]: people('A new colleague'),
  [paths.groups]: people('A new colleague'),
  [paths.group]: people('A new colleague'),
  [paths.roles]: people('Roles'),
  [paths.role]: people('Roles'),
  [paths.policies]: people('Policies'),
  [paths.policyCreate]: people('Policies'),
  [paths.policySimulate]: people('Policies'),
  [paths.policy]: people('Policies'),
  [paths.audit]: people('The audit trail'),
  [paths.organization]: people('The organization'),
  [paths.signInSources]: people('Sign-in sources'),
  [paths.signInSourceCreate]: people('Sign-in sources'),
  [paths.signInSource]: people('Sign-in sources'),
  [paths.organizations]: people('The organization'),
  [paths.clusters]: work('Clusters'),
  [paths.clusterCreate]: work('Clusters'),
  [paths.cluster]: work('Clusters'),
  [paths.clusterNodes]: work('Clusters'),
  [paths.clusterEvents]: work('Clusters'),
  [paths.clusterLogs]: work('Logs and configuration'),
  [paths.clusterConfiguration]: work('Logs and configuration'),
  [paths.clusterAccess]: work('On a cluster'),
  [paths.clusterFiles]: work('On a cluster'),
  [paths.nodeTerminal]: work('On a cluster'),
  [paths.jobs]: work('Jobs'),
  [paths.jobCreate]: work('Jobs'),
  [paths.job]: work('Jobs'),
  [paths.jobChange]: work('Jobs'),
  [paths.runs]: work('Runs'),
  [paths.run]: work('Runs'),
  [paths.runLogs]: work('Runs'),
  [paths.runSpec]: work('Runs'),
  [paths.plans]: work('Plans'),
  [paths.planCreate]: work('Plans'),
  [paths.plan]: work('Plans'),
  [paths.planChange]: work('Plans'),
  [paths.planRuns]: work('Runs of plans'),
  [paths.planRun]: work('Runs of plans'),
  [paths.regions]: work('Regions and zones'),
  [paths.releases]: work('Releases'),
  [paths.releaseMatrix]: work('Releases'),
  [paths.releaseCompare]: work('Releases'),
  [paths.release]: work('Releases'),
};

/** Of an address as its route spells it: `/clusters/$clusterId/nodes`. What is none of the console's is helped as the home is. */
export function placeFor(route: string): Place {
  const address = Object.values(paths).find((each) => each === route.replace(/(?<=.)\/$/, ''));
  return places[address ?? paths.home];
}
