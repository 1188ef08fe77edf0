import { expect, test } from 'vitest';
import { makeContext } from './profile.ts';
import { buildProgram } from './program.ts';
import { sayIn } from './texts.ts';

/** What the Chinese command line says to these words. */
async function saidTo(...words: readonly string[]): Promise<string> {
  const program = buildProgram(makeContext('zh', sayIn('zh'), {}), words);
  let said = '';
  const write = (text: string) => void (said += text);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)])
    command.configureOutput({ writeErr: write, writeOut: write });
  await program.parseAsync(words, { from: 'user' }).catch(() => undefined); // how it ends is commander's; what it says is ours
  return said;
}

test.each([
  ['缺少参数 <cluster>', ['cluster', 'get']],
  ['选项 --name <text> 需要一个值', ['cluster', 'create', '--name']],
  ['没有选项 --nam\n（是否要输入 --name？）', ['cluster', 'create', '--nam', 'x']],
  ['没有命令 clutser\n（是否要输入 cluster？）', ['clutser']],
  ['参数过多：应为 1 个，实为 2 个', ['cluster', 'get', 'a', 'b']],
  ['选项 -f, --follow 不能与 --json 同时使用', ['job', 'logs', 'run-1', '--follow', '--json']],
  ['选项 --core <number> 的值“x”无效。 “x”不是数字', ['cluster', 'create', '--core', 'x']],
  ['选项 --state <word> 的值“x”无效。可选：STARTING, BOOTSTRAPPING', ['cluster', 'list', '--state', 'x']],
  ['参数 shell 的值“fish”无效。可选：bash, zsh。', ['completion', 'fish']],
])('%s', async (expected, words) => {
  const said = await saidTo(...words);
  expect(said).toContain(expected);
  expect(said).not.toMatch(/error|Allowed|Did you/);
});

test.each([[['--help']], [['cluster', '--help']], [['cluster', 'create', '--help']], [['completion', '--help']]])(
  'help of %s is Chinese',
  async (words) => {
    const said = await saidTo(...words);
    expect(said).toMatch(/^用法： argosy /);
    expect(said).not.toMatch(/Usage|Options|Commands|Arguments|\[options\]|display help|choices/);
  },
);
