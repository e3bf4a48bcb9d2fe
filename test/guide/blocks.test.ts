// Every fenced block of README and guide is run by a test, or is an exception with a reason.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Block, blocks, blocksOf, isRun, nameOf, ROOT } from './blocks.ts';

/** What the suite runs, by language: manifests.test.ts, commands.test.ts, api.test.ts. */
const LANGUAGES = ['yaml', 'sh', 'ts'];

function saidBy(remark: RegExp): readonly (readonly [Block, string])[] {
  return blocks.flatMap((block) => {
    const said = remark.exec(block.remark)?.[1];
    return said === undefined ? [] : [[block, said] as const];
  });
}

describe('blocks of README and guide', () => {
  test('there are many, and each can be run or says why not', () => {
    expect(blocks.length).toBeGreaterThan(80);
    const others = blocks.filter((block) => isRun(block) && !LANGUAGES.includes(block.language));
    expect(others.map(nameOf)).toEqual([]);
  });

  test('at most twelve are run by nothing, each with a reason', () => {
    const exceptions = saidBy(/^not run: (.*)$/);
    expect(exceptions.length).toBeLessThanOrEqual(12);
    for (const [block, reason] of exceptions)
      expect([nameOf(block), reason.length > 10]).toEqual([nameOf(block), true]);
  });

  test('a block that another test runs names a test that reads its page', () => {
    for (const [block, file] of saidBy(/^run by (.*)$/)) {
      expect([nameOf(block), existsSync(join(ROOT, file))]).toEqual([nameOf(block), true]);
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain(block.page.split('/').at(-1));
    }
  });

  test('output is text, and no command hides in it', () => {
    const output = blocks.filter(({ remark }) => remark === 'output');
    expect(output.filter(({ text }) => /^(?:\$ )?(?:npx )?rollcall /m.test(text)).map(nameOf)).toEqual([]);
  });
});

test('a block has its remark, its language and its text without the indent', () => {
  const page = [
    'a',
    '',
    '<!-- exits: 3 -->',
    '',
    '```sh',
    'rollcall plan',
    '```',
    '',
    '  ```yaml',
    '  a: 1',
    '  ```',
    '',
  ];
  expect(blocksOf('x.md', page.join('\n'))).toEqual([
    { page: 'x.md', line: 3, language: 'sh', text: 'rollcall plan\n', remark: 'exits: 3' },
    { page: 'x.md', line: 9, language: 'yaml', text: 'a: 1\n', remark: '' },
  ]);
});
