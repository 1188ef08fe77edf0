// Builds the console into a folder:  node bundle/build.ts FOLDER
// A program of its own, so that the server which asks for it neither waits nor grows. Says how far it is on standard output,
// one JSON a line: {"step": "modules", "done": 120}. The folder is whole when the exit code is 0, and only then.
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, type Plugin } from 'vite';
import { viteConfig } from './config.ts';

const compressible = /\.(js|css|html|svg|json|txt|webmanifest)$/;
const worthwhileBytes = 1024; // below, one packet holds it anyway

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('which folder is it to be built into?');
const cacheFolder = `${folder}.cache`;
try {
  const config = viteConfig({ cacheFolder });
  await build({
    ...config,
    plugins: [...(config.plugins ?? []), progress()],
    build: { ...config.build, outDir: folder, emptyOutDir: true },
  });
  await compress(folder);
} finally {
  await rm(cacheFolder, { recursive: true, force: true });
}

function say(step: 'modules' | 'files' | 'compression', done: number, of?: number): void {
  process.stdout.write(`${JSON.stringify({ step, done, ...(of !== undefined && { of }) })}\n`);
}

function progress(): Plugin {
  let modules = 0;
  return {
    name: 'progress',
    buildStart: () => say('modules', 0),
    moduleParsed() {
      modules += 1;
      if (modules % 50 === 0) say('modules', modules);
    },
    generateBundle: (_, files) => say('files', Object.keys(files).length),
  };
}

/** Beside each text its gzip and brotli: a browser takes one of them, and the server compresses nothing while it serves. */
async function compress(into: string): Promise<void> {
  const names = (await readdir(into, { recursive: true })).filter((name) => compressible.test(name));
  let done = 0;
  for (const name of names) {
    const content = await readFile(join(into, name));
    done += 1;
    if (content.length < worthwhileBytes) continue;
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }; // 11 takes ten times as long for 4 %
    const [gzipped, brotlied] = await Promise.all([
      promisify(gzip)(content, { level: 9 }),
      promisify(brotliCompress)(content, { params: quality }),
    ]);
    await Promise.all([writeFile(join(into, `${name}.gz`), gzipped), writeFile(join(into, `${name}.br`), brotlied)]);
    say('compression', done, names.length);
  }
}
