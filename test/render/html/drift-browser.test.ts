// The page of drift in a real browser: Debian's chromium through playwright-core. Skipped with a message if it is not installed.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDriftHtml } from '../../../src/render/drift/html.ts';
import { hostileDrift } from '../../builders/drift.ts';
import { hasBrowser, launch } from '../../helpers/browser.ts';

describe.skipIf(!hasBrowser('drift-browser.test.ts'))('the page of drift', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-html-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([1280, 360])('runs no value, loads nothing, and fits a screen of %i pixels', async (width) => {
    const troubles: string[] = [];
    const file = join(folder, 'drift.html');
    writeFileSync(
      file,
      [...renderDriftHtml(hostileDrift('<img src=x onerror=alert(1)><script>alert(1)</script>'))].join(''),
    );
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('dialog', () => troubles.push('a value was run'));
    page.on('console', (message) => troubles.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) troubles.push(`a request to ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    expect(await page.locator('img, script').count()).toBe(0);
    expect(await page.locator('details.group').count()).toBe(5);
    expect(await page.locator('td >> nth=0').textContent()).toContain('<img src=x');
    // The style sheet is the one that the policy allows.
    expect(await page.evaluate("getComputedStyle(document.querySelector('.drift')).borderCollapse")).toBe('collapse');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(troubles).toEqual([]);
    await page.close();
  });
});
