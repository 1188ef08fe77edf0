// The files a plan or job file names: found beside it, hashed, and sent where the server lacks them; what goes to the API
// names them by content. A path may be a pattern (`queries/*.sql`) or a folder (its files) where a list is expected.
import { ApiError, hashFile, type Client } from '@argosy/client';
import type { FileReference } from '@argosy/contract/workloads/job-spec';
import { releasePrograms } from '@argosy/contract/workloads/vocabulary';
import { fileGet, filePut } from '@argosy/contract/workloads/operations';
import type { PlanFile, PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { unreachable } from '@argosy/kernel/errors';
import { glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { problemsError, type Located, type Path, type Problem } from '../read-yaml.ts';
import type { Say } from '../texts.ts';

/** A file here, and how the API will name it. */
export interface LocalFile extends FileReference {
  readonly path: string;
  readonly sizeBytes: number;
}

export interface Resolved<T> {
  readonly spec: T;
  readonly files: readonly LocalFile[];
}

type JobFile = PlanFile['jobs'][number];
type JobSpec = PlanSpec['jobs'][number];

/** The plan as the API takes it, and the files it names. Throws UsageError naming every file that is missing, with its place. */
export async function resolvePlan(
  file: string,
  { value: plan, whereIs }: Located<PlanFile>,
  say: Say,
): Promise<Resolved<PlanSpec>> {
  const found = finder(file, whereIs, say);
  const inputs = [];
  for (const [index, { from, to }] of plan.inputs.entries()) {
    inputs.push({ from: await found.many(from, ['inputs', index, 'from']), to });
  }
  const jobs = [];
  for (const [index, job] of plan.jobs.entries()) jobs.push(await resolveJobFiles(job, ['jobs', index], found));
  return { spec: { ...plan, inputs, jobs }, files: found.finish() };
}

/** As `resolvePlan`, of one job. */
export async function resolveJob(
  file: string,
  { value, whereIs }: Located<Omit<JobFile, 'needs'>>,
  say: Say,
): Promise<Resolved<JobSpec>> {
  const found = finder(file, whereIs, say);
  const spec = await resolveJobFiles(value as JobFile, [], found); // `needs` is carried along untouched, here absent
  return { spec, files: found.finish() };
}

async function resolveJobFiles(job: JobFile, path: Path, found: Finder): Promise<JobSpec> {
  const files = await found.many(job.files, [...path, 'files']);
  switch (job.kind) {
    case 'shell':
      return { ...job, files };
    case 'mapreduce': {
      const known = releasePrograms[job.kind];
      const jar = job.jar === known ? known : await found.one(job.jar, [...path, 'jar'], known);
      return { ...job, files, jar };
    }
    case 'spark-jar': {
      const known = releasePrograms[job.kind];
      const jar = job.jar === known ? known : await found.one(job.jar, [...path, 'jar'], known);
      return { ...job, files, jar };
    }
    case 'spark-python':
      return { ...job, files, program: await found.one(job.program, [...path, 'program']) };
    case 'spark-sql':
      return { ...job, files, queries: await found.many(job.queries, [...path, 'queries']) };
    default:
      return unreachable(job);
  }
}

interface Finder {
  /** `known`: the program of the release that could stand there instead. */
  readonly one: (pattern: string, path: Path, known?: string) => Promise<FileReference>;
  readonly many: (patterns: readonly string[], path: Path) => Promise<FileReference[]>;
  /** All that was found; throws when something was not. */
  readonly finish: () => readonly LocalFile[];
}

function finder(file: string, whereIs: Located<unknown>['whereIs'], say: Say): Finder {
  const folder = dirname(resolve(file));
  const files = new Map<string, LocalFile>();
  const problems: Problem[] = [];
  const missing = { name: 'missing', sha256: '0'.repeat(64) }; // never sent: finish() throws

  async function local(path: string): Promise<FileReference> {
    const known = files.get(path) ?? { path, name: basename(path), ...(await hashFile(path)) };
    files.set(path, known);
    return { name: known.name, sha256: known.sha256 };
  }
  async function pathsOf(pattern: string, path: Path): Promise<readonly string[]> {
    const paths = await matching(folder, pattern);
    if (paths.length === 0) {
      problems.push({ where: whereIs(path), path, problem: say('file.no_match', { pattern, folder }) });
    }
    return paths;
  }
  return {
    async one(pattern, path, known) {
      if (known !== undefined && pattern.startsWith('release:')) {
        problems.push({ where: whereIs(path), path, problem: say('file.not_of_release', { known }) });
        return missing;
      }
      const [first, ...more] = await pathsOf(pattern, path);
      if (more.length > 0) problems.push({ where: whereIs(path), path, problem: say('file.not_one', { pattern }) });
      return first === undefined ? missing : local(first);
    },
    async many(patterns, path) {
      const references: FileReference[] = [];
      for (const [index, pattern] of patterns.entries()) {
        for (const each of await pathsOf(pattern, [...path, index])) {
          const reference = await local(each);
          // They come to lie in one folder, where a name has one content.
          if (references.some(({ name, sha256 }) => name === reference.name && sha256 !== reference.sha256)) {
            const problem = say('file.same_name', { name: reference.name });
            problems.push({ where: whereIs([...path, index]), path: [...path, index], problem });
          } else references.push(reference);
        }
      }
      return references;
    },
    finish() {
      if (problems.length > 0) throw problemsError(file, problems, say);
      return [...files.values()];
    },
  };
}

/** The files a path names, sorted: itself, a folder's files (not those of folders in it), or what matches a pattern. */
async function matching(folder: string, pattern: string): Promise<readonly string[]> {
  const path = isAbsolute(pattern) ? pattern : join(folder, pattern);
  const is = await stat(path).catch(() => undefined);
  if (is?.isFile()) return [path];
  if (is?.isDirectory()) {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((each) => each.isFile() && !each.name.startsWith('.'))
      .map(({ name }) => join(path, name))
      .sort();
  }
  if (!/[*?[{]/.test(pattern)) return [];
  const found: string[] = [];
  for await (const each of glob(pattern, { cwd: folder, withFileTypes: true })) {
    if (each.isFile()) found.push(join(each.parentPath, each.name));
  }
  return found.sort();
}

export interface Sent {
  readonly files: number;
  readonly bytes: number;
}

// A few at once: many small files are bound by round trips, large ones by the disk.
const atOnce = 4;

/** Sends what the server does not have yet; says how much that was. */
export async function uploadMissing(client: Client, files: readonly LocalFile[], signal?: AbortSignal): Promise<Sent> {
  const waiting = [...new Map(files.map((file) => [file.sha256, file])).values()];
  const sent = { files: 0, bytes: 0 };
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      if (await isThere(client, file.sha256, signal)) continue;
      await client.upload(filePut, { params: { sha256: file.sha256 }, file: file.path, signal });
      sent.files += 1;
      sent.bytes += file.sizeBytes;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return sent;
}

async function isThere(client: Client, sha256: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await client.call(fileGet, { params: { sha256 }, signal });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'file_not_found') return false;
    throw error;
  }
}
