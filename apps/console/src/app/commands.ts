// What one can go to or do from everywhere: for the palette and for the keyboard. A module adds its pages and actions here.
import { paths } from './paths.ts';
import type { PlainKey } from './text.ts';
import type { appTexts } from './texts.ts';

export interface Command {
  readonly id: string;
  readonly group: 'pages' | 'actions';
  readonly word: PlainKey<typeof appTexts>;
  readonly to:
    | typeof paths.home
    | typeof paths.clusters
    | typeof paths.clusterCreate
    | typeof paths.jobs
    | typeof paths.jobCreate
    | typeof paths.runs
    | typeof paths.plans
    | typeof paths.planCreate
    | typeof paths.planRuns
    | typeof paths.releases
    | typeof paths.releaseMatrix
    | typeof paths.releaseCompare
    | typeof paths.regions
    | (typeof paths)[
        | 'account'
        | 'users'
        | 'groups'
        | 'roles'
        | 'policies'
        | 'policySimulate'
        | 'audit'
        | 'organization'
        | 'signInSources'];
  /** Pressed one after the other, where nothing is being typed. */
  readonly keys?: readonly string[];
}

export const commands: readonly Command[] = [
  { id: 'home', group: 'pages', word: 'home', to: paths.home, keys: ['g', 'h'] },
  { id: 'clusters', group: 'pages', word: 'clusters', to: paths.clusters, keys: ['g', 'c'] },
  { id: 'jobs', group: 'pages', word: 'jobs', to: paths.jobs, keys: ['g', 'j'] },
  { id: 'plans', group: 'pages', word: 'plans', to: paths.plans, keys: ['g', 'p'] },
  { id: 'plan-runs', group: 'pages', word: 'planRuns', to: paths.planRuns },
  { id: 'runs', group: 'pages', word: 'runs', to: paths.runs, keys: ['g', 'u'] },
  { id: 'releases', group: 'pages', word: 'releases', to: paths.releases, keys: ['g', 'r'] },
  { id: 'matrix', group: 'pages', word: 'releaseMatrix', to: paths.releaseMatrix },
  { id: 'regions', group: 'pages', word: 'regionsAll', to: paths.regions },
  { id: 'compare', group: 'pages', word: 'releaseCompare', to: paths.releaseCompare },
  { id: 'users', group: 'pages', word: 'users', to: paths.users, keys: ['g', 'm'] },
  { id: 'groups', group: 'pages', word: 'groups', to: paths.groups },
  { id: 'roles', group: 'pages', word: 'roles', to: paths.roles },
  { id: 'policies', group: 'pages', word: 'policies', to: paths.policies, keys: ['g', 'y'] },
  { id: 'policy-simulate', group: 'pages', word: 'policySimulate', to: paths.policySimulate },
  { id: 'audit', group: 'pages', word: 'audit', to: paths.audit, keys: ['g', 'a'] },
  { id: 'organization', group: 'pages', word: 'organizationSettings', to: paths.organization },
  { id: 'sign-in-sources', group: 'pages', word: 'signInSources', to: paths.signInSources },
  { id: 'account', group: 'pages', word: 'accountOwn', to: paths.account },
  { id: 'cluster-create', group: 'actions', word: 'createCluster', to: paths.clusterCreate, keys: ['c'] },
  { id: 'job-create', group: 'actions', word: 'createJob', to: paths.jobCreate, keys: ['j'] },
  { id: 'plan-create', group: 'actions', word: 'createPlan', to: paths.planCreate, keys: ['p'] },
];
