// Debian's chromium through playwright-core, and axe in it. Tests that need them are skipped with a message where it is missing.

import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Whether there is a browser; says so on stderr if not. */
export function hasBrowser(test: string): boolean {
  const isInstalled = existsSync(CHROMIUM);
  if (!isInstalled) process.stderr.write(`${test} is skipped: there is no ${CHROMIUM}; .ci/run installs it\n`);
  return isInstalled;
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** The looks that a page has: on a desk and on a phone, light and dark. */
export const LOOKS = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map(
    (colorScheme): BrowserContextOptions => ({
      viewport: { width, height: 900 },
      colorScheme,
      // The page's own policy would not let axe in.
      bypassCSP: true,
    }),
  ),
);

/**
 * What axe finds on a page as it is now.
 *
 * @param rules ids of the rules to try; all that are on by default, WCAG and best practices, if left out
 */
export async function findingsOf(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  // Without preload: a page from the disk may not read its own style sheet with a script.
  const options = { preload: false, resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  return page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + ': ' + help + ': ' + target)))`);
}
