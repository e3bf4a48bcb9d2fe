// What axe says of the pages of plan and drift, light and dark, on a desk and on a phone.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderDriftHtml } from '../../../src/render/drift/html.ts';
import { renderPlanHtml } from '../../../src/render/html/plan.ts';
import { hostileDrift } from '../../builders/drift.ts';
import { aChange, anAccount, aPlan } from '../../builders/plan.ts';
import { findingsOf, hasBrowser, LOOKS, launch } from '../../helpers/browser.ts';

/** A plan with what the page has a colour or a form for: each action, removals, a block, a notice, unproven values. */
function colourfulPlan() {
  const changes = [
    aChange({ id: 'c1', key: 'shop/a@example.com', action: 'create' }),
    aChange({
      id: 'c2',
      key: 'shop/b@example.com',
      differences: [
        { path: ['city'], op: 'change', before: 'Paris', after: 'Rome' },
        { path: ['lastName'], op: 'remove', before: 'B', after: null, unproven: true },
        { path: ['tags', 'vip'], op: 'add', before: null, after: true },
      ],
    }),
    aChange({ id: 'c3', key: 'shop/c@example.com', action: 'delete', differences: [] }),
  ];
  const notices = [
    { rule: 'no-longer-declared', entries: [{ key: 'shop/d@example.com', source: aChange().source, path: [] }] },
  ] as const;
  return aPlan({ accounts: [anAccount({ requests: 1, notices })], changes });
}

describe.skipIf(!hasBrowser('accessibility.test.ts'))('axe finds nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-axe-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  test.each(LOOKS)('on a plan, closed and with a contact open: $viewport.width px, $colorScheme', async (look) => {
    const file = join(folder, 'plan.html');
    writeFileSync(file, [...renderPlanHtml(colourfulPlan())].join(''));
    const page = await browser.newPage(look);
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    const rows = await page.locator('.row').count();
    expect(rows).toBe(3);
    const findings = [...(await findingsOf(page))];
    for (let row = 0; row < rows; row += 1) {
      await page.locator('.row').nth(row).click();
      findings.push(...(await findingsOf(page)));
      await page.keyboard.press('Escape');
    }
    expect(findings).toEqual([]);
    await page.close();
  });

  test.each(LOOKS)('on drift: $viewport.width px, $colorScheme', async (look) => {
    const file = join(folder, 'drift.html');
    writeFileSync(file, [...renderDriftHtml(hostileDrift('x'))].join(''));
    const page = await browser.newPage(look);
    await page.goto(pathToFileURL(file).href);
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    expect(await findingsOf(page)).toEqual([]);
    await page.close();
  });
});
