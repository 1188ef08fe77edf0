// What the audit trail tells of jobs and plans before and after a change. Pure. Commands, arguments, values of environments, of
// configurations and of parameters may hold what opens other systems, and the trail is kept for ever and read by other people than
// those who may see the job: of these it says the names, and that they were rewritten. The versions themselves are kept.
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { isSameJson } from '@argosy/kernel/json';
import { clusterOf, type Plan } from './plan.ts';

type Values = Readonly<Record<string, unknown>>;
interface Told {
  readonly before?: Values;
  readonly after?: Values;
}

interface ToldJob {
  readonly name: string;
  readonly spec: JobSpec;
  readonly version: number;
}

/** Of one that is made there is no `before`, of one that goes no `after`. */
export function jobChanges(before: ToldJob | undefined, after: ToldJob | undefined): Told {
  const rewritten = before && after ? differing(before.spec, after.spec, namedAlone) : [];
  return told(before && toldJob(before), after && toldJob(after), rewritten);
}

/** The same of a plan, whose jobs and inputs are too long to be told whole. */
export function planChanges(before: Plan | undefined, after: Plan | undefined): Told {
  const rewritten =
    before && after ? differing(before.spec, after.spec, ['parameters', 'cluster', 'inputs', 'jobs']) : [];
  return told(before && toldPlan(before), after && toldPlan(after), rewritten);
}

const namedAlone = ['command', 'arguments', 'environment', 'configuration'];

const told = (before: Values | undefined, after: Values | undefined, rewritten: readonly string[]): Told => ({
  ...(before && { before }),
  ...(after && { after: { ...after, ...(rewritten.length > 0 && { rewritten }) } }),
});

const differing = (before: Values, after: Values, fields: readonly string[]): readonly string[] =>
  fields.filter((field) => !isSameJson(before[field], after[field]));

function toldJob({ name, spec, version }: ToldJob): Values {
  const open = Object.entries(spec).filter(([field]) => !namedAlone.includes(field));
  const { environment } = spec;
  const configuration = 'configuration' in spec ? spec.configuration : {};
  return {
    ...Object.fromEntries(open),
    name,
    version,
    environment: Object.keys(environment),
    configuration: Object.keys(configuration),
  };
}

function toldPlan({ name, spec, scheduleState, version }: Plan): Values {
  const { description, parameters, inputs, jobs, outputs, schedule, maximumAgeSeconds } = spec;
  const cluster = clusterOf(spec);
  return {
    name,
    version,
    description,
    cluster: cluster.kind === 'standing' ? cluster.name : 'made for each run',
    parameters: Object.keys(parameters),
    inputs: inputs.map(({ to }) => to),
    jobs: jobs.map((job) => job.name),
    outputs: outputs.map((output) => output.name),
    schedule,
    scheduleState,
    maximumAgeSeconds,
  };
}
