// MapReduce on YARN: nothing runs for it but the history server, which answers for jobs that have ended.
import { HADOOP_OPENS } from '../releases/java-command.ts';
import type { Component, Place } from './component.ts';
import { heapOf, jarsOf, sharedArchiveOptions, tuning } from './jvm.ts';
import { containerStepMb, yarn } from './yarn.ts';
import { hdfs } from './hdfs.ts';

const ports = { rpc: 10_020, web: 19_888, admin: 10_033 };

/** Memory of a container that runs a master or a task, and the heap in it. */
const containerMb = 4 * containerStepMb;
const containerHeapMb = 3 * containerStepMb;

export const mapreduce: Component = {
  name: 'mapreduce',
  partOf: 'hadoop',
  needs: ['hdfs', 'yarn'],
  daemons: [
    {
      name: 'jobhistoryserver',
      on: 'master',
      classPath: 'hadoop',
      main: 'org.apache.hadoop.mapreduce.v2.hs.JobHistoryServer',
      heap: heapOf({ local: { leastMb: 48, mostMb: 192 }, share: 0.05 }),
      ports: () => [ports.rpc, ports.web, ports.admin],
      webPort: ports.web,
      waitsFor: (place) => [hdfs, yarn].flatMap((each) => each.serves?.(place) ?? []),
      ready: ({ node }) => ({ kind: 'tcp', host: node.address, port: ports.rpc }),
      readyTimeoutMs: 120_000,
      stopTimeoutMs: 5000,
      stopOrder: 1,
      isBackground: true, // not behind the others: a client asks it about each job that has just ended
    },
  ],
  files: [{ name: 'mapred-site.xml', format: 'xml', entries: mapredSite }],
  programs: [
    {
      name: 'mapred',
      classPath: 'hadoop',
      mains: {
        job: 'org.apache.hadoop.mapred.JobClient',
        queue: 'org.apache.hadoop.mapred.JobQueueClient',
        jar: 'org.apache.hadoop.util.RunJar',
      },
    },
  ],
  directories: [],
  hdfsDirectories: [{ path: '/mr-history', mode: '1777' }],
  addresses: (master) => ({ 'jobhistory-web': `http://${master}:${ports.web}` }),
  environment: () => ({}),
  smokeTest: { kind: 'mapreduce', jar: 'release:mapreduce-examples', arguments: ['pi', '2', '100'] },
};

function mapredSite(place: Place) {
  const { master, node } = place;
  const options = [
    ...HADOOP_OPENS,
    ...tuning(place, 'hadoop'),
    `-Xmx${containerHeapMb}m`,
    ...classPathFirst(place),
  ].join(' ');
  return {
    'mapreduce.framework.name': 'yarn',
    'mapreduce.application.classpath': jarsOf(place, 'hadoop').replaceAll(':', ','),
    'mapreduce.shuffle.port': String(node.shufflePort), // listens on every address of the machine
    'mapreduce.jobhistory.address': `${master}:${ports.rpc}`,
    'mapreduce.jobhistory.webapp.address': `${master}:${ports.web}`,
    'mapreduce.jobhistory.admin.address': `${master}:${ports.admin}`,
    'mapreduce.jobhistory.done-dir': '/mr-history/done',
    'mapreduce.jobhistory.intermediate-done-dir': '/mr-history/intermediate',
    'yarn.app.mapreduce.am.staging-dir': '/user',
    'yarn.app.mapreduce.am.resource.mb': String(containerMb),
    'mapreduce.map.memory.mb': String(containerMb),
    'mapreduce.reduce.memory.mb': String(containerMb),
    'yarn.app.mapreduce.am.command-opts': options,
    'mapred.child.java.opts': options,
    // jobs of seconds: look often
    'yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms': '200',
    'mapreduce.client.progressmonitor.pollinterval': '200',
    'mapreduce.client.completion.pollinterval': '200',
  };
}

/** YARN begins a container's class path with the container's own folder, and then the shared archive is refused. Said again as
 *  an option with the jars in front, it is taken: a container starts in a fraction of the CPU time. The shell that launches it
 *  fills in CLASSPATH. */
function classPathFirst(place: Place): readonly string[] {
  const isShared = sharedArchiveOptions(place, 'hadoop').length > 0;
  return isShared ? ['-cp', `${jarsOf(place, 'hadoop')}:$CLASSPATH`] : [];
}
