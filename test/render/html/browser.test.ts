// The HTML page in a real browser: Debian's chromium through playwright-core. Skipped with a message if it is not installed.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/plan/document.ts';
import { renderPlanHtml } from '../../../src/render/html/plan.ts';
import { aChange, anAccount, aPlan } from '../../builders/plan.ts';
import { hasBrowser, launch } from '../../helpers/browser.ts';

const HOSTILE = '<img src=x onerror=alert(1)></script><script>alert(1)</script>\u202eevil';

function planOf(amount: number): Plan {
  const changes = Array.from({ length: amount }, (_, index) => {
    const account = index % 4 === 0 ? 'app' : 'shop';
    const shared = { id: `c${index}`, account, key: `${account}/user${String(index).padStart(6, '0')}@example.com` };
    if (index % 10 === 0) {
      return aChange({
        ...shared,
        differences: [{ path: ['lastName'], op: 'remove', before: HOSTILE, after: null, unproven: true }],
      });
    }
    return aChange({
      ...shared,
      differences: [{ path: ['city'], op: 'change', before: 'Paris', after: `City ${index}` }],
    });
  });
  const accounts = ['app', 'shop'].map((account) =>
    anAccount({
      account,
      requests: 1,
      notices: [{ rule: 'no-longer-declared', entries: [{ key: HOSTILE, source: aChange().source, path: [] }] }],
    }),
  );
  return aPlan({ accounts, changes });
}

describe.skipIf(!hasBrowser('html-browser.test.ts'))('the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-html-'));
  const troubles: string[] = [];
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(plan: Plan, options: BrowserContextOptions = {}): Promise<Page> {
    const file = join(folder, 'plan.html');
    writeFileSync(file, [...renderPlanHtml(plan)].join(''));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('dialog', () => troubles.push('a value was run'));
    page.on('console', (message) => troubles.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) troubles.push(`a request to ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    return page;
  }

  const status = (page: Page) => page.locator('#status').textContent();

  it('breaks no word on a phone', async () => {
    const [change] = planOf(2).changes.slice(1);
    const differences = [
      {
        path: ['customProperties', 'accountManagerOfTheRegion'],
        op: 'change',
        before: 'Cambridge',
        after: 'Massachusetts',
      },
    ] as const;
    const plan = { ...planOf(2), changes: [{ ...(change ?? aChange()), differences }] };
    const page = await open(plan, { viewport: { width: 360, height: 800 } });
    await page.locator('.row').first().click();
    // A word that is broken has a box in each of its lines.
    const broken = await page.evaluate(`(() => {
      const found = [];
      const texts = document.createTreeWalker(document.querySelector('#detail'), NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
        for (const { index, 0: word } of node.textContent.matchAll(/[A-Za-z]+/g)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word);
        }
      }
      return found;
    })()`);
    expect(broken).toEqual([]);
    await page.close();
  });

  it('executes no value, sends no network request and reports no error', async () => {
    const page = await open(planOf(40));
    await page.locator('.row >> nth=0').click();
    expect(await page.locator('#detail td >> nth=2').textContent()).toContain('<img src=x');
    expect(await page.locator('img').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('filters by text, account, action and field', async () => {
    const page = await open(planOf(200));
    expect(await status(page)).toBe('200 changes');
    await page.locator('#account').selectOption({ label: 'app (50)' });
    expect(await status(page)).toBe('50 of 200 changes');
    await page.locator('#action').selectOption({ label: 'with removals (20)' });
    expect(await status(page)).toBe('10 of 200 changes');
    await page.locator('#action').selectOption({ label: 'all' });
    await page.locator('#field').selectOption({ label: 'city (180)' });
    expect(await status(page)).toBe('40 of 200 changes');
    await page.keyboard.press('Escape');
    await page.locator('#account').selectOption({ label: 'all' });
    await page.locator('#search').click();
    await page.keyboard.type('city 19 USER000019');
    await page.keyboard.press('Enter');
    expect(await status(page)).toBe('1 of 200 changes');
    await page.close();
  });

  it('can be used with the keyboard alone', async () => {
    const page = await open(planOf(200));
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    await page.keyboard.type('000007');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('list');
    expect(await page.locator('#detail h2 >> nth=0').textContent()).toBe('shop/user000007@example.com');
    await page.keyboard.press('/');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
    expect(await page.locator('#list').getAttribute('aria-activedescendant')).toBe('row-1');
    expect(await page.locator('#row-1').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    expect(await page.locator('#list').getAttribute('aria-activedescendant')).toBe('row-199');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('detail');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.id')).toBe('list');
    await page.close();
  });

  it('fits the screen of a phone, where the details cover the list and can be closed', async () => {
    const page = await open(planOf(40), { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await page.locator('#detail').isVisible()).toBe(false);
    await page.locator('.row >> nth=1').click();
    expect(await page.locator('#detail').isVisible()).toBe(true);
    await page.locator('#close').click();
    expect(await page.locator('#detail').isVisible()).toBe(false);
    await page.close();
  });

  it('is ready soon with 20,000 changes, and renders only the visible rows', async () => {
    const page = await open(planOf(20_000));
    // The target is 2 s on two cores, which the benchmark measures. This test only detects a page that has become very slow.
    expect(Number(await page.locator('html').getAttribute('data-ready'))).toBeLessThan(10_000);
    expect(await page.locator('.row').count()).toBeLessThan(60);
    await page.evaluate("document.getElementById('list').scrollTop = 19000 * 52");
    await page.waitForSelector('#row-19005');
    expect(await page.locator('#row-19005').getAttribute('aria-posinset')).toBe('19006');
    expect(await page.locator('#row-0').count()).toBe(0);
    await page.close();
  });
});
