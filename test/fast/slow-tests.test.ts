import { expect, test } from 'vitest';
import { readTests, slowTests } from './slow-tests.ts';

const TREE = readTests();
// Written whole it would mark this file.
const MARK = ['//', '@module-tag', 'slow'].join(' ');

test.each<[string, Readonly<Record<string, string>>]>([
  ['imports what starts processes', { 'test/x.test.ts': "import { spawn } from 'node:child_process';\n" }],
  [
    'imports it over several lines',
    { 'test/x.test.ts': "import {\n  spawn,\n  exec,\n} from 'node:child_process';\n" },
  ],
  ['imports it on demand', { 'test/x.test.ts': "const { exec } = await import('node:child_process');\n" }],
  ['drives a browser', { 'test/x.test.ts': "import { chromium } from 'playwright-core';\n" }],
  [
    'has a helper of a helper that starts processes',
    {
      'test/plan/x.test.ts': "import { a } from '../helpers/a.ts';\n",
      'test/helpers/a.ts': "export { b } from './b.ts';\n",
      'test/helpers/b.ts': "import './a.ts';\nimport { execFileSync } from 'node:child_process';\n",
    },
  ],
  ['is marked', { 'test/x.test.ts': `// Reads a lot.\n${MARK}\n` }],
  ['is of a matrix', { 'test/matrix/x.test.ts': '' }],
])('slow: %s', (_, files) => {
  expect(slowTests(new Map(Object.entries(files)))).toEqual([Object.keys(files)[0]]);
});

test.each([
  ['quotes such an import', 'const quoted =\n  "import { spawn } from \'node:child_process\';";\n'],
  ['takes a type', "import type { ChildProcess } from 'node:child_process';\n"],
  ['imports anything else', "import { readFile } from 'node:fs/promises';\nimport { a } from './a.ts';\n"],
])('fast: %s', (_, text) => {
  expect(slowTests(new Map([['test/x.test.ts', text]]))).toEqual([]);
});

test('of this repository: the command line is slow, and what plans is not', () => {
  const slow = slowTests(TREE);
  expect(slow).toContain('test/cli/usage.test.ts');
  expect(slow).toContain('test/render/html/browser.test.ts');
  expect(slow).toContain('test/matrix/no-faults.test.ts');
  expect(slow).not.toContain('test/plan/rules/consent.test.ts');
});
