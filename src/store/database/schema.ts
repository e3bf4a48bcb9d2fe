// The tables of the queue, as migrations. A database that an older rollcall used is migrated; one that a newer rollcall used is
// refused, because this one does not know what its tables mean.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { packageVersion } from '../../version.ts';
import type { Database, RunQuery } from './connection.ts';

/** The statements of each version of the schema, oldest first. A published version is never changed. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE rollcall.run (
    run_id text PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    plan_id text NOT NULL,
    environment text,
    sandbox boolean NOT NULL,
    encrypted boolean NOT NULL,
    settings jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    cancelled_at timestamptz
  );
  CREATE INDEX run_plan ON rollcall.run (plan_id);
  -- One account's part of a run. The journal says what was done; the state says only whether a worker has to look at it.
  CREATE TABLE rollcall.part (
    run_id text NOT NULL REFERENCES rollcall.run ON DELETE CASCADE,
    account text NOT NULL,
    destination text NOT NULL,
    changes integer NOT NULL,
    requests integer NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'stopped', 'cancelled')),
    reason jsonb,
    progress jsonb,
    -- When it was handed over, or worked on last.
    worked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    PRIMARY KEY (run_id, account)
  );
  CREATE INDEX part_destination ON rollcall.part (destination);
  -- The plan, and what each part needs, in pieces; encrypted where asked.
  CREATE TABLE rollcall.payload (
    run_id text NOT NULL REFERENCES rollcall.run ON DELETE CASCADE,
    name text NOT NULL,
    n integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (run_id, name, n)
  );
  -- Who works at a destination. The token grows with every taking, and the nonce is random; free_at is when another worker may take it.
  CREATE TABLE rollcall.lease (
    destination text PRIMARY KEY,
    token bigint NOT NULL,
    nonce text NOT NULL,
    owner text,
    run_id text,
    account text,
    expires_at timestamptz NOT NULL,
    free_at timestamptz NOT NULL
  );
  CREATE TABLE rollcall.journal (
    run_id text NOT NULL REFERENCES rollcall.run ON DELETE CASCADE,
    account text NOT NULL,
    token bigint NOT NULL,
    n integer NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (run_id, account, token, n)
  );
  CREATE TABLE rollcall.quota (
    destination text NOT NULL,
    saved_by text NOT NULL,
    saved_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    use jsonb NOT NULL,
    PRIMARY KEY (destination, saved_by)
  );
  `,
];

/** The version of the schema that this rollcall works with. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Key of the advisory lock that one migration holds at a time. */
const MIGRATION_LOCK = 7_240_114;

/**
 * Creates the tables, or migrates those of an older version. Changes nothing if they are of this version, so that a role that may not
 * create tables can use them.
 *
 * @throws HintedError `queue` (`newer`) if a newer rollcall made them
 */
export async function ensureSchema(database: Database): Promise<void> {
  if ((await versionOf(database.query)) === SCHEMA_VERSION) return;
  await database.transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const found = await versionOf(query);
    if (found === 0) await createVersions(query);
    for (const [index, statements] of MIGRATIONS.entries()) {
      if (index < found) continue;
      await query(statements);
      await query('INSERT INTO rollcall.migration (version, tool) VALUES ($1, $2)', [index + 1, packageVersion()]);
    }
  });
}

async function createVersions(query: RunQuery): Promise<void> {
  await query('CREATE SCHEMA IF NOT EXISTS rollcall');
  await query(`
    CREATE TABLE IF NOT EXISTS rollcall.migration (
      version integer PRIMARY KEY,
      tool text NOT NULL,
      migrated_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
}

/**
 * Returns the version of the tables; 0 if there are none.
 *
 * @throws HintedError `queue` (`newer`)
 */
async function versionOf(query: RunQuery): Promise<number> {
  // to_regclass would look into a cache of the session, which may not know of tables that another session has just made.
  const [table] = await query<{ readonly found: boolean }>(
    `SELECT EXISTS (
       SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'rollcall' AND c.relname = 'migration') AS found`,
  );
  if (table?.found !== true) return 0;
  const [newest] = await query<{ readonly version: number | null; readonly tool: string | null }>(
    'SELECT version, tool FROM rollcall.migration ORDER BY version DESC LIMIT 1',
  );
  const version = newest?.version ?? 0;
  if (version <= SCHEMA_VERSION) return version;
  throw new HintedError(
    'queue',
    sentence`the queue has tables of version ${version}, which rollcall ${shown(newest?.tool ?? '')} made; this one works with version ${SCHEMA_VERSION}`,
    { reason: 'newer', hint: sentence`use that rollcall here, too` },
  );
}
