// Which rules are proven, and by which tests: the ids of docs/rules.json against the titles of the tests in the repository.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Area {
  readonly area: string;
  readonly title: string;
  readonly ids: readonly string[];
  /** What of a rule is proven and what is not there yet, of those that tests prove only a part of. */
  readonly partly?: Readonly<Record<string, string>>;
}

interface Titled {
  readonly file: string;
  readonly title: string;
}

/** The document, in Markdown. `root` is the repository's. */
export function conformanceDocument(root: string): string {
  const areas = JSON.parse(readFileSync(join(root, 'docs/rules.json'), 'utf8')) as readonly Area[];
  const titles = ['apps', 'packages', 'test'].flatMap((folder) => titlesBelow(root, folder));
  const proofs = Map.groupBy(
    titles.flatMap(({ file, title }) => idsIn(title).map((id) => ({ id, file, title }))),
    ({ id }) => id,
  );
  const known = areas.flatMap(({ ids }) => ids);
  const partly: ReadonlyMap<string, string> = new Map(areas.flatMap((area) => Object.entries(area.partly ?? {})));
  for (const id of partly.keys())
    if (!known.includes(id) || !proofs.has(id)) throw new Error(`docs/rules.json: ${id} is partly proven by no test`);
  const stateOf = (id: string) => (!proofs.has(id) ? 'open' : partly.has(id) ? `partly: ${partly.get(id)}` : 'proven');
  const proven = known.filter((id) => stateOf(id) === 'proven');
  const sections = areas.map(({ area, title, ids }) => {
    const rows = ids.map((id) => `| ${id} | ${stateOf(id)} | ${provenBy(proofs.get(id) ?? [])} |`);
    return `## ${area} ${title}\n\n| rule | state | tests |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return [
    '# Rules and the tests that prove them\n',
    'Emitted by `npm run emit` from `docs/rules.json` and the titles of the tests; compared with them by a test. A rule is open until a test that would fail if it were broken carries its id, and partly proven while a part of it does not exist.\n',
    `${proven.length} of ${known.length} rules are proven, ${partly.size} more in part.\n`,
    ...sections,
  ].join('\n');
}

/** The first few by name: a walk over the whole contract is one proof in many tests. */
function provenBy(tests: readonly Titled[]): string {
  const named = tests.slice(0, 5).map(({ file, title }) => `${escaped(title)} (\`${file}\`)`);
  return [...named, ...(tests.length > 5 ? [`and ${tests.length - 5} more`] : [])].join('<br>');
}

const escaped = (title: string): string => title.replaceAll('|', '\\|').replaceAll('<', '&lt;');

export const idsIn = (title: string): readonly string[] => title.match(/\b[A-Z]{3}-\d+\b/g) ?? [];

/** Of the files of tests; below `test` some tell their part in a file of another (test/e2e/one-node.test.ts). */
export function titlesBelow(root: string, folder: string): readonly Titled[] {
  const kind = folder === 'test' ? '.ts' : '.test.ts';
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((each) => join(folder, each))
    .filter((file) => file.endsWith(kind) && !file.includes('node_modules'))
    .sort()
    .flatMap((file) => titlesIn(readFileSync(join(root, file), 'utf8')).map((title) => ({ file, title })));
}

/** The titles as they are written: what a template puts in stands as `…`. A table of cases stands between `each` and its title. */
function titlesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:\btest(?:\.\w+)?\(|^\]\)\()\s*(?:`([^`]+)`|'((?:[^'\\]|\\.)+)'|"([^"]+)")/gm)].map(
    ([, template, single, double]) =>
      template?.replaceAll(/\$\{[^}]*\}/g, '…') ?? single?.replaceAll("\\'", "'") ?? double ?? '',
  );
}
