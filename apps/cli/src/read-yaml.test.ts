// Mistakes in plan files are named with line and column, all at once.
import { planFile } from '@argosy/contract/workloads/plan-spec';
import { expect, test } from 'vitest';
import { parseYaml } from './read-yaml.ts';
import { sayIn, type Language } from './texts.ts';

const good = `name: tpch
cluster:
  nodeGroups:
    - role: master
    - role: core
      count: 2
jobs:
  - name: hello
    kind: shell
    command: echo hi
`;

function mistakesIn(text: string, language: Language = 'en'): readonly string[] {
  try {
    parseYaml(text, { file: 'plan.yaml', form: planFile, say: sayIn(language) });
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.trim());
  }
}

test('JOB-2 a good plan is read, with its defaults', () => {
  const { value, whereIs } = parseYaml(good, { file: 'plan.yaml', form: planFile, say: sayIn('en') });
  expect(value.jobs[0]).toMatchObject({ name: 'hello', kind: 'shell', needs: [], retries: 0 });
  expect(whereIs(['jobs', 0, 'command'])).toBe('plan.yaml:10:5');
  expect(whereIs(['jobs', 0, 'files', 3])).toBe('plan.yaml:8:5'); // not written: the nearest thing around it
});

test.each([
  [
    'a wrong value',
    good.replace('count: 2', 'count: -2'),
    /^plan\.yaml:6:7 cluster\.nodeGroups\[1\]\.count: Too small/,
  ],
  ['an unknown key', good.replace('command:', 'comand:'), /^plan\.yaml:10:5 jobs\[0\]: Unrecognized key: "comand"/],
  ['a missing key', good.replace('    kind: shell\n', ''), /^plan\.yaml:8:5 jobs\[0\]\.kind: Invalid/],
  [
    'an unknown kind',
    good.replace('kind: shell', 'kind: perl'),
    /^plan\.yaml:9:5 jobs\[0\]\.kind: .*'shell' \| 'mapreduce'/,
  ],
  ['the same key twice', `${good}name: again\n`, /^plan\.yaml:11:1 Map keys must be unique/],
  ['broken YAML', good.replace('- name: hello', '- name: "hello'), /^plan\.yaml:11:1 Missing closing "quote/],
  [
    'a parameter without a value',
    good.replace('jobs:', 'parameters: { x: null }\njobs:'),
    /^plan\.yaml:7:15 parameters\.x: a text, a number, or true or false$/,
  ],
  [
    'a cluster as a word',
    good.replace(/cluster:\n(  .*\n)+/, 'cluster: small\n'),
    /^plan\.yaml:2:1 cluster: .*\{ name: small \}$/,
  ],
  [
    'a cluster by its id',
    good.replace(/cluster:\n(  .*\n)+/, 'cluster: { id: small }\n'),
    /cluster: .*\{ name: small \}$/,
  ],
  ['a part that is missing', good.replace(/cluster:\n(  .*\n)+/, ''), /^plan\.yaml:1:1 cluster: is missing/],
  ['nothing at all', '', /^plan\.yaml: the file is empty/],
  ['a second document', `${good}---\nname: more\n`, /^plan\.yaml:11:1 a file holds one document/],
  ['an alias of nothing', good.replace('hello', '*nobody'), /^plan\.yaml: cannot be read: .*nobody/],
  [
    'aliases that multiply',
    `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n`,
    /^plan\.yaml: cannot be read: Excessive alias count/,
  ],
])('%s is named with its place', (_, text, expected) => {
  expect(mistakesIn(text).join('\n')).toMatch(new RegExp(expected, 'm'));
});

test('of a value that may have two forms, the mistakes of the form it is nearest to are told', () => {
  const mistakes = mistakesIn(good.replace('role: core', 'role: worker'));
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toMatch(/^plan\.yaml:5:7 cluster\.nodeGroups\[1\]\.role: /);
});

test('what a value may be is said in the language of the person', () => {
  const mistakes = mistakesIn(good.replace('jobs:', 'parameters: { x: null }\njobs:'), 'zh');
  expect(mistakes[0]).toMatch(/parameters\.x: 文本、数字/);
});

test('all mistakes are told at once, in the language of the person', () => {
  const mistakes = mistakesIn(good.replace('count: 2', 'count: two').replace('command:', 'comand:'), 'zh');
  expect(mistakes[0]).toBe('plan.yaml 有 3 处问题：');
  expect(mistakes.join('\n')).toContain('plan.yaml:6:7 cluster.nodeGroups[1].count: 无效输入');
});
