// How the console's sources become what a browser loads: given to Vite as a value, so that nothing is written beside the
// sources (a checkout may be read-only) and the build for the server and the server for development agree.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';
import { contractWithoutSchemas } from './contract-without-schemas.ts';

const consoleFolder = join(import.meta.dirname, '..');

/** `cacheFolder`: where Vite may keep what it makes on the way; not below node_modules, which may be read-only too. */
export function viteConfig({ cacheFolder }: { readonly cacheFolder: string }): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    root: consoleFolder,
    cacheDir: cacheFolder,
    logLevel: 'warn',
    plugins: [react(), contractWithoutSchemas()],
    build: {
      rolldownOptions: {
        experimental: { lazyBarrel: true }, // of two libraries with a thousand parts only those in use are read
        // What every page needs is one file and not thirty: thirty times less to ask for, and it compresses better together.
        output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
      },
      target: 'es2022', // browsers of the last four years
      assetsInlineLimit: 0, // the page's policy allows no data: in scripts and styles
      modulePreload: { polyfill: false }, // all of these browsers have it
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1500,
    },
  };
}
