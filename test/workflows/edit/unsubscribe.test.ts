// The comment that says why somebody was unsubscribed.

import { expect, it } from 'vitest';
import type { AssignedFile } from '../../../src/manifest/assign/texts.ts';
import { withReason } from '../../../src/workflows/edit/unsubscribe.ts';

const KIM = '  - email: kim@x.co\n    channels: { email: unsubscribed }\n';
const JANE = '  - email: jane@x.co\n';

async function commented(old: string, text: string): Promise<string | undefined> {
  const file = { name: 'a.yaml', format: 'yaml', text: old } as AssignedFile['file'];
  const [edited] = await withReason('asked by phone')([{ file, text }]);
  return edited?.text;
}

it.each([
  ['after', (added: string) => `contacts:\n${KIM}${JANE}${added}`],
  ['before', (added: string) => `contacts:\n${JANE}${added}${KIM}`],
])('is written although another contact has the same line (%s)', async (_, text) => {
  const line = '    channels: { email: unsubscribed }';
  expect(await commented(text(''), text(`${line}\n`))).toBe(text(`${line} # asked by phone\n`));
});

it('is never written on the line of another contact', async () => {
  const line = '    channels: { email: unsubscribed }\n';
  // Two edits far apart, in a file that is too long to be compared line by line.
  const text = (added: string): string =>
    `contacts:\n${JANE}${added}${KIM.repeat(600)}${JANE.replace('jane', 'joe')}${added}`;
  expect(await commented(text(''), text(line))).toBe(text(line));
});
