// The real Chromium that tests, figures and pictures of pages have.
import { type Browser, chromium } from 'playwright-core';

/** `more`: further options of its command line. It draws by the processor alone: a graphics card that the processor only plays is a
 *  fifth more work. */
export const openBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', ...more] });
