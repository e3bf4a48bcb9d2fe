// The journal of one account's part of a run, in the database. Every write names the fencing token of the destination's lease and is
// refused once another worker has the lease. Lines are numbered, so that a write that is repeated after a lost connection adds nothing
// twice.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { groupCommit, type JournalFile } from '../shared/group-commit.ts';
import { type Database, type Patience, untilReached } from './connection.ts';
import type { TakenPart } from './leases.ts';

/** Number of lines that are read at a time. */
const PAGE = 5_000;

/**
 * Opens the journal of a taken part for appending.
 *
 * @returns a journal whose `append` rejects with HintedError `queue`: `lease-moved` if another worker has the lease; `unavailable` if
 *   the database cannot be reached and nothing may be tried any more
 */
export function openPartJournal(database: Pick<Database, 'query'>, part: TakenPart, patience: Patience): JournalFile {
  const path = journalName(part);
  let next = 1;
  return groupCommit(path, {
    async write(lines) {
      const { destination, token, nonce, runId, account } = part;
      const values = [destination, token, runId, account, next, lines, nonce];
      const append = async (): Promise<Appended | undefined> =>
        (await untilReached(() => database.query<Appended>(APPEND, values), patience))[0];
      let row = await append();
      // Lines that a lost attempt wrote in the same moment are seen by the next one.
      if (row?.held === true && row.kept !== lines.length) row = await append();
      // Other lines have these numbers if the database forgot a taking of the lease.
      if (row?.held !== true || row.kept !== lines.length) throw leaseMoved(path);
      next += lines.length;
    },
    async close() {},
    toError: (error) => error as HintedError,
  });
}

interface Appended {
  readonly held: boolean;
  /** Number of the lines that are stored as they were sent. */
  readonly kept: number;
}

/** The name of a part's journal in messages. */
export function journalName({ runId, account }: Pick<TakenPart, 'runId' | 'account'>): string {
  return `the journal of ${account} in run ${runId}`;
}

// FOR SHARE waits for a taking that is being committed, and then finds the new token.
const APPEND = `
  WITH held AS MATERIALIZED (
    SELECT 1 FROM rollcall.lease WHERE destination = $1 AND token = $2::bigint AND nonce = $7 FOR SHARE
  ), sent AS (
    SELECT $5::integer + line.position::integer - 1 AS n, line.text FROM unnest($6::text[]) WITH ORDINALITY AS line (text, position)
  ), written AS (
    INSERT INTO rollcall.journal (run_id, account, token, n, line)
    SELECT $3, $4, $2::bigint, sent.n, sent.text FROM held, sent
    ON CONFLICT DO NOTHING
    RETURNING n
  )
  SELECT EXISTS (SELECT FROM held) AS held, (
    (SELECT count(*) FROM written) + (
      SELECT count(*) FROM rollcall.journal j JOIN sent ON sent.n = j.n AND sent.text = j.line
      WHERE j.run_id = $3 AND j.account = $4 AND j.token = $2::bigint)
  )::integer AS kept`;

function leaseMoved(path: string): HintedError {
  return new HintedError('queue', sentence`${shown(path)} belongs to another worker now`, {
    reason: 'lease-moved',
    hint: sentence`nothing has to be done: that worker goes on with it`,
  });
}

/** Yields the lines of a part's journal, in the order in which they were written. */
export async function* readPartJournal(
  { query }: Pick<Database, 'query'>,
  { runId, account }: Pick<TakenPart, 'runId' | 'account'>,
): AsyncGenerator<string, void, undefined> {
  let after = ['0', 0] as readonly [token: string, n: number];
  for (;;) {
    const rows = await query<{ readonly token: string; readonly n: number; readonly line: string }>(READ, [
      runId,
      account,
      ...after,
      PAGE,
    ]);
    for (const { line } of rows) yield line;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = [last.token, last.n];
  }
}

const READ = `
  SELECT token::text, n, line FROM rollcall.journal
  WHERE run_id = $1 AND account = $2 AND (token, n) > ($3::bigint, $4::integer)
  ORDER BY token, n
  LIMIT $5`;
