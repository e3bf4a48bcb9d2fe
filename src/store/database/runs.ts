// The runs of the queue in the database: a plan that was handed over, cut into one part for each account.

import type { Database, RunQuery } from './connection.ts';
import { HINDRANCE } from './hindrance.ts';
import { addPayload, type Payload } from './payload.ts';

/** A run to hand over. */
export interface NewRun {
  readonly runId: string;
  readonly planId: string;
  readonly environment: string | null;
  /** True if it is for a sandbox. */
  readonly sandbox: boolean;
  /** True if the payload is encrypted. */
  readonly encrypted: boolean;
  /** What all its workers need to know, as JSON. Contains no personal data. */
  readonly settings: unknown;
  readonly parts: readonly NewPart[];
}

/** One account's part of a run to hand over. */
export interface NewPart {
  readonly account: string;
  /** Key of the account's destination. */
  readonly destination: string;
  /** Number of changes, and of requests. */
  readonly changes: number;
  readonly requests: number;
}

/** A run as its workers read it. */
export interface StoredRun {
  readonly planId: string;
  readonly encrypted: boolean;
  readonly settings: unknown;
}

/** One part of a run as it stands. */
export interface PartRow {
  readonly account: string;
  readonly destination: string;
  readonly changes: number;
  readonly requests: number;
  readonly state: 'open' | 'done' | 'stopped' | 'cancelled';
  readonly reason: unknown;
  readonly progress: unknown;
  /** The worker that has the lease; null if none has. */
  readonly worker: string | null;
  /** True if that worker has not renewed its lease in time. */
  readonly isLapsed: boolean;
  /** RFC 3339 instant; null if it has not ended. */
  readonly endedAt: string | null;
}

/** A run as it stands. */
export interface RunRow {
  readonly runId: string;
  readonly planId: string;
  readonly environment: string | null;
  readonly sandbox: boolean;
  readonly createdAt: string;
  readonly isCancelled: boolean;
  readonly parts: readonly PartRow[];
}

/** The run of a plan that was handed over. */
export interface AddedRun {
  readonly runId: string;
  /** False if it was there before. */
  readonly isNew: boolean;
  /** Names of its accounts. */
  readonly accounts: readonly string[];
  /** True if a part of it waits for a worker or is worked on. */
  readonly isOpen: boolean;
  readonly encrypted: boolean;
  readonly settings: unknown;
}

/**
 * Adds a run with its parts and payload: all of it, or nothing. If a run of the same plan has not ended yet, adds none.
 *
 * @returns the run that was added, or the one that is there
 */
export function addRun(database: Database, run: NewRun, payload: Iterable<Payload>): Promise<AddedRun> {
  return database.transaction(async (query) => {
    const { runId, planId, environment, sandbox, encrypted, settings, parts } = run;
    await query('SELECT pg_advisory_xact_lock(hashtext($1))', [planId]);
    const known = await findRun({ query }, planId);
    if (known !== undefined) return known;
    await query(
      `INSERT INTO rollcall.run (run_id, plan_id, environment, sandbox, encrypted, settings)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb)`,
      [runId, planId, environment, sandbox, encrypted, JSON.stringify(settings)],
    );
    await query(
      `INSERT INTO rollcall.part (run_id, account, destination, changes, requests)
       SELECT $1, * FROM jsonb_to_recordset($2::jsonb)
         AS p (account text, destination text, changes integer, requests integer)`,
      [runId, JSON.stringify(parts)],
    );
    for (const one of payload) await addPayload(query, runId, one);
    const accounts = parts.map(({ account }) => account);
    return { runId, isNew: true, accounts, isOpen: true, encrypted, settings };
  });
}

/** Finds the run of a plan of which a part is not done yet and may still be applied. */
export async function findRun({ query }: Pick<Database, 'query'>, planId: string): Promise<AddedRun | undefined> {
  const [known] = await query<AddedRun>(FIND, [planId]);
  return known;
}

const FIND = `
  SELECT r.run_id AS "runId", false AS "isNew", r.encrypted, r.settings,
    (SELECT jsonb_agg(p.account ORDER BY p.account) FROM rollcall.part p WHERE p.run_id = r.run_id) AS accounts,
    EXISTS (SELECT FROM rollcall.part p WHERE p.run_id = r.run_id AND p.state = 'open') AS "isOpen"
  FROM rollcall.run r
  WHERE r.plan_id = $1
    AND EXISTS (SELECT FROM rollcall.part p WHERE p.run_id = r.run_id AND p.state <> 'done' AND ${HINDRANCE} IS NULL)
  ORDER BY r.number LIMIT 1`;

/** Reads a run; undefined if there is none with this id. */
export async function readRun({ query }: Pick<Database, 'query'>, runId: string): Promise<StoredRun | undefined> {
  const [run] = await query<StoredRun>(
    'SELECT plan_id AS "planId", encrypted, settings FROM rollcall.run WHERE run_id = $1',
    [runId],
  );
  return run;
}

/** Returns the runs, newest first. @param runId only this one */
export async function listRuns(
  { query }: Pick<Database, 'query'>,
  { runId, limit }: { readonly runId?: string; readonly limit: number },
): Promise<readonly RunRow[]> {
  return query<RunRow>(LIST, [runId ?? null, limit]);
}

const LIST = `
  SELECT r.run_id AS "runId", r.plan_id AS "planId", r.environment, r.sandbox,
    to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "createdAt",
    r.cancelled_at IS NOT NULL AS "isCancelled",
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'account', p.account, 'destination', p.destination, 'changes', p.changes, 'requests', p.requests, 'state', p.state,
        'reason', p.reason, 'progress', p.progress, 'worker', l.owner, 'isLapsed', coalesce(l.expires_at <= clock_timestamp(), false),
        'endedAt', to_char(p.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      ) ORDER BY p.account), '[]'::jsonb)
      FROM rollcall.part p
      LEFT JOIN rollcall.lease l ON l.destination = p.destination AND l.run_id = p.run_id AND l.account = p.account AND l.owner IS NOT NULL
      WHERE p.run_id = r.run_id) AS parts
  FROM rollcall.run r
  WHERE $1::text IS NULL OR r.run_id = $1
  ORDER BY r.number DESC
  LIMIT $2`;

/**
 * Cancels a run: parts that nobody works on end at once, the others as soon as their workers have finished what is in flight.
 *
 * @returns false if there is no such run
 */
export function cancelRun(database: Database, runId: string): Promise<boolean> {
  return database.transaction(async (query) => {
    await lockParts(query, runId);
    const found = await query(
      `UPDATE rollcall.run SET cancelled_at = coalesce(cancelled_at, clock_timestamp()) WHERE run_id = $1 RETURNING run_id`,
      [runId],
    );
    await query(
      `UPDATE rollcall.part p SET state = 'cancelled', ended_at = clock_timestamp()
       WHERE p.run_id = $1 AND p.state = 'open' AND NOT EXISTS (
         SELECT FROM rollcall.lease l
         WHERE l.destination = p.destination AND l.run_id = p.run_id AND l.account = p.account AND l.free_at > clock_timestamp())`,
      [runId],
    );
    return found.length > 0;
  });
}

/** Waits until no part of a run is being taken or left, and lets none be until the transaction ends: later statements see the result. */
async function lockParts(query: RunQuery, runId: string): Promise<void> {
  await query('SELECT FROM rollcall.part WHERE run_id = $1 ORDER BY account FOR UPDATE', [runId]);
}

/**
 * Opens the parts of a run again that stopped or were cancelled, except those that are outdated.
 *
 * @returns the number of parts that were opened, and of those that are outdated; undefined if there is no such run
 */
export function retryRun(
  database: Database,
  runId: string,
): Promise<{ readonly opened: number; readonly outdated: number } | undefined> {
  return database.transaction(async (query) => {
    await lockParts(query, runId);
    const found = await query('UPDATE rollcall.run SET cancelled_at = NULL WHERE run_id = $1 RETURNING run_id', [
      runId,
    ]);
    if (found.length === 0) return undefined;
    const opened = await query(
      `UPDATE rollcall.part p SET state = 'open', reason = NULL, ended_at = NULL FROM rollcall.run r
       WHERE r.run_id = $1 AND p.run_id = $1 AND p.state IN ('stopped', 'cancelled') AND ${HINDRANCE} IS NULL RETURNING p.account`,
      [runId],
    );
    const left = await query(`SELECT FROM rollcall.part WHERE run_id = $1 AND state IN ('stopped', 'cancelled')`, [
      runId,
    ]);
    return { opened: opened.length, outdated: left.length };
  });
}

/** Finds the parts of other runs at a destination that have not ended, or whose end left something open. */
export function unfinishedParts(
  { query }: Pick<Database, 'query'>,
  destination: string,
  runId: string,
): Promise<readonly { readonly runId: string; readonly account: string }[]> {
  return query(
    `SELECT run_id AS "runId", account FROM rollcall.part WHERE destination = $1 AND run_id <> $2 AND state <> 'done'`,
    [destination, runId],
  );
}
