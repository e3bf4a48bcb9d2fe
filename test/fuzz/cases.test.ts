// What the fuzzer found once must not come back: every saved case is replayed. And a few executions of every target, always with the
// same inputs. `npm run fuzz` runs as many as there is time for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CASES, openTarget } from './campaign.ts';
import type { Case } from './target.ts';
import { TARGETS } from './targets.ts';

const EXECUTIONS = 60;

const files = readdirSync(CASES).filter((file) => file.endsWith('.json'));
const cases = files.map((file) => ({ file, ...(JSON.parse(readFileSync(join(CASES, file), 'utf8')) as Case) }));

describe('saved cases', () => {
  test.each(cases)('$file: $error', async ({ target, input }) => {
    const found = TARGETS.get(target);
    expect(found, `the target ${target}`).toBeDefined();
    await found?.check(input);
  });
});

test.each([...TARGETS.values()])('$name: a few inputs', { tags: ['slow'] }, async (target) => {
  const { failure, executions } = await (await openTarget(target)).run(1, EXECUTIONS);
  expect(failure).toBeUndefined();
  expect(executions).toBe(EXECUTIONS);
});
