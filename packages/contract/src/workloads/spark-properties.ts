// Spark properties that a job cannot set, and what to use in their place. They are read by Spark's own client, which Argosy
// does not run (docs/decisions/0050), or they are what Argosy decides: taken in silence they would simply have no effect.

const files = 'name the files under files';
const jars = `${files}, and in spark.driver.extraClassPath and spark.executor.extraClassPath`;
const decided = 'Argosy decides it';

/** By name, or by what names begin with (a dot at the end). */
const elsewhere: Readonly<Record<string, string>> = {
  'spark.master': decided,
  'spark.submit.deployMode': decided,
  'spark.app.name': 'use name',
  'spark.driver.memory': 'use driver.memoryMb',
  'spark.driver.cores': 'use driver.cores',
  'spark.executor.memory': 'use executors.memoryMb',
  'spark.executor.cores': 'use executors.cores',
  'spark.executor.instances': 'use executors.count',
  'spark.jars': jars,
  'spark.jars.': jars,
  'spark.files': files,
  'spark.archives': files,
  'spark.submit.': files,
  'spark.yarn.dist.': files,
  'spark.yarn.jars': decided,
  'spark.yarn.archive': decided,
  'spark.yarn.user.jar': 'use jar',
  'spark.yarn.stagingDir': decided,
  'spark.yarn.tags': decided,
  'spark.yarn.maxAppAttempts': 'use retries',
  'spark.yarn.am.': 'use driver, which the application master is',
  'spark.yarn.submit.': decided,
};

/** Why the property cannot be set to this; a value with a parameter in it is looked at once that has its own. */
export function problemOfSparkProperty(name: string, value: string): string | undefined {
  const instead = insteadOf(name);
  if (instead !== undefined) return `has no effect here: ${instead}`;
  if (value.includes('${')) return undefined;
  const overheads = Object.values(memoryOverhead);
  if (overheads.some(({ size }) => name === size) && sparkSizeMb(value) === undefined)
    return 'a size such as 512m or 2g';
  if (overheads.some(({ factor }) => name === factor) && !/^\d+(\.\d+)?$/.test(value))
    return 'a share of the heap such as 0.2';
  return undefined;
}

function insteadOf(name: string): string | undefined {
  const prefix = Object.keys(elsewhere).find((each) => each.endsWith('.') && name.startsWith(each));
  return elsewhere[name] ?? (prefix === undefined ? undefined : elsewhere[prefix]);
}

/** Those by which containers are sized, beside their heaps. */
export const memoryOverhead = {
  driver: { size: 'spark.driver.memoryOverhead', factor: 'spark.driver.memoryOverheadFactor' },
  executor: { size: 'spark.executor.memoryOverhead', factor: 'spark.executor.memoryOverheadFactor' },
} as const;

/** A size as Spark writes it, in MB; `undefined` when it is none. Without a unit it is in MB, unless said otherwise. */
export function sparkSizeMb(text: string, without: 'b' | 'm' = 'm'): number | undefined {
  const [, digits, unit = without] = /^(\d+)([kmgt])?b?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const perMb = { b: 1 / (1024 * 1024), k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 }[unit.toLowerCase()] ?? 1;
  return Math.ceil(Number(digits) * perMb);
}
