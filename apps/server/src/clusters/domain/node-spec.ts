// What a node's agent is told it should be: folders, configuration files, programs, daemons and the probes by which the master
// sees the whole cluster. Pure: cluster + nodes + installed release → the same spec each time, so that it can be made again
// for an agent that asks again.
import type { DaemonSpec, NodeFile, NodeSpec } from '@argosy/contract/agent/protocol';
import { programPath } from '@argosy/host/program-path';
import { invariant } from '@argosy/kernel/errors';
import type { Component, Daemon, Place, Program } from '../components/component.ts';
import { componentsNamed } from '../components/index.ts';
import { jvmOptions, optionsFile } from '../components/jvm.ts';
import { daemonLogLevel } from '../components/log4j.ts';
import type { InstalledRelease } from '../releases/installed-release.ts';
import { HADOOP_USER, NODE_ADDRESS_VARIABLE } from '../releases/java-command.ts';
import type { NameDirectoryFile } from '../releases/name-directory.ts';
import { type Cluster, hasCore, type Node } from './cluster.ts';
import { findMachineType, type MachineType } from './machine-types.ts';
import { daemonsFor, dutiesOf, memoryOf, type NodeMemory } from './node-duties.ts';

export interface ReleaseParts {
  readonly installed: InstalledRelease;
  readonly nameDirectory: readonly NameDirectoryFile[];
}

/** `nodes` are all of the cluster's that are not gone. While it prepares there are files but no daemons yet. */
export function nodeSpecFor(cluster: Cluster, nodes: readonly Node[], node: Node, parts: ReleaseParts): NodeSpec {
  const components = componentsNamed(cluster.spec.components);
  const place = placeOf(cluster, nodes, node, parts);
  const duties = dutiesOf(node.role, { hasCore: hasCore(cluster.nodeGroups) });
  const daemons = daemonsFor(components, duties);
  return {
    generation: cluster.generation,
    nodeId: node.id,
    directories: ['conf', 'bin', 'tmp', ...components.flatMap((each) => each.directories)],
    files: [
      ...configurationFiles(components, cluster, place),
      ...programFiles(components, place),
      ...(duties.includes('master') ? formattedFiles(components, place) : []),
    ],
    daemons: cluster.phase === 'PREPARE' ? [] : daemons.map((each) => daemonSpec(each, components, place)),
    probes: duties.includes('master') ? probesOf(components, place) : [],
  };
}

/** `hdfs` serves; `hdfs-open` takes new folders. */
function probesOf(components: readonly Component[], place: Place): NodeSpec['probes'] {
  return components.flatMap(({ name, opens, serves }) => [
    ...(opens ? [{ name: `${name}-open`, probe: opens(place) }] : []),
    ...(serves ? [{ name, probe: serves(place) }] : []),
  ]);
}

/** For programs on a node that are not daemons: bootstrap scripts, jobs. `{node}` is for the agent to replace. */
export function programEnvironment(
  cluster: Cluster,
  nodes: readonly Node[],
  node: Node,
  parts: ReleaseParts,
): Readonly<Record<string, string>> {
  return environmentOf(componentsNamed(cluster.spec.components), placeOf(cluster, nodes, node, parts));
}

function environmentOf(components: readonly Component[], place: Place): Record<string, string> {
  return {
    JAVA_HOME: place.release.java.home,
    HADOOP_USER_NAME: place.user,
    PATH: `{node}/bin:${place.release.java.home}/bin:${programPath}`,
    [NODE_ADDRESS_VARIABLE]: place.node.address,
    ARGOSY_MASTER: place.master,
    ...Object.assign({}, ...components.map((each) => each.environment(place))),
  };
}

export function placeOf(cluster: Cluster, nodes: readonly Node[], node: Node, parts: ReleaseParts): Place {
  const withCore = hasCore(cluster.nodeGroups);
  const dutiesFor = (each: Node) => dutiesOf(each.role, { hasCore: withCore });
  const master = nodes.find((each) => each.role === 'master');
  invariant(master !== undefined, 'a cluster has a master');
  const staying = nodes.filter((each) => each.state !== 'STOPPING');
  const computing = staying.filter((each) => dutiesFor(each).includes('compute'));
  const yarnMemory = (each: Node) => nodeMemoryOf(cluster, each).yarnMb;
  return {
    clusterId: cluster.id,
    components: cluster.spec.components,
    master: master.address,
    dataNodeCount: staying.filter((each) => dutiesFor(each).includes('data')).length,
    nodeManagerCount: computing.length,
    largestContainerMb: Math.max(...computing.map(yarnMemory)),
    largestContainerVcores: Math.max(...computing.map((each) => each.vcpus)),
    user: HADOOP_USER,
    release: parts.installed,
    nameDirectory: parts.nameDirectory,
    node: {
      address: node.address,
      directory: '{node}',
      machine: machineOf(node),
      shufflePort: node.shufflePort,
      yarnMemoryMb: yarnMemory(node),
    },
  };
}

/** How the memory of a node is shared out. */
export function nodeMemoryOf(cluster: Cluster, node: Node): NodeMemory {
  const duties = dutiesOf(node.role, { hasCore: hasCore(cluster.nodeGroups) });
  return memoryOf(componentsNamed(cluster.spec.components), duties, machineOf(node));
}

function machineOf(node: Node): MachineType {
  const machine = findMachineType(node.machineType);
  invariant(machine !== undefined, `machine type ${node.machineType} stays in the table`);
  return machine;
}

/** The keys and values that its daemons read, by component and file, with what the customer set over the defaults. */
export function configurationOf(
  cluster: Cluster,
  nodes: readonly Node[],
  node: Node,
  parts: ReleaseParts,
): readonly ConfigurationEntry[] {
  const place = placeOf(cluster, nodes, node, parts);
  return componentsNamed(cluster.spec.components).flatMap((component) =>
    component.files.flatMap(({ name: file, entries }) => {
      const own = ownEntries(cluster, component, file);
      return Object.entries({ ...entries(place), ...own }).map(([key, value]) => ({
        component: component.name,
        file,
        key,
        value,
        isOwn: key in own,
      }));
    }),
  );
}

export interface ConfigurationEntry {
  readonly component: string;
  readonly file: string;
  readonly key: string;
  readonly value: string;
  readonly isOwn: boolean;
}

function ownEntries(cluster: Cluster, component: Component, file: string): Readonly<Record<string, string>> {
  const own = cluster.spec.configuration.filter((each) => each.component === component.name && each.file === file);
  return Object.fromEntries(own.map((each) => [each.key, each.value]));
}

function configurationFiles(components: readonly Component[], cluster: Cluster, place: Place): readonly NodeFile[] {
  const declared = components.flatMap((component) =>
    component.files.map(({ name, format, entries }) => {
      const merged = { ...entries(place), ...ownEntries(cluster, component, name) };
      return textFile(`conf/${name}`, format === 'xml' ? toXml(merged) : toProperties(merged));
    }),
  );
  const classPaths = [...new Set(components.map((each) => each.partOf))].filter(
    (each) => each === 'hadoop' || each === 'spark',
  );
  return [...declared, ...classPaths.map((each) => textFile(optionsFile(each), jvmOptions(place, each)))];
}

function formattedFiles(components: readonly Component[], place: Place): readonly NodeFile[] {
  return components
    .flatMap((each) => each.format?.(place) ?? [])
    .map(({ path, content }) => ({
      path,
      content: Buffer.from(content).toString('base64'),
      encoding: 'base64',
      mode: 0o600,
      write: 'once', // from then on it is the NameNode's
    }));
}

function daemonSpec(daemon: Daemon, components: readonly Component[], place: Place): DaemonSpec {
  const { leastMb, mostMb } = daemon.heap(place.node.machine);
  const component = components.find((each) => each.daemons.includes(daemon));
  invariant(component !== undefined, 'a daemon is of a component');
  const argv = [
    `${place.release.java.home}/bin/java`,
    `@{node}/${optionsFile(daemon.classPath)}`,
    `-Xms${leastMb}m`,
    `-Xmx${mostMb}m`,
    daemonLogLevel,
    daemon.main,
  ];
  return {
    name: daemon.name,
    component: component.name,
    wanted: 'running',
    argv,
    environment: { ...environmentOf(components, place), ...daemon.environment?.(place) },
    ...(daemon.startsBehindOthers && { startsBehindOthers: true }),
    ports: daemon.ports(place),
    waitsFor: daemon.waitsFor?.(place) ?? [],
    ready: daemon.ready(place),
    readyTimeoutMs: daemon.readyTimeoutMs,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: daemon.stopTimeoutMs,
    stopOrder: daemon.stopOrder,
  };
}

/** The command line of a daemon on a node; `undefined` where nothing of that name is. */
export function daemonCommand(
  cluster: Cluster,
  nodes: readonly Node[],
  node: Node,
  { daemon: name, parts }: { readonly daemon: string; readonly parts: ReleaseParts },
): string | undefined {
  const components = componentsNamed(cluster.spec.components);
  const daemon = components.flatMap((each) => each.daemons).find((each) => each.name === name);
  return daemon && daemonSpec(daemon, components, placeOf(cluster, nodes, node, parts)).argv.join(' ');
}

function programFiles(components: readonly Component[], place: Place): readonly NodeFile[] {
  return components.flatMap((component) =>
    component.programs.map((program) => ({ ...textFile(`bin/${program.name}`, toShell(program, place)), mode: 0o755 })),
  );
}

/** POSIX shell: picks the class by the first word, as Hadoop's own programs do. */
function toShell({ name, classPath, mains, arguments: before = [] }: Program, place: Place): string {
  const named = Object.entries(mains).filter(([word]) => word !== '');
  const otherwise = mains[''];
  const cases = named.map(([word, main]) => `  ${word}) shift; set -- ${main} "$@" ;;`);
  const last =
    otherwise === undefined
      ? `  *) echo "usage: ${name} ${named.map(([word]) => word).join('|')} ..." >&2; exit 2 ;;`
      : `  *) set -- ${[otherwise, ...before].filter((each) => each !== '').join(' ')} "$@" ;;`;
  return [
    '#!/bin/sh',
    'case "${1:-}" in',
    ...cases,
    last,
    'esac',
    `exec "${place.release.java.home}/bin/java" "@{node}/${optionsFile(classPath)}" -Xmx\${JAVA_HEAP_MAX_MB:-512}m "$@"`,
    '',
  ].join('\n');
}

function textFile(path: string, content: string): NodeFile {
  return { path, content, encoding: 'utf8', mode: 0o644, write: 'always' };
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function toXml(entries: Readonly<Record<string, string>>): string {
  const escaped = (text: string) => text.replaceAll(/[&<>]/g, (each) => escapes[each] ?? each);
  const properties = Object.entries(entries).map(
    ([name, value]) => `  <property><name>${escaped(name)}</name><value>${escaped(value)}</value></property>\n`,
  );
  return `<?xml version="1.0"?>\n<configuration>\n${properties.join('')}</configuration>\n`;
}

/** Java's format: a backslash escapes, a line break would end the value. */
function toProperties(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`)
    .join('');
}
