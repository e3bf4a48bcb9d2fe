import { expect, onTestFinished, test } from 'vitest';
import { openWorkplace } from '../helpers/rollcall.ts';

test.each([
  ['fire:1', "unknown fault 'fire'"],
  ['429:2', 'the share of 429 must be a number from 0 to 1'],
  ['', 'It must not be empty'],
  ['429', 'expected FAULT:SHARE'],
])('rollcall sandbox --faults %j is a mistake in usage', async (mix, message) => {
  const { rollcall, remove } = await openWorkplace();
  onTestFinished(remove);
  const { code, stdout, stderr } = await rollcall('sandbox', '--port', '0', '--faults', mix);
  expect([code, stdout]).toEqual([64, '']);
  expect(stderr).toContain('--faults');
  expect(stderr).toContain(message);
});
