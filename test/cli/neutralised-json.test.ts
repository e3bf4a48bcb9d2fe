// Whatever a command prints as JSON is neutralised: it may contain texts of other people or machines.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '../../src/cli');

/** The outputs in a source text that print JSON as it is. */
function plainOutputs(source: string): readonly string[] {
  const outputs = source.match(/\b(?:terminal\.out|printToStdout)\((?:[^;]|;(?!\n))*?;\n/g) ?? [];
  return outputs.filter((output) => output.includes('JSON.stringify(') && !output.includes('neutraliseJson('));
}

test('no command prints JSON as it is', () => {
  const files = readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((name) => plainOutputs(readFileSync(join(CLI, name), 'utf8')))).toEqual([]);
});

test('and the test would notice', () => {
  expect(plainOutputs('await terminal.out(\n  `${JSON.stringify(document)}\\n`,\n);\n')).toHaveLength(1);
  expect(plainOutputs('await terminal.out(`${neutraliseJson(JSON.stringify(document))}\\n`);\n')).toEqual([]);
});
