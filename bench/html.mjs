// The page of a plan with many changes in headless Chromium: milliseconds until it can be used, in turns, median. The bar is
// 2 s for 20,000 changes on two cores.
//
//   npm run build && node bench/html.mjs [--changes 20000] [--rounds 5]

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { renderPlanHtml } from '../dist/render/plan-html.js';

const { values } = parseArgs({
  options: { changes: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '5' } },
});
const BAR_MS = 2_000;

function changeOf(index) {
  const account = index % 4 === 0 ? 'app' : 'shop';
  const digits = String(index).padStart(6, '0');
  return {
    id: `c${index}`,
    changeId: digits.padStart(64, '0'),
    desiredHash: 'd'.repeat(64),
    account,
    key: `${account}/user${digits}@example.com`,
    action: 'update',
    source: { file: `contacts.d/${index % 100}.yaml`, line: 1 + index, column: 5 },
    contactId: `66a${digits}`,
    differences: [{ path: ['city'], op: 'change', before: 'Paris', after: `City ${index}` }],
    blocked: [],
    fingerprint: 'f'.repeat(64),
    requests: [],
  };
}

function accountOf(account) {
  return {
    account,
    provider: account === 'app' ? 'loops' : 'omnisend',
    dialect: account === 'app' ? 'loops-v1' : 'omnisend-2026-03-15',
    origin: `sandbox:${account}`,
    reading: { way: 'list', requests: 1 },
    complete: true,
    failures: [],
    refusals: [],
    declared: 20_000,
    unchanged: 0,
    skipped: 0,
    held: [],
    hints: [],
    people: { touched: 0, becomeMailable: 0, stopBeingMailable: 0 },
    requests: 0,
    estimatedSeconds: 0,
    rate: '300/min',
    automations: [],
    notApplied: [],
  };
}

function planOf(amount) {
  return {
    formatVersion: 1,
    planId: 'a'.repeat(64),
    tool: { name: 'rollcall', version: '0.0.0' },
    manifests: { digest: 'b'.repeat(64), files: 100 },
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    complete: true,
    accounts: ['app', 'shop'].map(accountOf),
    changes: Array.from({ length: amount }, (_, index) => changeOf(index)),
    requests: [],
  };
}

async function timeToReady(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const start = performance.now();
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
  const elapsed = performance.now() - start;
  await page.close();
  return elapsed;
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-html-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const file = join(folder, 'plan.html');
  writeFileSync(file, [...renderPlanHtml(planOf(Number(values.changes)))].join(''));
  const times = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    times.push(await timeToReady(browser, pathToFileURL(file).href));
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const size = (statSync(file).size / 1e6).toFixed(1);
  console.log(`${values.changes} changes, ${size} MB: interactive after ${median.toFixed(0)} ms (bar: ${BAR_MS} ms)`);
  if (median > BAR_MS) process.exitCode = 1;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
