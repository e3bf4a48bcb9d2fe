// Measures the HTML page of a plan with many changes: the milliseconds in headless Chromium from opening the file until the page
// can be used.

import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeManifests } from './inputs.mjs';
import { commitAll, recordManifests, rollcall, startSandbox } from './processes.mjs';
import { bar, info, median } from './statistics.mjs';

const CHROMIUM = '/usr/bin/chromium';

export async function htmlPage(directory, { contacts, rounds }) {
  const name = `page of a plan of ${contacts.toLocaleString('en')} changes: milliseconds until it can be used`;
  if (!existsSync(CHROMIUM)) return [info(`${name}: chromium is not installed`, Number.NaN, {})];
  const cwd = writeManifests(join(directory, 'html'), { contacts });
  const sandbox = await startSandbox(contacts);
  recordManifests(cwd, sandbox);
  commitAll(writeManifests(cwd, { contacts, changed: true }));
  const { stdout } = rollcall(['plan', '--sandbox', sandbox.url, '--quiet', '--format', 'html'], { cwd });
  await sandbox.close();
  const file = join(cwd, 'plan.html');
  writeFileSync(file, stdout);
  const times = await timesToReady(pathToFileURL(file).href, rounds);
  return [bar(name, median(times), 2000, { megabytes: statSync(file).size / 1e6 })];
}

async function timesToReady(url, rounds) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const start = performance.now();
    await page.goto(url);
    await page.waitForSelector('html[data-ready]');
    times.push(performance.now() - start);
    await page.close();
  }
  await browser.close();
  return times;
}
