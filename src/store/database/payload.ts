// The payloads of runs in the database: what travels with a run, in pieces, for as long as somebody needs it.

import type { Database, RunQuery } from './connection.ts';
import { TOO_OLD } from './hindrance.ts';

/** A named piece of what a run's workers need: the plan, or an account with its contacts. */
export interface Payload {
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Stores a piece of a run's payload. */
export async function addPayload(query: RunQuery, runId: string, { name, pieces }: Payload): Promise<void> {
  let n = 0;
  for await (const bytes of pieces) {
    n += 1;
    const values = [runId, name, n, Buffer.from(bytes)];
    await query('INSERT INTO rollcall.payload (run_id, name, n, bytes) VALUES ($1, $2, $3, $4)', values);
  }
}

/** Reads a piece of a run's payload; empty if it is not there, or no longer. */
export async function readPayload(
  { query }: Pick<Database, 'query'>,
  runId: string,
  name: string,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let n = 1; ; n += 1) {
    const [piece] = await query<{ readonly bytes: Uint8Array }>(
      'SELECT bytes FROM rollcall.payload WHERE run_id = $1 AND name = $2 AND n = $3',
      [runId, name, n],
    );
    if (piece === undefined) return Buffer.concat(pieces);
    pieces.push(piece.bytes);
  }
}

/** Deletes the payload of a run if all its parts are done: it contains personal data, and nobody needs it any more. */
export async function forgetPayload({ query }: Pick<Database, 'query'>, runId: string): Promise<void> {
  await query(
    `DELETE FROM rollcall.payload WHERE run_id = $1
     AND NOT EXISTS (SELECT FROM rollcall.part WHERE run_id = $1 AND state <> 'done')`,
    [runId],
  );
}

/** Deletes the payload of every run of which no part may be applied any more, because all are done or too old. */
export async function forgetPayloads({ query }: Pick<Database, 'query'>): Promise<void> {
  await query(
    `DELETE FROM rollcall.payload y
     WHERE NOT EXISTS (SELECT FROM rollcall.part p WHERE p.run_id = y.run_id AND p.state <> 'done' AND NOT ${TOO_OLD})`,
  );
}
