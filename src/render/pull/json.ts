// The result of `rollcall pull` as JSON: one document, even if nothing was written. Values are written as in the drift document.

import { PULL_FORMAT_VERSION, type PullResult } from '../../plan/drift/pulled.ts';
import { jsonPieces } from '../json/pieces.ts';
import { nextStepsOfPull, summaryOfPull, wordsOfPullException } from '../words/pull.ts';

/**
 * Yields the JSON of a pull in pieces. Its text is neutralised.
 *
 * @param redacted true if values are masked
 */
export function renderPullJson(result: PullResult, redacted: boolean): Generator<string, void, undefined> {
  const { drift, taken, exceptions, absent, files, dryRun } = result;
  return jsonPieces({
    formatVersion: PULL_FORMAT_VERSION,
    ...(redacted ? { redacted: true } : {}),
    summary: summaryOfPull(result),
    next: [...nextStepsOfPull(result)],
    dryRun,
    environment: drift.environment,
    complete: drift.complete,
    files: files.map(({ file }) => file.name),
    taken,
    exceptions: exceptions.map(({ entry, ...why }) => ({ ...entry, ...why, ...wordsOfPullException(why) })),
    absent,
  });
}
