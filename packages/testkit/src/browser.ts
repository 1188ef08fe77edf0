// The real Chromium that tests, figures and pictures of pages have. It draws by the processor alone: a graphics card that the processor
// only plays is a fifth more work.
import { type Browser, chromium } from 'playwright-core';

const open = (program: string, more: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', ...more] });

/** The engine without windows, tabs and menus around it, which no page knows of: a third less work. `more`: further options of its
 *  command line. */
export const openBrowser = (more: readonly string[] = []): Promise<Browser> =>
  open('/usr/bin/chromium-headless-shell', more);

/** The whole program, as people have it: for what is told of the console outside, and for the story that a person goes through. */
export const openWholeBrowser = (): Promise<Browser> => open('/usr/bin/chromium', []);
