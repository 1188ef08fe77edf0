// HDFS: one NameNode, a DataNode on each node of duty `data`. Standard ports on each node's own address. What would surprise:
// daemons open their client sockets from their node's address through a class of ours, or all DataNodes of one machine would
// be one and the same to the NameNode; and a new cluster's name directory is a copy of one that the release's NameNode
// formatted, under ids of its own, which saves a JVM's start.
import { createHash } from 'node:crypto';
import { NODE_SOCKET_FACTORY } from '../releases/java-command.ts';
import { NAMESPACE_ID_LEAST, nameDirectoryFor } from '../releases/name-directory.ts';
import type { Component, Place } from './component.ts';
import { heapOf } from './jvm.ts';
import { log4j } from './log4j.ts';

const ports = { rpc: 8020, web: 9870, data: 9866, dataWeb: 9864, dataIpc: 9867 };
const secondaryCopies = 3; // Hadoop's own default, where there are nodes for it

/** Where a cluster's HDFS is, for programs and over HTTP. */
export const fileSystemOf = (master: string): string => `hdfs://${master}:${ports.rpc}`;
export const webHdfsOf = (master: string): string => `http://${master}:${ports.web}`;

export const hdfs: Component = {
  name: 'hdfs',
  partOf: 'hadoop',
  needs: [],
  daemons: [
    {
      name: 'namenode',
      on: 'master',
      classPath: 'hadoop',
      main: 'org.apache.hadoop.hdfs.server.namenode.NameNode',
      heap: heapOf({ local: { leastMb: 96, mostMb: 256 }, share: 0.2 }),
      ports: () => [ports.rpc, ports.web],
      webPort: ports.web,
      ready: ({ node }) => ({ kind: 'tcp', host: node.address, port: ports.rpc }),
      readyTimeoutMs: 120_000,
      stopTimeoutMs: 10_000,
      stopOrder: 3, // after those that write to it
    },
    {
      name: 'datanode',
      on: 'data',
      classPath: 'hadoop',
      main: 'org.apache.hadoop.hdfs.server.datanode.DataNode',
      heap: heapOf({ local: { leastMb: 48, mostMb: 128 }, share: 0.1 }),
      ports: () => [ports.data, ports.dataWeb, ports.dataIpc],
      webPort: ports.dataWeb,
      // A DataNode that meets a NameNode which listens but does not serve yet sleeps 5 s before it tries again.
      waitsFor: ({ master }) => [{ kind: 'tcp', host: master, port: ports.rpc }],
      ready: ({ node }) => ({ kind: 'tcp', host: node.address, port: ports.dataIpc }),
      readyTimeoutMs: 120_000,
      stopTimeoutMs: 10_000,
      stopOrder: 2,
    },
  ],
  files: [
    { name: 'core-site.xml', format: 'xml', entries: coreSite },
    { name: 'hdfs-site.xml', format: 'xml', entries: hdfsSite },
    { name: 'log4j.properties', format: 'properties', entries: log4j },
  ],
  programs: [
    {
      name: 'hdfs',
      classPath: 'hadoop',
      mains: {
        dfs: 'org.apache.hadoop.fs.FsShell',
        dfsadmin: 'org.apache.hadoop.hdfs.tools.DFSAdmin',
        fsck: 'org.apache.hadoop.hdfs.tools.DFSck',
        getconf: 'org.apache.hadoop.hdfs.tools.GetConf',
        balancer: 'org.apache.hadoop.hdfs.server.balancer.Balancer',
      },
    },
    {
      name: 'hadoop',
      classPath: 'hadoop',
      mains: {
        fs: 'org.apache.hadoop.fs.FsShell',
        jar: 'org.apache.hadoop.util.RunJar',
        distcp: 'org.apache.hadoop.tools.DistCp',
        version: 'org.apache.hadoop.util.VersionInfo',
        '': '', // a class of the caller's, as `hadoop CLASSNAME` takes it
      },
    },
  ],
  directories: ['hdfs/data', 'hdfs/name'],
  format: (place) =>
    nameDirectoryFor(place.nameDirectory, idsOf(place.clusterId)).map(({ path, content }) => ({
      path: `hdfs/name/${path}`,
      content,
    })),
  opens: ({ master }) => ({ kind: 'http', url: stateUrl(master), expect: [outOfSafeMode] }),
  serves: ({ master, dataNodeCount }) => ({
    kind: 'http',
    url: stateUrl(master),
    expect: [outOfSafeMode, { path: 'beans.0.NumLiveDataNodes', atLeast: dataNodeCount }],
  }),
  hdfsDirectories: [
    { path: '/tmp', mode: '1777' },
    { path: '/user', mode: '755' },
  ],
  addresses: (master) => ({ 'namenode-web': webHdfsOf(master), hdfs: fileSystemOf(master) }),
  environment: ({ node }) => ({ HADOOP_CONF_DIR: `${node.directory}/conf` }),
  smokeTest: {
    kind: 'shell',
    command:
      'echo written > smoke && hdfs dfs -put -f smoke /tmp/smoke && test "$(hdfs dfs -cat /tmp/smoke)" = written && hdfs dfs -rm -skipTrash /tmp/smoke',
  },
};

const outOfSafeMode = { path: 'beans.0.FSState', equals: 'Operational' };

const stateUrl = (master: string): string =>
  `${webHdfsOf(master)}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState`;

function coreSite({ master, node, user }: Place) {
  return {
    'fs.defaultFS': fileSystemOf(master),
    'hadoop.tmp.dir': `${node.directory}/tmp`,
    'hadoop.http.staticuser.user': user,
    // A daemon may be up before the one it talks to: ask ten times a second, half a minute long.
    'ipc.client.connect.retry.interval': '100',
    'ipc.client.connect.max.retries': '300',
    // It takes the address from the environment, so that a job's configuration can go from node to node as it is.
    'hadoop.rpc.socket.factory.class.default': NODE_SOCKET_FACTORY,
  };
}

function hdfsSite({ master, dataNodeCount, node }: Place) {
  const own = (port: number) => `${node.address}:${port}`;
  return {
    'dfs.namenode.rpc-address': `${master}:${ports.rpc}`,
    'dfs.namenode.http-address': `${master}:${ports.web}`,
    'dfs.namenode.name.dir': `file://${node.directory}/hdfs/name`,
    'dfs.datanode.data.dir': `file://${node.directory}/hdfs/data`,
    'dfs.datanode.address': own(ports.data),
    'dfs.datanode.http.address': own(ports.dataWeb),
    'dfs.datanode.ipc.address': own(ports.dataIpc),
    'dfs.datanode.hostname': node.address,
    // loopback addresses have no names, and asking for them would only cost time
    'dfs.namenode.datanode.registration.ip-hostname-check': 'false',
    'dfs.replication': String(Math.min(secondaryCopies, dataNodeCount)),
    'dfs.namenode.safemode.extension': '0',
    // a dead DataNode is known after 12 s rather than 10 minutes
    'dfs.heartbeat.interval': '1',
    'dfs.namenode.heartbeat.recheck-interval': '1000',
    // What was deleted is let go of ten times a second instead of a hundred, which takes half a percent of a core for ever; a
    // very large deletion takes longer for it, behind the back of who deleted.
    ...(node.machine.family === 'local' && { 'dfs.namenode.block.deletion.unlock.interval.ms': '100' }),
    // Whoever closes a file, or asks for its next block, is often a few milliseconds before the DataNodes' word that they have the
    // last one, and asks again after this. By default after 400 ms, which was half of the time of putting eight small files;
    // here again and again for half a minute.
    'dfs.client.block.write.locateFollowingBlock.initial.delay.ms': '20',
    'dfs.client.block.write.locateFollowingBlock.max.delay.ms': '1000',
    'dfs.client.block.write.locateFollowingBlock.retries': '30',
  };
}

/** Ids that no two clusters share and that a second try makes again: drawn from the cluster's own id. */
function idsOf(clusterId: string) {
  const drawn = createHash('sha256').update(clusterId).digest();
  const range = 2 ** 30; // stays below what Hadoop draws from
  return {
    namespaceId: NAMESPACE_ID_LEAST + (drawn.readUInt32BE(0) % range),
    clusterId: `CID-${clusterId}`,
    blockPoolId: `BP-${drawn.readUInt32BE(4)}-127.0.0.1-0`,
    createdAtMs: 0,
  };
}
