// The documented history of the service (REL-4) with what became of each release (REL-5), as the documents' own tables: one
// column a release, one row a component, "-" where it is not in it. An empty cell of the documents is read as "-".
// The notes are told in our own short words.

import type { ComponentName, Release, ReleaseNote, ReleaseState } from '../release.ts';

/** One table of the documents. Rows the documents leave out of a table stay out. */
type Matrix = {
  readonly versions: readonly string[];
  readonly releasedOn: readonly string[];
  readonly components: Partial<Record<ComponentName, readonly string[]>>;
  readonly os?: readonly string[];
};

const same = (count: number, value: string): readonly string[] => Array.from({ length: count }, () => value);

const LINE_1: Matrix = {
  versions: ['1.0.0', '1.1.0', '1.2.0', '1.3.0'],
  releasedOn: ['2015-11', '2016-03', '2016-04', '2016-05'],
  components: {
    hadoop: ['2.6.0', '2.6.0', '2.6.0', '2.6.0-emr-1.1.1'],
    spark: ['1.4.1', '1.6.0', '1.6.1', '1.6.1'],
    hive: ['1.0.1', '1.0.1', '2.0.0', '2.0.0'],
    pig: same(4, '0.14.0'),
    sqoop: ['-', '-', '-', '1.4.6'],
    hue: ['-', '-', '-', '3.9.0'],
    zeppelin: ['-', '-', '-', '0.5.6'],
    hbase: ['-', '-', '1.1.1', '1.1.1'],
    phoenix: same(4, '-'),
    zookeeper: ['-', '-', '3.4.6', '3.4.6'],
    ganglia: same(4, '3.7.2'),
  },
};

const LINE_2: Matrix = {
  versions: ['2.0.0', '2.0.1', '2.1.0', '2.2.0', '2.3.0', '2.3.1', '2.4.0', '2.4.1', '2.4.2', '2.5.1'],
  releasedOn: [
    '2016-06', '2016-07', '2016-09', '2016-12', '2016-12', '2017-01', '2017-01', '2017-03', '2017-04', '2017-06',
  ],
  components: {
    hadoop: [
      '2.7.2-emr-1.1.2', '2.7.2-emr-1.1.3.1', '2.7.2-emr-1.2.0', '2.7.2-emr-1.2.1', '2.7.2-emr-1.2.1',
      '2.7.2-emr-1.2.2', '2.7.2-emr-1.2.3', '2.7.2-emr-1.2.4', '2.7.2-emr-1.2.5', '2.7.2-emr-1.2.6',
    ],
    spark: ['1.6.1', '1.6.1', '1.6.1', '2.0.1', '1.6.2', '1.6.2', '1.6.3', '1.6.3', '1.6.3', '1.6.3'],
    hive: [...same(5, '2.0.0'), ...same(5, '2.0.1')],
    pig: same(10, '0.14.0'),
    sqoop: same(10, '1.4.6'),
    hue: ['3.9.0', '3.9.0', '3.11.0', '3.12.0', ...same(6, '-')],
    zeppelin: ['0.5.6', '0.5.6', '0.5.6', '0.6.2', ...same(6, '0.6.0')],
    hbase: same(10, '1.1.1'),
    phoenix: same(10, '4.7.0'),
    zookeeper: same(10, '3.4.6'),
    ganglia: same(10, '3.7.2'),
    presto: same(10, '0.147'),
    storm: same(10, '1.0.1'),
    oozie: same(10, '4.2.0'),
    tez: ['-', '-', ...same(8, '0.8.4')],
  },
  // The documents join the cells of all but the last, whose note says that it moved to CentOS 7.2.
  os: [...same(9, 'CentOS 6.5'), 'CentOS 7.2'],
};

const LINE_3: Matrix = {
  versions: ['3.0.0', '3.0.1', '3.0.2', '3.1.1', '3.2.0'],
  releasedOn: ['2017-01', '2017-03', '2017-04', '2017-06', '2017-06'],
  components: {
    hadoop: ['2.7.2-emr-1.2.3', '2.7.2-emr-1.2.4', '2.7.2-emr-1.2.5', '2.7.2-emr-1.2.6', '2.7.2-emr-1.2.6'],
    spark: ['2.0.2', '2.0.2', '2.0.2', '2.1.1', '2.1.1'],
    hive: same(5, '2.0.1'),
    pig: same(5, '0.14.0'),
    sqoop: same(5, '1.4.6'),
    hue: ['3.11.0', '3.11.0', '3.11.0', '3.12.0', '3.11.0'],
    zeppelin: ['0.6.2', '0.6.2', '0.6.2', '0.6.2', '0.7.1'],
    hbase: same(5, '1.1.1'),
    phoenix: same(5, '4.7.0'),
    zookeeper: same(5, '3.4.6'),
    ganglia: same(5, '3.7.2'),
    presto: same(5, '0.147'),
    storm: same(5, '1.0.1'),
    oozie: same(5, '4.2.0'),
    tez: same(5, '0.8.4'),
  },
  os: ['CentOS 6.5', 'CentOS 6.5', 'CentOS 6.5', 'CentOS 7.2', 'CentOS 7.2'],
};

/** The release that takes the place of one that is withdrawn or no longer recommended, where the documents name none: the
 *  oldest one from which a cluster can still be made. Naming another old one would only lead to the next refusal. */
const TODAY = '6.0.0';

/** What is not listed is current (REL-5). */
const STATES: Readonly<Record<string, ReleaseState>> = {
  '1.0.0': { kind: 'withdrawn', use: TODAY },
  '1.1.0': { kind: 'withdrawn', use: TODAY },
  '1.2.0': { kind: 'withdrawn', use: TODAY },
  '1.3.0': { kind: 'withdrawn', use: TODAY },
  '2.0.0': { kind: 'withdrawn', use: TODAY },
  '2.0.1': { kind: 'withdrawn', use: TODAY },
  '2.1.0': { kind: 'withdrawn', use: TODAY },
  '2.1.1': { kind: 'maintenance', use: TODAY },
  '2.2.0': { kind: 'withdrawn', use: TODAY },
  '2.3.0': { kind: 'maintenance', use: TODAY },
  '2.4.0': { kind: 'superseded', by: '2.4.1' },
  '3.0.0': { kind: 'superseded', by: '3.0.1' },
};

const WITHDRAWN_EARLY: readonly ReleaseNote[] = [{ zh: '早期版本，功能较少，已停用。', en: 'An early release with few functions; withdrawn.' }];
const SHARED_TABLES: readonly ReleaseNote[] = [
  { zh: '可交互式使用。', en: 'Interactive work.' },
  {
    zh: '表统一管理：Hive 元数据放在统一的外部数据库，使用它的集群看到同一份表。',
    en: 'Tables are managed in one place: clusters that keep Hive metadata in the shared external database see the same tables.',
  },
  { zh: 'emr-core 升至 1.2.4，OSS 读写更快。', en: 'emr-core 1.2.4; OSS is read and written faster.' },
];
const MORE_REGIONS: readonly ReleaseNote[] = [
  {
    zh: 'emr-core 升至 1.2.5：更多地域可免密钥访问 OSS，并改变了角色密钥的更换方式。',
    en: 'emr-core 1.2.5: OSS without keys in more regions, and a new rule for replacing the keys of roles.',
  },
  { zh: '修复 Hive 与 Hadoop 的若干问题。', en: 'Repairs in Hive and Hadoop.' },
];
const NEWER_SYSTEM: readonly ReleaseNote[] = [
  { zh: '操作系统升至 CentOS 7.2。', en: 'The operating system becomes CentOS 7.2.' },
  { zh: 'emr-core 升至 1.2.6，修复免密钥访问 OSS 的若干问题。', en: 'emr-core 1.2.6, with repairs of OSS access without keys.' },
];

const NOTES: Readonly<Record<string, readonly ReleaseNote[]>> = {
  '1.0.0': WITHDRAWN_EARLY,
  '1.1.0': WITHDRAWN_EARLY,
  '1.2.0': WITHDRAWN_EARLY,
  '1.3.0': WITHDRAWN_EARLY,
  '2.0.0': [{ zh: '早期版本，已停用。', en: 'An early release; withdrawn.' }],
  '2.0.1': [{ zh: '早期版本，已停用。', en: 'An early release; withdrawn.' }],
  '2.1.0': [{ zh: '早期版本，已停用。', en: 'An early release; withdrawn.' }],
  '2.1.1': [
    {
      zh: '早期版本，仅作维护，不推荐；不支持交互式使用与表管理。',
      en: 'An early release, only maintained and not recommended; neither interactive work nor table management.',
    },
  ],
  '2.2.0': [{ zh: '临时版本，已停用。', en: 'A temporary release; withdrawn.' }],
  '2.3.0': [
    {
      zh: '早期版本，仅作维护，不推荐；可交互式使用，不支持表管理。',
      en: 'An early release, only maintained and not recommended; interactive work, but no table management.',
    },
  ],
  '2.3.1': [
    { zh: '支持交互式工作台。', en: 'Interactive workbench.' },
    { zh: 'Hive 元数据放在各集群自己的内部数据库。', en: 'Each cluster keeps its Hive metadata in a database of its own.' },
  ],
  '2.4.0': [{ zh: '请改用 2.4.1，完全兼容。', en: 'Use 2.4.1, which is fully compatible.' }],
  '2.4.1': SHARED_TABLES,
  '2.4.2': MORE_REGIONS,
  '2.5.1': NEWER_SYSTEM,
  '3.0.0': [{ zh: '请改用 3.0.1，完全兼容。', en: 'Use 3.0.1, which is fully compatible.' }],
  '3.0.1': [...SHARED_TABLES, { zh: 'Spark 升至 2.0.2。', en: 'Spark 2.0.2.' }],
  '3.0.2': MORE_REGIONS,
  '3.1.1': [...NEWER_SYSTEM, { zh: 'Spark 升至 2.1.1。', en: 'Spark 2.1.1.' }],
  '3.2.0': [
    { zh: '所有服务可在界面上启动和停止。', en: 'Every service can be started and stopped from the console.' },
    { zh: '服务配置可在界面上管理。', en: 'The configuration of services is managed from the console.' },
  ],
};

/** 2.1.1 stands in the notes and in no table: when it came out and what was in it is not documented. */
const NOT_IN_THE_TABLES: Release = {
  version: '2.1.1',
  state: stateOf('2.1.1'),
  components: [],
  notes: NOTES['2.1.1'] ?? [],
};

/** Every documented release, in no particular order. */
export const HISTORY: readonly Release[] = [...[LINE_1, LINE_2, LINE_3].flatMap(releasesOf), NOT_IN_THE_TABLES];

function releasesOf({ versions, releasedOn, components, os }: Matrix): Release[] {
  return versions.map((version, column) => {
    const month = releasedOn[column];
    const system = os?.[column];
    return {
      version,
      state: stateOf(version),
      ...(month === undefined ? {} : { releasedOn: month }),
      components: Object.entries(components).flatMap(([name, row]) => {
        const componentVersion = row[column];
        if (componentVersion === undefined || componentVersion === '-') return [];
        return [{ name: name as ComponentName, version: componentVersion }]; // the keys of the table are component names
      }),
      ...(system === undefined ? {} : { os: system }),
      notes: NOTES[version] ?? [],
    };
  });
}

function stateOf(version: string): ReleaseState {
  return STATES[version] ?? { kind: 'current' };
}
