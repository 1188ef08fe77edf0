// The releases that clusters are made of today (REL-6). They continue the documented history with current versions of the
// same components.

import type { RunnableRelease } from '../release.ts';
import packages_6_0_0 from './6.0.0/packages.json' with { type: 'json' };

export const RUNNABLE: readonly RunnableRelease[] = [
  {
    version: '6.0.0',
    state: { kind: 'current' },
    releasedOn: '2026-11',
    components: [
      { name: 'hadoop', version: '3.5.0' },
      { name: 'spark', version: '4.3.0' },
    ],
    notes: [
      {
        zh: '首个可运行版本：Hadoop 3.5.0（HDFS、YARN、MapReduce）与 Spark 4.3.0，需要 JDK 17 或 21。',
        en: 'The first runnable release: Hadoop 3.5.0 (HDFS, YARN, MapReduce) and Spark 4.3.0, on JDK 17 or 21.',
      },
      {
        zh: '全部文件取自公共仓库，逐个固定校验和；MapReduce 示例取 3.4.2，公共仓库没有更新的版本。',
        en: 'Every file comes from a public registry and is pinned by its checksum; the MapReduce examples are those of 3.4.2, the newest the registry has.',
      },
    ],
    packages: packages_6_0_0,
  },
];
