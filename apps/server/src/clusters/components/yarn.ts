// YARN: one ResourceManager, a NodeManager on each node of duty `compute`. The intervals are short because on clusters made
// for one job everything waits for them; the defaults are made for thousands of nodes that stay for years.
import { NODE_ADDRESS_VARIABLE } from '../releases/java-command.ts';
import type { Component, Place } from './component.ts';
import { heapOf, jarsOf } from './jvm.ts';

const ports = {
  client: 8032,
  scheduler: 8030,
  tracker: 8031,
  admin: 8033,
  web: 8088,
  localizer: 8040,
  containers: 8041,
  nodeWeb: 8042,
};

/** Container sizes are multiples of this. Small, so that a node of 4 GiB holds a driver and a few executors. */
export const containerStepMb = 128;

/** Where a cluster's ResourceManager answers over HTTP. */
export const resourceManagerOf = (master: string): string => `http://${master}:${ports.web}`;

export const yarn: Component = {
  name: 'yarn',
  partOf: 'hadoop',
  needs: ['hdfs'],
  daemons: [
    {
      name: 'resourcemanager',
      on: 'master',
      classPath: 'hadoop',
      main: 'org.apache.hadoop.yarn.server.resourcemanager.ResourceManager',
      heap: heapOf({ local: { leastMb: 96, mostMb: 256 }, share: 0.15 }),
      ports: () => [ports.client, ports.scheduler, ports.tracker, ports.admin, ports.web],
      webPort: ports.web,
      ready: ({ node }) => ({ kind: 'tcp', host: node.address, port: ports.client }),
      readyTimeoutMs: 120_000,
      stopTimeoutMs: 5000,
      stopOrder: 2, // a NodeManager whose ResourceManager is gone does not stop for 40 s
    },
    {
      name: 'nodemanager',
      on: 'compute',
      classPath: 'hadoop',
      main: 'org.apache.hadoop.yarn.server.nodemanager.NodeManager',
      heap: heapOf({ local: { leastMb: 64, mostMb: 192 }, share: 0.05 }),
      // what the NodeManager hands on to containers (`env-whitelist` below)
      environment: ({ node, release }) => ({
        [NODE_ADDRESS_VARIABLE]: node.address,
        SPARK_LOCAL_IP: node.address,
        SPARK_HOME: release.spark.home,
      }),
      ports: ({ node }) => [ports.localizer, ports.containers, ports.nodeWeb, node.shufflePort],
      webPort: ports.nodeWeb,
      ready: ({ node }) => ({ kind: 'tcp', host: node.address, port: ports.nodeWeb }),
      readyTimeoutMs: 120_000,
      stopTimeoutMs: 5000,
      stopOrder: 1,
    },
  ],
  files: [
    { name: 'yarn-site.xml', format: 'xml', entries: yarnSite },
    { name: 'capacity-scheduler.xml', format: 'xml', entries: capacityScheduler },
  ],
  programs: [
    {
      name: 'yarn',
      classPath: 'hadoop',
      mains: {
        application: 'org.apache.hadoop.yarn.client.cli.ApplicationCLI application',
        app: 'org.apache.hadoop.yarn.client.cli.ApplicationCLI application',
        node: 'org.apache.hadoop.yarn.client.cli.NodeCLI',
        logs: 'org.apache.hadoop.yarn.client.cli.LogsCLI',
        rmadmin: 'org.apache.hadoop.yarn.client.cli.RMAdminCLI',
        top: 'org.apache.hadoop.yarn.client.cli.TopCLI',
        jar: 'org.apache.hadoop.util.RunJar',
      },
    },
  ],
  directories: ['yarn/local', 'yarn/log'],
  serves: ({ master, nodeManagerCount }) => ({
    kind: 'http',
    url: `${resourceManagerOf(master)}/ws/v1/cluster/metrics`,
    expect: [{ path: 'clusterMetrics.activeNodes', atLeast: nodeManagerCount }],
  }),
  hdfsDirectories: [{ path: '/tmp/logs', mode: '1777' }],
  addresses: (master) => ({ 'resourcemanager-web': resourceManagerOf(master) }),
  environment: () => ({}),
  smokeTest: { kind: 'shell', command: 'yarn node -list | grep -q RUNNING' },
};

function yarnSite(place: Place) {
  const { master, node } = place;
  const own = (port: number) => `${node.address}:${port}`;
  return {
    'yarn.resourcemanager.hostname': master,
    'yarn.resourcemanager.webapp.address': `${master}:${ports.web}`,
    'yarn.resourcemanager.connect.retry-interval.ms': '300', // the default of 30 s delays every recovery
    // Connections of application masters to nodes are kept for a moment. By default none is, and the thread that would send on
    // it turns in a circle until the node has answered: half a second of CPU for each application.
    'yarn.client.max-cached-nodemanagers-proxies': '20',
    'yarn.nm.liveness-monitor.expiry-interval-ms': '10000',
    'yarn.resourcemanager.nm.liveness-monitor.interval-ms': '1000',
    // by default a folder of /tmp that all clusters of the machine would share
    'yarn.node-attribute.fs-store.root-dir': `file://${node.directory}/yarn/node-attributes`,
    'yarn.scheduler.minimum-allocation-mb': String(containerStepMb),
    'yarn.scheduler.maximum-allocation-mb': String(place.largestContainerMb),
    'yarn.scheduler.maximum-allocation-vcores': String(place.largestContainerVcores),
    'yarn.nodemanager.resource.memory-mb': String(node.yarnMemoryMb),
    'yarn.nodemanager.resource.cpu-vcores': String(node.machine.vcpus),
    'yarn.nodemanager.hostname': node.address,
    'yarn.nodemanager.address': own(ports.containers), // by default a new port at each start
    'yarn.nodemanager.localizer.address': own(ports.localizer),
    'yarn.nodemanager.webapp.address': own(ports.nodeWeb),
    'yarn.nodemanager.local-dirs': `${node.directory}/yarn/local`,
    'yarn.nodemanager.log-dirs': `${node.directory}/yarn/log`,
    'yarn.nodemanager.vmem-check-enabled': 'false',
    'yarn.nodemanager.pmem-check-enabled': 'false',
    'yarn.nodemanager.env-whitelist': [
      'JAVA_HOME',
      'HADOOP_CONF_DIR',
      'SPARK_HOME',
      'PYSPARK_PYTHON',
      'SPARK_LOCAL_IP',
      NODE_ADDRESS_VARIABLE,
    ].join(','),
    'yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage': '99',
    'yarn.nodemanager.process-kill-wait.ms': '500',
    'yarn.nodemanager.sleep-delay-before-sigkill.ms': '250',
    // Without it a NodeManager that has run a job takes 12 s to stop.
    'yarn.log-aggregation-enable': 'true',
    'yarn.nodemanager.remote-app-log-dir': '/tmp/logs',
    // Container logs stay on their node until they have been brought to the store of runs (JOB-3); longer, and all that
    // applications had on disk fills it.
    'yarn.nodemanager.delete.debug-delay-sec': '3600',
    'yarn.application.classpath': jarsOf(place, 'hadoop').replaceAll(':', ','),
    ...(place.components.includes('mapreduce') && { 'yarn.nodemanager.aux-services': 'mapreduce_shuffle' }),
  };
}

function capacityScheduler() {
  return {
    'yarn.scheduler.capacity.root.queues': 'default',
    'yarn.scheduler.capacity.root.default.capacity': '100',
    'yarn.scheduler.capacity.root.default.user-limit-factor': '1',
    // thousands of submitted applications wait in the queue, none is refused
    'yarn.scheduler.capacity.maximum-applications': '20000',
    // Half of the memory for application masters: with more of them than that, none would get its executors.
    'yarn.scheduler.capacity.maximum-am-resource-percent': '0.5',
    // How often it looks whether there is something to place. By default each 5 ms, which takes 2 % of a core for ever, while
    // who waits asks five times a second at most. A look places one container on each node: forty a second on each at most.
    'yarn.scheduler.capacity.schedule-asynchronously.scheduling-interval-ms': '25',
  };
}
