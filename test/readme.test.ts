// What the README shows is generated: UPDATE_GOLDEN=1 rewrites it.

import { readFileSync, writeFileSync } from 'node:fs';
import { copyFile, cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { supportMatrix } from '../src/providers/support-matrix.ts';
import { openWorkplace } from './helpers/rollcall.ts';

const ROOT = resolve(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');

describe('the README', () => {
  it('holds the support matrix as the capability data give it', () => {
    const generated = `\n${supportMatrix()}\n`;
    expect(shown('support-matrix', generated)).toBe(generated);
  });

  it('holds a plan as the shipped manifests give it', async () => {
    const place = await openWorkplace();
    await copyFile(join(ROOT, 'test/quickstart/live.json'), join(place.directory, 'live.json'));
    const only = ['ana', 'jane', 'noah'].flatMap((name) => ['--contact', `shop/${name}@*`]);
    for (const name of ['contacts.d', 'data'])
      await cp(join(ROOT, name), join(place.directory, name), { recursive: true });
    const { stdout } = await place.rollcall('plan', '--sandbox', 'live.json', ...only);
    await place.remove();
    const generated = `\n\`\`\`text\n${stdout.trim()}\n\`\`\`\n\n`;
    expect(shown('plan', generated)).toBe(generated);
  });
});

/** @returns what the README has between these marks */
function shown(mark: string, generated: string): string | undefined {
  const between = new RegExp(`(?<=<!-- ${mark} -->\n)[\\s\\S]*?(?=<!-- /${mark} -->)`);
  const text = readFileSync(README, 'utf8');
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(
      README,
      text.replace(between, () => generated),
    );
  }
  return between.exec(text)?.[0];
}
