// How the JVMs of a release are called. One place, because an archive of class data is only accepted by a JVM with the same
// class path and collector as the one that made it.

/** Who daemons, programs and jobs are to Hadoop, and the owner of `/` in every new HDFS. */
export const HADOOP_USER = 'hadoop';

/** What Hadoop's reflection needs of the JDK's own packages. */
export const HADOOP_OPENS: readonly string[] = [
  'java.lang',
  'java.util',
  'java.util.concurrent',
  'java.net',
  'java.nio',
  'java.io',
].map((each) => `--add-opens=java.base/${each}=ALL-UNNAMED`);

/** The class that opens a daemon's client sockets from its node's address: `hadoop.rpc.socket.factory.class.default`. The
 *  address is read from the configuration key below, or in a container from the environment variable. */
export const NODE_SOCKET_FACTORY = 'argosy.NodeSocketFactory';
export const NODE_ADDRESS_KEY = 'node.bind.address';
export const NODE_ADDRESS_VARIABLE = 'NODE_BIND_ADDRESS';

/** The Spark application that runs SQL files: `--out <directory> [--conf key=value]... file.sql...`. */
export const SQL_RUNNER = 'argosy.SqlRunner';

/** What Spark's own launcher opens on a JDK from 17 on: what Hadoop needs, and more. */
export const SPARK_OPENS: readonly string[] = [
  ...HADOOP_OPENS,
  '--add-modules=jdk.incubator.vector',
  ...[
    'java.base/java.lang.invoke',
    'java.base/java.lang.reflect',
    'java.base/java.util.concurrent.atomic',
    'java.base/jdk.internal.ref',
    'java.base/sun.nio.ch',
    'java.base/sun.nio.cs',
    'java.base/sun.security.action',
    'java.base/sun.util.calendar',
    'java.security.jgss/sun.security.krb5',
  ].map((each) => `--add-opens=${each}=ALL-UNNAMED`),
  '-Djdk.reflect.useDirectMethodHandle=false',
  '-Dio.netty.tryReflectionSetAccessible=true',
];
