// PostgreSQL for the tests of the queue: a server of its own in a temporary directory, from Debian's packages or any that are on the
// PATH; or the one of ROLLCALL_TEST_POSTGRES, as in GitHub's CI. Where there is neither, those tests are not run, and say so.

import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** URL of a server that is there already, with a role that may create databases. */
const GIVEN = process.env.ROLLCALL_TEST_POSTGRES;
const BINARIES = findBinaries();

export const hasPostgres = GIVEN !== undefined || BINARIES !== undefined;
/** Whether a server of the tests' own can be started, which they may crash. */
export const ownsPostgres = BINARIES !== undefined;

/** To be called by every suite that needs a server. */
export function sayWithoutPostgres(suite: string, isThere = hasPostgres): void {
  if (!isThere) process.stderr.write(`Not run, because PostgreSQL is not installed: ${suite}\n`);
}

export interface PostgresServer {
  /** URL of a new, empty database; its owner is `rollcall`, if the server is the tests' own. */
  database(): Promise<string>;
  /** Ends the server without any care, as a power cut would, and starts it again. */
  crash(): void;
  stop(): void;
}

/** @param which `own`: one that may be crashed, even if there is another */
export async function startPostgres(which: 'any' | 'own' = 'any'): Promise<PostgresServer> {
  if (GIVEN !== undefined && which === 'any') return { database: () => newDatabase(GIVEN), crash: notOurs, stop() {} };
  if (BINARIES === undefined) throw new Error('PostgreSQL is not installed');
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-postgres-'));
  const data = join(directory, 'data');
  if (isRoot()) chownSync(directory, idOf('-u'), idOf('-g'));
  const port = await freePort();
  asServer(BINARIES, 'initdb', '-D', data, '-A', 'trust', '-U', 'rollcall', '--no-sync', '--no-locale', '-E', 'UTF8');
  const control = (...args: readonly string[]): void => {
    const settings = `-p ${port} -k ${directory} -h 127.0.0.1`;
    asServer(BINARIES, 'pg_ctl', '-D', data, '-l', join(directory, 'log'), '-o', settings, '-w', ...args);
  };
  control('start');
  const url = `postgres://rollcall:never-printed@127.0.0.1:${port}/postgres`;
  return {
    database: () => newDatabase(url),
    crash: () => control('restart', '-m', 'immediate'),
    stop() {
      control('stop', '-m', 'immediate');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function notOurs(): never {
  throw new Error('the server of ROLLCALL_TEST_POSTGRES is not ours to crash');
}

let databases = 0;

async function newDatabase(url: string): Promise<string> {
  databases += 1;
  const name = `rollcall_test_${process.pid}_${databases}_${Date.now()}`;
  await runSql(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

/** Runs statements, one after the other, and returns the rows of the last one. */
export async function runSql<Row>(url: string, ...statements: readonly string[]): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows as readonly Row[];
  } finally {
    await client.end();
  }
}

/** The server refuses to run as root. */
function asServer(binaries: string, program: string, ...args: readonly string[]): void {
  const command = [join(binaries, program), ...args];
  const [file = '', ...rest] = isRoot() ? ['runuser', '-u', 'postgres', '--', ...command] : command;
  execFileSync(file, rest, { stdio: 'ignore', cwd: '/' });
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function idOf(kind: '-u' | '-g'): number {
  return Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
}

function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')];
  return places.find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'pg_ctl')));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
