// The model of many accounts on several workers, which docs/guide/workers.md cites, against the simulation of every request.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the model is within a tenth of the simulation, whichever bound decides, and the guide says what it says', () => {
  const printed = execFileSync(process.execPath, ['bench/scale-model.mjs'], { encoding: 'utf8' });
  const ratios = [...printed.matchAll(/^pass .* ratio ([\d.]+)$/gm)].map(([, ratio]) => Number(ratio));
  expect(ratios).toHaveLength(6);
  for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(0.1);
  expect(printed).not.toContain('FAIL');
  const [, hours = '', requests = ''] = /([\d.]+) h, bounded by the quota; (\d+) requests a second/.exec(printed) ?? [];
  const guide = readFileSync('docs/guide/workers.md', 'utf8');
  expect(guide).toContain(`${hours} hours`);
  expect(guide).toContain(`${Number(requests).toLocaleString('en')} requests a second`);
});
