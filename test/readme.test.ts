// What the README and the guide show of the program is generated: UPDATE_GOLDEN=1 rewrites the plan and the table of fields, and
// `npm run docs` the picture.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { copyFile, cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { supportMatrix } from '../src/providers/support-matrix.ts';
import { openWorkplace } from './helpers/rollcall.ts';

const ROOT = resolve(import.meta.dirname, '..');
const LONGEST = 149;

describe('the README', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');

  it('is read in a minute', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(LONGEST);
  });

  it('names the two commands that show everything', () => {
    expect(text).toMatch(/^npm ci && npm start\b/m);
    expect(text).toMatch(/^npm ci && npm test$/m);
  });

  it('shows what the program prints today', () => {
    expect(text).toContain('src="docs/plan.svg"');
    expect(() => execFileSync('node', ['scripts/draw-plan.mjs', '--check'], { cwd: ROOT })).not.toThrow();
  });
});

describe('the guide', () => {
  it('holds the support matrix as the capability data give it', () => {
    const generated = `\n${supportMatrix()}\n`;
    expect(shown('docs/guide/fields.md', 'support-matrix', generated)).toBe(generated);
  });

  it('holds a plan as the shipped manifests give it', async () => {
    const place = await openWorkplace();
    await copyFile(join(ROOT, 'test/quickstart/live.json'), join(place.directory, 'live.json'));
    const only = ['ana', 'jane', 'noah'].flatMap((name) => ['--contact', `shop/${name}@*`]);
    await cp(join(ROOT, 'contacts.d'), join(place.directory, 'contacts.d'), { recursive: true });
    const { stdout } = await place.rollcall('plan', '--sandbox', 'live.json', ...only);
    await place.remove();
    // An opt-out has the date of the plan.
    const text = stdout.replaceAll(
      /(?<="unsubscribed","statusChangedAt":")[\d-]{10}T[\d:]{8}Z/g,
      '2026-06-01T12:00:00Z',
    );
    const generated = `
\`\`\`text
${text.trim()}
\`\`\`

`;
    expect(shown('docs/guide/plan.md', 'plan', generated)).toBe(generated);
  });
});

/** @returns what the page has between these marks */
function shown(page: string, mark: string, generated: string): string | undefined {
  const between = new RegExp(`(?<=<!-- ${mark} -->\n)[\\s\\S]*?(?=<!-- /${mark} -->)`);
  const text = readFileSync(join(ROOT, page), 'utf8');
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(
      join(ROOT, page),
      text.replace(between, () => generated),
    );
  }
  return between.exec(text)?.[0];
}
