// Answers to the prompt of apply, on a real terminal.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lacksTerminal, rollcallAtTerminal } from '../helpers/pty.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
  await place.write(
    'contacts.d/all.yaml',
    'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\ncontacts:\n  - { email: jane@example.com, firstName: Jane }\n',
  );
});
afterEach(() => place.remove());

const QUESTION = 'Only "yes" is accepted: ';
const NOTHING = 'Error: not applied; nothing was sent\n';

describe.skipIf(lacksTerminal)('at the prompt (needs python3 or `script` for a pseudo-terminal)', () => {
  test.each([
    ['Ctrl+C', '\x03', 130],
    ['Ctrl+D', '\x04', 1],
    ['Ctrl+C behind half a word', 'ye\x03', 130],
    ['no', 'no\r', 1],
    ['Enter alone', '\r', 1],
    ['another case', 'YES\r', 1],
  ])('%s sends nothing', async (_, keys, code) => {
    const run = await rollcallAtTerminal(place, ['apply', '--sandbox'], { after: QUESTION, keys });
    expect(run.code).toBe(code);
    const after = run.screen.slice(run.screen.indexOf(QUESTION) + QUESTION.length);
    expect(after.slice(after.indexOf('\n') + 1)).toBe(NOTHING);
    expect(run.screen).not.toMatch(/bug in rollcall|\n\s+at |Applying/);
    expect(existsSync(join(place.directory, '.rollcall/journal'))).toBe(false);
  });

  test('the word yes confirms', async () => {
    const run = await rollcallAtTerminal(place, ['apply', '--sandbox'], { after: QUESTION, keys: ' yes \r' });
    expect(run.screen).toContain('1 succeeded of 1');
    expect(run.code).toBe(0);
  });

  test('with --json, the error is the document', async () => {
    const run = await rollcallAtTerminal(place, ['apply', '--sandbox', '--json'], { after: QUESTION, keys: '\x03' });
    const [document = ''] = /^\{.*\}$/m.exec(run.screen) ?? [];
    expect(JSON.parse(document)).toEqual({ error: { code: 'interrupted', message: 'not applied; nothing was sent' } });
    expect(run.code).toBe(130);
  });
});
