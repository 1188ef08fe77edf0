// What a linter cannot say about the repository: calls that have a better one, files nobody uses, codes nobody knows, dead
// links, rooms without a README. It prints the longest files and does not fail for them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { allOperations } from '@argosy/contract';
import { commonErrors, errorTable } from '@argosy/contract/errors';
import { idsIn, titlesBelow } from '../tools/emit/conformance.ts';

const root = join(import.meta.dirname, '..');
const files = filesBelow('.');
const sources = files.filter((file) => /^(apps|packages)\/.*\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
const programs = sources.filter((file) => !/\.test\.tsx?$|\/test\//.test(file));

/** Calls that are not made, with what is made instead; and where they are at home. */
const banned: readonly { readonly call: RegExp; readonly instead: string; readonly except?: RegExp }[] = [
  {
    call: /\bconsole\.(?:log|error|warn|info)\(/,
    instead: 'deps.log; the command line writes through its output',
    except: /^apps\/cli\//,
  },
  {
    call: /\bprocess\.env\[/,
    instead: 'read it once at the program’s door and pass it',
    except:
      /^apps\/[a-z]+\/src\/(main|compose|settings)\.ts$|^apps\/console\/bundle\/serve\.ts$|^apps\/cli\/|platform\/home\.ts$|find-java\.ts$|actions\/python-environment\.ts$|postgres\/connection\.ts$/,
  },
  {
    call: /\bsetTimeout\(resolve\b/,
    instead: 'await the event with a deadline, or pause() between tries',
    except: /kernel\/src\/time\.ts$/,
  },
  {
    call: /\bJSON\.stringify\(/,
    instead: 'toJson of platform/database.ts, where it is written into a column',
    except: /^(?!apps\/server\/src\/(?:[a-z]+\/store\/|platform\/events\.ts))/,
  },
  { call: /\bexport default\b/, instead: 'a named export' },
  { call: /\benum\s+[A-Z]/, instead: 'a union of literals' },
];

test('no call is made that has a better one', () => {
  const found = programs.flatMap((file) =>
    banned
      .filter(({ call, except }) => !except?.test(file) && call.test(withoutComments(read(file))))
      .map(({ call, instead }) => `${file}: ${call.source} — use ${instead}`),
  );
  expect(found).toEqual([]);
});

test('what only tests need is not installed on people’s machines', () => {
  interface Manifest {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  }
  const manifests = files
    .filter((file) => /(^|\/)package\.json$/.test(file))
    .map((file) => JSON.parse(read(file)) as Manifest);
  const needed = new Set(manifests.flatMap(({ dependencies = {} }) => Object.keys(dependencies)));
  const ofTests = manifests.flatMap(({ devDependencies = {} }) => Object.keys(devDependencies));
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>;
  };
  const isLeftOut = ({ dev, devOptional }: (typeof packages)[string] = {}) => dev ?? devOptional;
  const installed = ofTests.filter((name) => !needed.has(name) && !isLeftOut(packages[`node_modules/${name}`]));
  expect(installed).toEqual([]);
});

test('every source is used by another or is a program’s door', () => {
  const doors =
    /\/src\/(main|index|compose)\.tsx?$|^apps\/console\/bundle\/(build|serve)\.ts$|^apps\/server\/src\/[a-z]+\/index\.ts$|\.d\.ts$/;
  const everything = files
    .filter((file) => /\.(tsx?|json|sh|html)$/.test(file))
    .map(read)
    .join('\n');
  const orphans = programs.filter((file) => {
    if (doors.test(file)) return false;
    const name =
      file
        .split('/')
        .at(-1)
        ?.replace(/\.tsx?$/, '') ?? '';
    return !new RegExp(`/${name}(?:\\.tsx?)?['"]`).test(everything);
  });
  expect(orphans).toEqual([]);
});

test('every code of the contract’s tables is used', () => {
  const used = new Set(
    programs
      .filter((file) => !file.endsWith('/errors.ts'))
      .flatMap((file) => [...read(file).matchAll(/['"]([a-z]+(?:_[a-z]+)+)['"]/g)].map(([, code]) => code)),
  );
  expect(used.size).toBeGreaterThan(50);
  expect(Object.keys(errorTable).filter((code) => !used.has(code))).toEqual([]);
});

test('operations name only codes that exist, and each of them once', () => {
  const unknown = allOperations.flatMap((one) =>
    one.errors.filter((code) => !(code in errorTable)).map((code) => `${one.id}: ${code}`),
  );
  expect(unknown).toEqual([]);
  expect(commonErrors.filter((code) => !(code in errorTable))).toEqual([]);
  expect(new Set(allOperations.map((one) => one.id)).size).toBe(allOperations.length);
});

test('the id, method and path of an operation are its own and have one form', () => {
  for (const one of allOperations) {
    expect(one.id).toMatch(/^[a-z]+(_[a-z]+)+$/);
    expect(one.permission).toMatch(/^(platform|identity|clusters|workloads):[A-Z][A-Za-z]+$/);
    expect(one.path).toMatch(/^\/v1\/[a-z0-9:/A-Z-]+$/);
    const inPath = [...one.path.matchAll(/:([A-Za-z][A-Za-z0-9]*)/g)].map(([, name]) => name);
    expect(Object.keys(one.params.shape).toSorted(), one.id).toEqual(inPath.toSorted());
  }
});

const rules = new Set(
  (JSON.parse(read('docs/rules.json')) as readonly { ids: readonly string[] }[]).flatMap((area) => area.ids),
);

test('what people read names no rule: help, answers, pages and their documents', () => {
  const toldIn = (file: string) => (file.endsWith('.md') ? read(file) : withoutComments(read(file)));
  const told = [...programs, ...files.filter((file) => /^(README|docs\/operating\/).*\.md$/.test(file))];
  const named = told.flatMap((file) =>
    idsIn(toldIn(file))
      .filter((id) => rules.has(id))
      .map((id) => `${file}: ${id}`),
  );
  expect(named).toEqual([]);
});

test('a rule named in a test’s title exists', () => {
  const titled = ['apps', 'packages', 'test'].flatMap((folder) => titlesBelow(root, folder));
  const unknown = titled.flatMap(({ file, title }) =>
    idsIn(title)
      .filter((id) => !rules.has(id) && !/^(UTF|SHA|RFC|ISO)-/.test(id))
      .map((id) => `${file}: ${id}`),
  );
  expect(unknown).toEqual([]);
});

test('links in documents lead somewhere', () => {
  const dead = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [...read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(file), target)))
        .map((target) => `${file}: ${target}`),
    );
  expect(dead).toEqual([]);
});

test('every module of the server has its README and its door', () => {
  const folder = join(root, 'apps/server/src');
  const modules = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
  const missing = modules
    .flatMap((name) => [`${name}/README.md`, ...(name === 'platform' ? [] : [`${name}/index.ts`])]) // whose files are all doors
    .map((file) => `apps/server/src/${file}`)
    .filter((file) => !existsSync(join(root, file)));
  expect(modules.length).toBeGreaterThan(2);
  expect(missing).toEqual([]);
});

test('no registry’s host, and no home of one machine, is written into a file', () => {
  // spelled so that this file does not find itself
  const hosts = /registry\.npm[j]s|repo1?\.mave[n]|pypi\.or[g]|files\.pythonhoste[d]|deb\.debia[n]/;
  expect(
    files.filter((file) => /\.(tsx?|json|md|yaml|yml|sh|sql|java|py)$/.test(file) && hosts.test(read(file))),
  ).toEqual([]);
});

test('the longest files, for whoever looks for something to split', () => {
  const longest = programs
    .map((file) => ({ file, lines: read(file).split('\n').length }))
    .toSorted((one, other) => other.lines - one.lines);
  process.stdout.write(
    `${longest
      .slice(0, 8)
      .map(({ file, lines }) => `  ${lines} ${file}`)
      .join('\n')}\n`,
  );
  expect(longest.length).toBeGreaterThan(100);
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(root, folder, entry.name));
    if (['node_modules', '.git', 'out', 'dist'].includes(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
