// Logging of Hadoop's JVMs. All of it goes to standard error, which the agent keeps: one place for logs, whatever the daemon.

/** `log4j.properties`. Daemons say what they do; programs, which set no level, only what goes wrong. */
export const log4j = (): Readonly<Record<string, string>> => ({
  'hadoop.root.logger': 'WARN,console',
  'log4j.rootLogger': '${hadoop.root.logger}', // a system property of this name comes before the line above
  'log4j.appender.console': 'org.apache.log4j.ConsoleAppender',
  'log4j.appender.console.target': 'System.err',
  'log4j.appender.console.layout': 'org.apache.log4j.PatternLayout',
  'log4j.appender.console.layout.ConversionPattern': '%d{ISO8601} %p %c{2}: %m%n',
  // A warning at each start that no native library is there, which none is needed.
  'log4j.logger.org.apache.hadoop.util.NativeCodeLoader': 'ERROR',
});

export const daemonLogLevel = '-Dhadoop.root.logger=INFO,console';
