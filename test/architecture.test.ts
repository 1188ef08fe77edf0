// The shape that ARCHITECTURE.md draws, held: who may import whom. Each offending import is printed with its remedy.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Which programs and packages a file of each may import. `apps/server/src` is divided further below. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/kernel': [],
  'packages/contract': ['packages/kernel'],
  'packages/host': ['packages/kernel'],
  'packages/client': ['packages/contract', 'packages/kernel'],
  'packages/testkit': ['packages/contract', 'packages/kernel'],
  'apps/agent': ['packages/contract', 'packages/kernel', 'packages/host'],
  'apps/cli': ['packages/client', 'packages/contract', 'packages/kernel', 'packages/host', 'apps/server'],
  'apps/server': ['packages/contract', 'packages/kernel', 'packages/host'],
};

/** What the command line may touch of the server: only what works while no server runs. */
const serverPartsForCli = [
  'apps/server/src/platform/',
  'apps/server/src/server-file.ts',
  'apps/server/src/main.ts', // as the program to start
  'apps/server/src/clusters/releases/find-java.ts', // what `argosy doctor` looks at before there is a server
];

/** Modules of the server: whom each may call, through its door. The other way round is an event. */
const mayCall: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  identity: [],
  clusters: ['identity'],
  workloads: ['identity', 'clusters'],
};

/** Rooms inside a module, from the outside in, and which others a room may import; the top of a module has its use cases. */
const innerRooms: Readonly<Record<string, readonly string[]>> = {
  'use cases': ['use cases', 'store', 'domain', 'components', 'releases', 'agents', 'yarn', 'hdfs', 'providers'],
  domain: ['domain', 'components', 'releases'], // the catalogue is data
  store: ['store', 'domain', 'components', 'releases'],
  components: ['components', 'domain', 'releases'],
};

/** Puts a module together of all its rooms: its door, and what the door has beside it. */
const composing = /^apps\/server\/src\/[a-z]+\/(index|plans)\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: string;
}

const sources = filesBelow('.').filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
const imports = sources.flatMap(importsOf);

test('enough files are seen for the rules below to mean something', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(imports.length).toBeGreaterThan(300);
});

test('programs and packages import along the arrows', () => {
  const offences = imports.filter(({ from, to }) => {
    if (isTest(from)) return false;
    const [own, other] = [partOf(from), partOf(to)];
    if (own === undefined || other === undefined || own === other) return false;
    return !mayImport[own]?.includes(other);
  });
  expect(offences.map(withRemedy('move the code to a package both may import, or ask over the API'))).toEqual([]);
});

test('the command line touches only those parts of the server that work while none runs', () => {
  const offences = imports.filter(
    ({ from, to }) =>
      !isTest(from) &&
      partOf(from) === 'apps/cli' &&
      partOf(to) === 'apps/server' &&
      !serverPartsForCli.some((each) => to.startsWith(each)),
  );
  expect(offences.map(withRemedy('ask the server over the API'))).toEqual([]);
});

test('modules of the server call one another through their doors, along the table', () => {
  const offences = imports.filter(({ from, to }) => {
    const [own, other] = [moduleOf(from), moduleOf(to)];
    if (isTest(from) || own === undefined || other === undefined || own === other || other === 'platform') return false;
    return !mayCall[own]?.includes(other) || to !== `apps/server/src/${other}/index.ts`;
  });
  expect(
    offences.map(withRemedy('import the module’s index.ts if the table allows it; the other way round publish a fact')),
  ).toEqual([]);
});

test('inside a module imports point inwards', () => {
  const offences = imports.filter(({ from, to }) => {
    const [own, other] = [moduleOf(from), moduleOf(to)];
    const allowed = innerRooms[roomOf(from) ?? 'use cases'];
    if (isTest(from) || own === undefined || own !== other || allowed === undefined || own === 'platform') return false;
    if (composing.test(from)) return false;
    return !allowed.includes(roomOf(to) ?? 'use cases');
  });
  expect(offences.map(withRemedy('pass the value in, or move the decision to domain/'))).toEqual([]);
});

test('domain is pure: it has neither the machine nor the platform', () => {
  const offences = sources
    .filter((file) => moduleOf(file) && roomOf(file) === 'domain' && !isTest(file))
    .flatMap((file) =>
      [...read(file).matchAll(/^import\b[^;'"]*?['"](node:[^'"]+|[^'"]*\/platform\/[^'"]+)['"]/gm)].map(
        ([line]) => `${file}: ${line.replaceAll(/\s+/g, ' ')} — pass the value in`,
      ),
    );
  expect(offences).toEqual([]);
});

test('SQL of a module names only its own schema and the platform', () => {
  const schemas = Object.keys(mayCall);
  const offences = sources
    .filter((file) => moduleOf(file) && !isTest(file))
    .flatMap((file) =>
      [...read(file).matchAll(/\b(?:from|join|into|update)\s+([a-z_]+)\.[a-z_]+/g)]
        .filter(([, schema = '']) => schemas.includes(schema) && schema !== 'platform' && schema !== moduleOf(file))
        .map(([text]) => `${file}: ${text} — ask that module’s door`),
    );
  expect(offences).toEqual([]);
});

test('only the kernel knows the machine’s time', () => {
  const offences = sources
    .filter((file) => /^(apps|packages)\//.test(file) && !isTest(file) && file !== 'packages/kernel/src/time.ts')
    .filter((file) => /\bTemporal\.Now\b|\bnew Date\(\)|\bDate\.now\(\)/.test(read(file)))
    .map((file) => `${file}: take deps.clock, or performance.now() for a duration`);
  expect(offences).toEqual([]);
});

function importsOf(from: string): readonly Import[] {
  const text = read(from);
  return [
    ...text.matchAll(/^(?:import|export)\b[^;'"]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm),
  ].flatMap((match): Import[] => {
    const to = resolved(from, match[1] ?? match[2] ?? '');
    return to === undefined ? [] : [{ from, to, line: match[0].replaceAll(/\s+/g, ' ') }];
  });
}

/** A path below the root for what is ours; nothing for packages of others. */
function resolved(from: string, target: string): string | undefined {
  if (target.startsWith('.')) return normalize(join(dirname(from), target));
  const [, name, rest] = /^@argosy\/([a-z]+)(?:\/(.*))?$/.exec(target) ?? [];
  if (name === undefined) return undefined;
  const folder = ['server', 'agent', 'cli'].includes(name) ? 'apps' : 'packages';
  return `${folder}/${name}/src/${rest ?? 'index'}.ts`;
}

function partOf(file: string): string | undefined {
  return Object.keys(mayImport).find((each) => file.startsWith(`${each}/`));
}

function moduleOf(file: string): string | undefined {
  const [, name = ''] = /^apps\/server\/src\/([a-z]+)\//.exec(file) ?? [];
  return name in mayCall ? name : undefined;
}

function roomOf(file: string): string | undefined {
  return /^apps\/server\/src\/[a-z]+\/([a-z]+)\//.exec(file)?.[1];
}

function isTest(file: string): boolean {
  return /\.test\.ts$|\/test\/|^test\/|^bench\/|^tools\//.test(file);
}

function withRemedy(remedy: string) {
  return ({ from, line }: Import) => `${from}: ${line} — ${remedy}`;
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(root, folder, entry.name));
    if (entry.name === 'node_modules' || entry.name.startsWith('.git')) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
