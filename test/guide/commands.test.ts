// Every block of shell commands in README and guide runs, page by page, in a directory as the reader has it.
// @module-tag slow

import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { writeFiles } from '../helpers/repository.ts';
import { type Block, blocks, fileOf, isRun, isWorkflow, nameOf, pages } from './blocks.ts';
import { anEmptyScratch, aScratch, type Scratch } from './scratch.ts';

let template: Scratch;
beforeAll(async () => {
  template = await aScratch();
});
afterAll(() => template.remove());

const used: Scratch[] = [];
afterEach(() => {
  for (const scratch of used.splice(0)) scratch.remove();
});

/** Lines of a block, without comments; a line that ends with a backslash goes on. */
function linesOf({ text }: Block): readonly string[] {
  return text
    .replaceAll('\\\n', '')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s+)#.*$/, '').trim())
    .flatMap((line) => line.split(' && '))
    .filter((line) => line !== '');
}

/** @returns what failed: the line, its exit code and what it said */
async function failuresIn(block: Block, scratch: Scratch): Promise<readonly string[]> {
  const lines = linesOf(block);
  const last = Number(/^exits: (\d+)$/.exec(block.remark)?.[1] ?? 0);
  const isChoice = block.remark === 'choose one';
  const failures: string[] = [];
  for (const [index, line] of lines.entries()) {
    const place = isChoice ? scratch.copy() : scratch;
    const { code, said } = await place.run(line);
    if (isChoice) place.remove();
    const expected = index === lines.length - 1 ? last : 0;
    if (code !== expected) failures.push(`${nameOf(block)}: ${line}: ${code}\n${said}`);
  }
  return failures;
}

describe('the commands of', () => {
  // Its commands run in environments.test.ts, with the files of each section.
  const shown = pages().filter((page) => page !== 'docs/guide/environments.md');
  const pagesWithCommands = shown.filter((page) =>
    blocks.some((block) => block.page === page && block.language === 'sh' && isRun(block)),
  );

  test.each(pagesWithCommands)('%s', { timeout: 240_000 }, async (page) => {
    let scratch = template.copy();
    used.push(scratch);
    const failures: string[] = [];
    for (const block of blocks.filter((one) => one.page === page && isRun(one))) {
      if (block.remark.startsWith('begin: ')) {
        scratch = block.remark === 'begin: empty' ? await anEmptyScratch(template) : template.copy();
        used.push(scratch);
      }
      const file = fileOf(block);
      if (block.language === 'yaml' && file !== undefined && !isWorkflow(block))
        writeFiles(scratch.directory, { [file]: block.text });
      if (block.language !== 'sh') continue;
      failures.push(...(await failuresIn(block, scratch)));
    }
    expect(failures.join('\n')).toBe('');
    expect(existsSync(scratch.directory)).toBe(true);
  });
});
