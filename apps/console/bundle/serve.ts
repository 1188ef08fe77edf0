// `npm run console`: the console as it is being written, changed in the browser as a file is saved. Everything but its own
// files is asked of the server that runs at ARGOSY_URL, or at the usual place.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';
import { viteConfig } from './config.ts';

const target = process.env['ARGOSY_URL'] || 'http://127.0.0.1:8440';
const server = await createServer({
  ...viteConfig({ cacheFolder: join(tmpdir(), 'argosy-console-vite') }),
  server: { port: 8441, proxy: { '/v1': { target, ws: true }, '/healthz': { target } } },
});
await server.listen();
server.printUrls();
