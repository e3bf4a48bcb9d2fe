// The site in a browser, opened from the disk: it fits the screen, loads everything, and axe finds nothing, light and dark.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../guide/blocks.ts';
import { findingsOf, hasBrowser, LOOKS, launch } from '../helpers/browser.ts';

describe.skipIf(!hasBrowser('site/browser.test.ts'))('the site in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-site-'));
  let browser: Browser;

  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'scripts/write-site.mjs'), folder], { cwd: ROOT });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Pages that together have everything a page can have: a picture, tables, code in three languages, a long text. */
  const VARIED = ['index.html', 'docs/guide/fields.html', 'docs/guide/first-account.html', 'docs/guide/api.html'];

  test.each(LOOKS)('every page fits and has no findings: $viewport.width px, $colorScheme', async (look) => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
    expect(names.length).toBeGreaterThan(30);
    const isWide = look.viewport?.width === 1280;
    // Nothing but colours differs in the dark.
    const rules = look.colorScheme === 'dark' ? ['color-contrast'] : undefined;
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('requestfailed', (request) => troubles.push(`${request.url()} was not loaded`));
    for (const name of names) {
      await page.goto(pathToFileURL(join(folder, name)).href);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      if (width !== look.viewport?.width) troubles.push(`${name} is ${width} wide`);
      if (!isWide && !VARIED.includes(name)) continue;
      troubles.push(...(await findingsOf(page, rules)).map((finding) => `${name}: ${finding}`));
    }
    expect(troubles).toEqual([]);
    await context.close();
  });

  test('a reader gets from the first page to a heading of another', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    await page.locator('nav').getByRole('link', { name: 'Recipes', exact: true }).click();
    await page.locator('main').getByRole('link', { name: 'What stays' }).click();
    await page.waitForURL(/rollback/);
    expect(page.url()).toMatch(/\/docs\/guide\/rollback\.html#what-stays$/);
    expect(await page.locator('h1').textContent()).toBe('Taking an apply back');
    expect(await page.locator('#what-stays').isVisible()).toBe(true);
    await page.close();
  });
});
