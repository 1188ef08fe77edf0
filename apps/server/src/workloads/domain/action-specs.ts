// What an agent is told for a task of a shell run and for the client of a MapReduce run. Pure: the same run gives the same
// action each time, so that one whose message was lost is simply sent again.
import type { ExecAction, TransferAction, TransferItem } from '@argosy/contract/agent/protocol';
import type { FileReference, JobSpecOfKind } from '@argosy/contract/workloads/job-spec';
import { type Run, type RunAction, tagOf } from './run.ts';
import type { WorkNode, WorkRelease } from './work-cluster.ts';

const scriptName = '.argosy-command';
const clientHeapMb = 384;
const copyWithinMs = 600_000;

/** One of the equal processes of a shell run. A script that names its own interpreter (`#!`) gets it, others get `/bin/sh`. */
export function taskAction(run: Run, spec: JobSpecOfKind<'shell'>, node: WorkNode, action: RunAction): ExecAction {
  const start = spec.command.startsWith('#!')
    ? ['/bin/sh', '-c', `exec ./${scriptName} "$@"`, 'sh']
    : ['/bin/sh', scriptName];
  return {
    kind: 'exec',
    id: action.id,
    argv: [...start, ...spec.arguments],
    environment: {
      ...node.environment,
      ...ofRun(run, action.attempt),
      ARGOSY_TASK: String(action.number),
      ARGOSY_TASKS: String(spec.tasks.count),
      ...spec.environment,
    },
    files: spec.files.map(asAgentFile),
    texts: [{ name: scriptName, content: spec.command, mode: 0o755 }],
    ...(spec.python && { python: spec.python }),
    timeoutMs: spec.timeoutSeconds * 1000,
  };
}

/** The client that submits a MapReduce program and waits for it: a JVM on the master with the cluster's own configuration. The
 *  properties of the job stand in a `mapred-site.xml` before the cluster's, where every program sees them; `-D` arguments
 *  reach only those that read them. */
export function clientAction(
  run: Run,
  spec: JobSpecOfKind<'mapreduce'>,
  release: WorkRelease,
  node: WorkNode,
  action: RunAction,
  mapredSite: string,
): ExecAction {
  const jar = typeof spec.jar === 'string' ? release.mapreduceExamplesJar : spec.jar.name;
  const own = typeof spec.jar === 'string' ? [] : [spec.jar];
  return {
    kind: 'exec',
    id: action.id,
    argv: [
      `${release.javaHome}/bin/java`,
      '@{node}/conf/hadoop.options',
      // Java takes the last class path: jars first, or the shared archive is lost; the job's own configuration before the node's
      '-cp',
      `${release.hadoopClassPath}:conf:{node}/conf`,
      `-Xmx${clientHeapMb}m`,
      'org.apache.hadoop.util.RunJar',
      jar,
      ...(spec.mainClass ? [spec.mainClass] : []),
      ...spec.arguments,
    ],
    environment: { ...node.environment, ...ofRun(run, action.attempt), ...spec.environment },
    files: [...own, ...spec.files].map(asAgentFile),
    texts: [
      {
        name: 'conf/mapred-site.xml',
        content: withProperties(mapredSite, {
          ...spec.configuration,
          'mapreduce.job.tags': tagOf(run.id, action.attempt),
          'mapreduce.job.name': spec.name,
        }),
        mode: 0o644,
      },
    ],
    ...(spec.python && { python: spec.python }),
    timeoutMs: spec.timeoutSeconds * 1000,
  };
}

/** Makes a Python environment on a node and says where its python is. */
export function environmentAction(id: string, node: WorkNode, requirements: readonly string[]): ExecAction {
  return {
    kind: 'exec',
    id,
    argv: ['/bin/sh', '-c', 'printf %s "$PYSPARK_PYTHON"'],
    environment: node.environment,
    files: [],
    texts: [],
    python: { requirements },
    timeoutMs: copyWithinMs,
  };
}

export function copyAction(id: string, items: readonly TransferItem[]): TransferAction {
  return { kind: 'transfer', id, items, timeoutMs: copyWithinMs };
}

/** The configuration file with these properties over its own: the last of a name counts. */
export function withProperties(xml: string, properties: Readonly<Record<string, string>>): string {
  const added = Object.entries(properties)
    .map(([name, value]) => `  <property><name>${escaped(name)}</name><value>${escaped(value)}</value></property>\n`)
    .join('');
  return xml.replace(/<\/configuration>\s*$/, () => `${added}</configuration>\n`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const ofRun = (run: Run, attempt: number) => ({ ARGOSY_RUN: run.id, ARGOSY_ATTEMPT: String(attempt) });

const asAgentFile = ({ name, sha256 }: FileReference) => ({ name, sha256, mode: 0o755 });
