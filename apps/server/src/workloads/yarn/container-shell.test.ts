import { execFileSync } from 'node:child_process';
import { assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { commandArgument, environmentValue } from './container-shell.ts';

/** What a program sees, put into a script as a NodeManager writes one. */
function seenIn({
  argument,
  variable,
}: {
  readonly argument: string;
  readonly variable: string;
}): readonly [string, string] {
  const expanded = (text: string) =>
    text.replaceAll('{{', '$').replaceAll('}}', '').replaceAll('<CPS>', ':').replaceAll('<LOG_DIR>', '/log');
  const script = [
    `export VALUE="${expanded(environmentValue(variable))}"`,
    `exec /bin/bash -c "exec printf '%s\\\\0%s' ${expanded(commandArgument(argument))} \\"\\$VALUE\\""`,
  ].join('\n');
  const said = execFileSync('/bin/bash', ['-c', script], { encoding: 'utf8' });
  const [first = '', second = ''] = said.split('\0');
  return [first, second];
}

test('a text reaches the program in a container as it is', () => {
  for (const text of [`it's a "b" $HOME`, '`id`', '\\', "\\'", '{{PWD}}', '<LOG_DIR>/<CPS>', '查询', 'a\nb', '']) {
    expect(seenIn({ argument: text, variable: text })).toEqual([text, text]);
  }
});

test('so does any text', () => {
  const signs = string({
    unit: constantFrom("'", '"', '\\', '$', '`', '{', '}', '<', '>', 'CPS', 'LOG_DIR', ' ', 'x', '!', '\n'),
  });
  assert(
    property(signs, signs, (argument, variable) => {
      expect(seenIn({ argument, variable })).toEqual([argument, variable]);
    }),
    { numRuns: 60 },
  );
});
