import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { supportMatrix } from '../src/providers/support-matrix.ts';

describe('the README', () => {
  it('holds the support matrix as the capability data give it', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, shown] = /<!-- support-matrix -->\n([^]*?)<!-- \/support-matrix -->/.exec(readme) ?? [];
    expect(shown?.trim()).toBe(supportMatrix().trim());
  });
});
