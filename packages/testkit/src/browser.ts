// The real Chromium that tests, figures and pictures of pages have. It draws by the processor alone: a graphics card that the processor
// only plays is a fifth more work.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const whole = '/usr/bin/chromium';
/** A package of Debian's; elsewhere the whole program does the same, slower. */
const engine = '/usr/bin/chromium-headless-shell';

const open = (program: string, more: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', ...more] });

/** The engine without windows, tabs and menus around it, which no page knows of: a third less work. `more`: further options of its
 *  command line. */
export const openBrowser = (more: readonly string[] = []): Promise<Browser> =>
  open(existsSync(engine) ? engine : whole, more);

/** The whole program, as people have it: for what is told of the console outside, and for the story that a person goes through. */
export const openWholeBrowser = (): Promise<Browser> => open(whole, []);

/** Of the list that a field has just opened. By the option's own event: the list moves while it opens, and a pointer may fall beside what
 *  it meant. */
export const chooseOption = (page: Page, option: string | RegExp): Promise<void> =>
  page.locator('.ant-select-item-option', { hasText: option }).last().dispatchEvent('click');
