// Journals: lines that were cut, mixed or changed are a state, or an error with a hint.

import assert from 'node:assert/strict';
import { foldJournal } from '../../../src/apply/journal/state.ts';
import { providerOf } from '../../../src/providers/table.ts';
import { editedLines } from '../documents/inputs.ts';
import { someJournals } from '../seeds/journals.ts';
import type { Target } from '../target.ts';
import { orHintLater } from './or-hint.ts';

export const journals: Target<string> = {
  name: 'journals',
  sources: [/^apply\/journal\/state\.ts$/],
  inputs: () => editedLines(someJournals()),
  async check(text) {
    const state = await orHintLater(() => foldJournal(linesOf(text), 'j.ndjson'), ['journal']);
    if (state === undefined) return;
    assert.match(state.planId, /^[0-9a-f]{64}$/);
    const { jobSearch } = providerOf('omnisend@2026-03-15').requests;
    for (const { sentAt, items } of state.requests.values()) {
      assert.ok(items.size > 0);
      // A resumed apply looks for jobs that were made since then.
      assert.ok(jobSearch?.list(sentAt) !== undefined);
    }
  },
};

/** As a journal is read: what follows the last line feed was not written completely. */
async function* linesOf(text: string): AsyncGenerator<string, void, undefined> {
  yield* text.split('\n').slice(0, -1);
}
