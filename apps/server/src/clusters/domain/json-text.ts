// JSON as it is written: laid out in lines, or taken apart into its fields, without making numbers of its numbers (one of twenty
// digits is another one as a number of JavaScript). Pure. What is given is JSON, which `isJson` says; each character is read once,
// and no more is made than is shown.

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** In lines, each level two blanks further in; ends behind `most` characters, and what nests deeper than `deepestIndent` levels goes
 *  no further in. */
export function layOutJson(json: string, most: number): string {
  let text = '';
  let level = 0;
  let before = '';
  for (const token of tokensOf(json)) {
    const isEnd = token === '}' || token === ']';
    if (isEnd) level -= 1;
    const isEmpty = isEnd && (before === '{' || before === '[');
    if (!isEmpty && (isEnd || before === '{' || before === '[' || before === ','))
      text += `\n${'  '.repeat(Math.min(level, deepestIndent))}`;
    text += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') level += 1;
    before = token;
    if (text.length >= most) return text.slice(0, most);
  }
  return text;
}

const deepestIndent = 50;

/** The fields of an object with their values as they are written, without the blanks between; of a list its items, by their places;
 *  `undefined`: it is neither. A value goes on behind `most` characters to the end of its token alone. */
export function fieldsOfJson(json: string, most: number): ReadonlyMap<string, string> | undefined {
  const isList = /^\s*\[/.test(json);
  if (!isList && !/^\s*\{/.test(json)) return undefined;
  const fields = new Map<string, string>();
  let level = 0;
  let name: string | undefined;
  let value = '';
  for (const token of tokensOf(json)) {
    if (token === '}' || token === ']') level -= 1;
    if (level === 0 || (level === 1 && token === ',')) {
      if (value !== '') fields.set(name ?? String(fields.size), value);
      name = undefined;
      value = '';
    } else if (level === 1 && !isList && name === undefined) {
      name = JSON.parse(token) as string; // it is JSON, and here the name of a field stands
    } else if (value.length < most && !(level === 1 && token === ':')) {
      value += token;
    }
    if (token === '{' || token === '[') level += 1;
  }
  return fields;
}

/** Without what is blank. A string is one token. */
function* tokensOf(json: string): Generator<string> {
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g)) yield token;
}
