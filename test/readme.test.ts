// The README's table is generated: UPDATE_GOLDEN=1 rewrites it.

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { supportMatrix } from '../src/providers/support-matrix.ts';

const README = new URL('../README.md', import.meta.url);
const BETWEEN = /(?<=<!-- support-matrix -->\n)[\s\S]*?(?=<!-- \/support-matrix -->)/;

describe('the README', () => {
  it('holds the support matrix as the capability data give it', () => {
    const text = readFileSync(README, 'utf8');
    const generated = `\n${supportMatrix()}\n`;
    if (process.env.UPDATE_GOLDEN === '1')
      writeFileSync(
        README,
        text.replace(BETWEEN, () => generated),
      );
    expect(BETWEEN.exec(text)?.[0]).toBe(generated);
  });
});
