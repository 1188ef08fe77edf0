// Commander speaks English only. What it says itself, the headings of help and its complaints about a command line, in Chinese.
import type { Command } from 'commander';
import { Help } from 'commander';

const headings: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

/** Its messages as of version 15; the part that a person typed is kept. commander-chinese.test.ts provokes each. */
const complaints: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.+)'$/m, '缺少参数 <$1>'],
  [/^error: option '(.+)' argument missing$/m, '选项 $1 需要一个值'],
  [/^error: unknown option '(.+)'$/m, '没有选项 $1'],
  [/^error: unknown command '(.+)'$/m, '没有命令 $1'],
  [/^error: too many arguments.*Expected (\d+) arguments? but got (\d+).*$/m, '参数过多：应为 $1 个，实为 $2 个'],
  [/^error: option '(.+)' argument '(.*)' is invalid\./m, '选项 $1 的值“$2”无效。'],
  [/^error: option '(.+)' cannot be used with option '(.+)'$/m, '选项 $1 不能与 $2 同时使用'],
  [/^error: command-argument value '(.*)' is invalid for argument '(.+)'\./m, '参数 $2 的值“$1”无效。'],
  [/ ?Allowed choices are (.+)\./m, '可选：$1。'],
  [/\(Did you mean (?:one of )?(.+)\?\)/m, '（是否要输入 $1？）'],
];

const translate = (text: string): string =>
  complaints.reduce((changed, [english, chinese]) => changed.replace(english, chinese), text);

/** Makes a program, and every command made of it afterwards, speak Chinese. */
export function speakChinese(program: Command): void {
  const english = new Help();
  program.configureOutput({ outputError: (text, write) => write(translate(text)) }).configureHelp({
    ...program.configureHelp(),
    styleTitle: (title) => headings[title] ?? title,
    styleUsage: (usage) => usage.replace('[options]', '[选项]').replace('[command]', '[命令]'),
    optionDescription: (option) => english.optionDescription(option).replace('(choices: ', '(可选：'),
    argumentDescription: (argument) => english.argumentDescription(argument).replace('(choices: ', '(可选：'),
  });
}
