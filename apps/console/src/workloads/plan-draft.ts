// A plan as somebody writes it.
import { jobKinds } from '@argosy/contract/workloads/vocabulary';
import type { Draft } from '../app/draft.ts';
import type { Language } from '../app/text.ts';
import type { PicturedJob } from './dag-picture.tsx';

const clusterTexts = { en: 'made for each run, and released after it', zh: '为每次运行新建，结束后释放' };

export const firstPlan = (name: string, language: Language): string => `name: ${name}
parameters:
  greeting: hello
cluster: # ${clusterTexts[language]}
  nodeGroups:
    - { role: master, machineType: local.medium, count: 1 }
jobs:
  - name: make
    kind: shell
    command: |
      echo "\${greeting}, \${date}" > numbers.txt
      hdfs dfs -mkdir -p /numbers && hdfs dfs -put -f numbers.txt /numbers/
  - name: count
    kind: shell
    needs: [make]
    command: |
      hdfs dfs -cat /numbers/numbers.txt | wc -w
outputs:
  - { name: numbers, from: /numbers }
`;

/** The jobs as far as they can be drawn; those with something wrong in them are marked. */
export function picturedJobs({ value, problems }: Pick<Draft, 'value' | 'problems'>): readonly PicturedJob[] {
  const jobs = Array.isArray(value['jobs']) ? (value['jobs'] as readonly unknown[]) : [];
  return jobs.flatMap((each, index) => {
    const job = (typeof each === 'object' && each !== null ? each : {}) as Readonly<Record<string, unknown>>;
    if (typeof job['name'] !== 'string') return [];
    return {
      name: job['name'],
      needs: Array.isArray(job['needs']) ? job['needs'].map(String) : [],
      kind: jobKinds.find((kind) => kind === job['kind']),
      hasProblem: problems.some(({ path }) => path[0] === 'jobs' && path[1] === index),
    };
  });
}
