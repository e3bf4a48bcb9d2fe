// Drift as JSON: the document itself, with a sentence added to every code.

import type { Drift } from '../../plan/drift/document.ts';
import { jsonPieces } from '../json/pieces.ts';
import { nextStepsOfDrift, summaryOfDrift } from '../words/drift.ts';
import { wordsOfFailure } from '../words/failures.ts';
import { sentenceOfBaseNote } from '../words/notes.ts';
import { wordsOfBlock, wordsOfRefusal } from '../words/rules.ts';

/** Yields the JSON of drift in pieces, to be written one after the other. Its text is neutralised. */
export function renderDriftJson(drift: Drift): Generator<string, void, undefined> {
  const { formatVersion, ...rest } = drift;
  return jsonPieces({
    formatVersion,
    summary: summaryOfDrift(drift).join(' '),
    next: [...nextStepsOfDrift(drift)],
    ...rest,
    notes: drift.notes.map((note) => ({ ...note, message: sentenceOfBaseNote(note) })),
    accounts: drift.accounts.map((account) => ({
      ...account,
      failures: account.failures.map((failure) => ({ ...failure, ...wordsOfFailure(failure) })),
      refusals: account.refusals.map((refusal) => ({ ...refusal, ...wordsOfRefusal(refusal) })),
    })),
    entries: drift.entries.map((entry) => (entry.kind === 'unclear' ? { ...entry, ...wordsOfBlock(entry) } : entry)),
  });
}
