// Leases in the database: at most one worker at a destination (an account at a vendor). Each taking of a lease increments its token,
// which every write of the journal names (journal.ts), so that a worker that lost its lease without noticing can record nothing more.
// All times are those of the database, so that the clocks of the machines need not agree.

import { randomUUID } from 'node:crypto';
import type { Database, RunQuery } from './connection.ts';
import { HINDRANCE, type Hindrance } from './hindrance.ts';
import { forgetPayload } from './payload.ts';
import { SCHEMA_VERSION } from './schema.ts';

/** How long a lease lasts, and how much longer its successor waits, in milliseconds. */
export interface LeaseTimes {
  /** A lease that is not renewed for so long has expired; its worker starts no request any more. */
  readonly leaseMs: number;
  /** Longest duration of a request: one that was started right before the lease expired may be carried out until then. */
  readonly requestMs: number;
}

/** A part of a run that a worker has taken, with the lease of its destination. */
export interface TakenPart {
  readonly runId: string;
  readonly account: string;
  readonly destination: string;
  /** The lease's fencing token: a decimal number, as text. */
  readonly token: string;
  /** Random, of this taking alone: a database that lost its newest transactions may give the same token again. */
  readonly nonce: string;
}

/** A part as it was found when it was taken. */
export interface FoundPart extends TakenPart {
  /** Why nothing of it may be sent; null if all may. */
  readonly hindrance: Hindrance | null;
}

/** Which parts a worker takes. */
export interface Wanted {
  /** Name of the worker, for people. */
  readonly owner: string;
  /** Regular expressions, as text; the account's name must match one of them. */
  readonly accounts: readonly string[];
  /** True to take the parts of runs that are for a sandbox; false for those that are for the vendors. */
  readonly sandbox: boolean;
  /** Parts to leave to others, as `RUN/ACCOUNT`. */
  readonly except: readonly string[];
}

/**
 * Takes the oldest part that nobody works on, with the lease of its destination. The lease of a worker that died is free once it has
 * expired and its last request can no longer be running.
 *
 * @returns undefined if there is none
 */
export function takePart(database: Database, wanted: Wanted, times: LeaseTimes): Promise<FoundPart | undefined> {
  return database.transaction(async (query) => {
    const [part] = await query<Omit<FoundPart, 'token' | 'nonce'>>(FIND_OPEN, [
      wanted.accounts,
      wanted.sandbox,
      wanted.except,
      SCHEMA_VERSION,
    ]);
    if (part === undefined) return undefined;
    const { runId, account, destination } = part;
    const taken = await takeLease(query, { destination, owner: wanted.owner, runId, account }, times);
    return taken && { ...part, ...taken };
  });
}

// A worker whose tables were migrated by a newer rollcall meanwhile finds nothing.
const FIND_OPEN = `
  SELECT p.run_id AS "runId", p.account, p.destination,
    CASE WHEN r.cancelled_at IS NOT NULL THEN 'cancelled' ELSE ${HINDRANCE} END AS hindrance
  FROM rollcall.part p JOIN rollcall.run r USING (run_id) LEFT JOIN rollcall.lease l USING (destination)
  WHERE p.state = 'open' AND p.account ~ ANY ($1::text[]) AND r.sandbox = $2
    AND NOT (p.run_id || '/' || p.account) = ANY ($3::text[])
    AND (l.free_at IS NULL OR l.free_at <= clock_timestamp())
    AND (SELECT max(version) FROM rollcall.migration) = $4
  ORDER BY r.number, p.account
  LIMIT 1
  FOR UPDATE OF p SKIP LOCKED`;

/** The worker that takes a lease, and the part that it takes it for. */
export interface Taking {
  readonly destination: string;
  readonly owner: string;
  readonly runId: string;
  readonly account: string;
}

/**
 * Takes the lease of a destination.
 *
 * @returns its token and nonce; undefined if somebody has it
 */
export async function takeLease(
  query: RunQuery,
  { destination, owner, runId, account }: Taking,
  { leaseMs, requestMs }: LeaseTimes,
): Promise<Pick<TakenPart, 'token' | 'nonce'> | undefined> {
  const [taken] = await query<Pick<TakenPart, 'token' | 'nonce'>>(TAKE, [
    destination,
    owner,
    runId,
    account,
    leaseMs,
    leaseMs + requestMs,
    randomUUID(),
  ]);
  return taken;
}

const TAKE = `
  INSERT INTO rollcall.lease AS l (destination, token, nonce, owner, run_id, account, expires_at, free_at)
  VALUES ($1, 1, $7, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond', clock_timestamp() + $6 * interval '1 millisecond')
  ON CONFLICT (destination) DO UPDATE
    SET token = l.token + 1, nonce = excluded.nonce, owner = excluded.owner, run_id = excluded.run_id, account = excluded.account,
        expires_at = excluded.expires_at, free_at = excluded.free_at
    WHERE l.free_at <= clock_timestamp()
  RETURNING l.token::text, l.nonce`;

/** The lease as a renewal finds it. */
export interface Renewed {
  /** False if the lease has expired, or another worker has it. */
  readonly isHeld: boolean;
  /** True if the run is cancelled. */
  readonly isCancelled: boolean;
}

/** Renews the lease, and stores the progress of its part for people. */
export async function renewLease(
  { query }: Pick<Database, 'query'>,
  { destination, token, nonce }: Pick<TakenPart, 'destination' | 'token' | 'nonce'>,
  progress: unknown,
  { leaseMs, requestMs }: LeaseTimes,
): Promise<Renewed> {
  const values = [destination, token, leaseMs, leaseMs + requestMs, JSON.stringify(progress), nonce];
  const [renewed] = await query<{ readonly cancelled: boolean }>(RENEW, values);
  return { isHeld: renewed !== undefined, isCancelled: renewed?.cancelled === true };
}

const RENEW = `
  WITH renewed AS (
    UPDATE rollcall.lease
    SET expires_at = clock_timestamp() + $3 * interval '1 millisecond',
        free_at = clock_timestamp() + $4 * interval '1 millisecond'
    WHERE destination = $1 AND token = $2::bigint AND nonce = $6 AND expires_at > clock_timestamp()
    RETURNING run_id, account
  ), noted AS (
    UPDATE rollcall.part p SET progress = $5::jsonb,
      worked_at = CASE WHEN $5::jsonb = 'null' THEN p.worked_at ELSE clock_timestamp() END
    FROM renewed n WHERE p.run_id = n.run_id AND p.account = n.account
  )
  SELECT r.cancelled_at IS NOT NULL AS cancelled FROM renewed n JOIN rollcall.run r USING (run_id)`;

/** How a worker leaves a part. `open`: another worker goes on with it. */
export interface Left {
  readonly state: 'open' | 'done' | 'stopped' | 'cancelled';
  readonly progress: unknown;
  /** Why it stopped, or why this worker cannot do it; null if there is nothing to say. Contains no personal data. */
  readonly reason: unknown;
}

/**
 * Releases the lease, so that another worker can take it at once, and stores how the part was left. A part that is handed back is
 * cancelled if its run is, and open otherwise, whatever the worker knew. With the last part of a run that is done, its payload is
 * deleted, because it contains personal data. Does nothing if the lease has moved.
 */
export function leavePart(
  database: Database,
  { destination, token, nonce, runId, account }: TakenPart,
  { state, progress, reason }: Left,
): Promise<void> {
  return database.transaction(async (query) => {
    // Two workers that end the last two parts would not see each other's end.
    if (state === 'done') await query('SELECT pg_advisory_xact_lock(hashtext($1))', [runId]);
    const released = await query(RELEASE, [destination, token, nonce]);
    if (released.length === 0) return;
    // A cancelling that is being committed holds the part: its result is seen by the next statement.
    await query('SELECT FROM rollcall.part WHERE run_id = $1 AND account = $2 FOR UPDATE', [runId, account]);
    await query(LEAVE, [runId, account, state, JSON.stringify(progress), JSON.stringify(reason)]);
    if (state === 'done') await forgetPayload({ query }, runId);
  });
}

const RELEASE = `
  UPDATE rollcall.lease SET owner = NULL, expires_at = clock_timestamp(), free_at = clock_timestamp()
  WHERE destination = $1 AND token = $2::bigint AND nonce = $3
  RETURNING destination`;

// A worker that could not begin knows no progress; that of an earlier worker stays.
const LEAVE = `
  UPDATE rollcall.part p
  SET state = left_as.state, progress = coalesce(nullif($4::jsonb, 'null'), p.progress), reason = nullif($5::jsonb, 'null'),
      ended_at = CASE WHEN left_as.state = 'open' THEN NULL ELSE clock_timestamp() END
  FROM (
    SELECT CASE WHEN $3 NOT IN ('open', 'cancelled') THEN $3 WHEN r.cancelled_at IS NULL THEN 'open' ELSE 'cancelled' END AS state
    FROM rollcall.run r WHERE r.run_id = $1
  ) AS left_as
  WHERE p.run_id = $1 AND p.account = $2`;
