// Starts a PostgreSQL server of the test's own: on a free port of this machine, with its data in a temporary directory. As root, it
// runs as the user `postgres`, because the server refuses to run as root.

import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A running server. */
export interface Postgres {
  readonly port: number;
  /** Address of the database `postgres`, with the superuser, who needs no password. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Directory of the programs of a server; undefined if the machine has none. */
function programs(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const installed = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin')) : [];
  const onPath = (process.env.PATH ?? '').split(delimiter);
  return [...installed.toReversed(), ...onPath].find((path) =>
    ['initdb', 'pg_ctl', 'postgres'].every((name) => existsSync(join(path, name))),
  );
}

/**
 * Returns whether a server can be started here. Says aloud if it cannot, so that nobody takes a skipped test for a passed one.
 *
 * @param what names what is skipped
 */
export function hasPostgres(what: string): boolean {
  const found = programs() !== undefined && (process.getuid?.() !== 0 || existsSync('/usr/sbin/runuser'));
  if (!found) process.stderr.write(`PostgreSQL is not installed: ${what} is skipped\n`);
  return found;
}

/** Starts a server. */
export async function startPostgres(): Promise<Postgres> {
  const bin = programs();
  if (bin === undefined) throw new Error('PostgreSQL is not installed');
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-postgres-'));
  const data = join(directory, 'data');
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await run('chown', ['postgres', directory]);
  await chmod(directory, 0o700);
  const command = (name: string, ...args: readonly string[]): readonly [string, string[]] =>
    isRoot ? ['runuser', ['-u', 'postgres', '--', join(bin, name), ...args]] : [join(bin, name), [...args]];
  await run(...command('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'));
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${directory}`, 'fsync=off'];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(...command('postgres', ...args), { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = async (): Promise<void> => {
    const ended = server.exitCode === null ? new Promise((resolve) => server.once('close', resolve)) : undefined;
    // runuser would not pass a signal on that ends the server without waiting for its clients.
    if (server.exitCode === null)
      await run(...command('pg_ctl', '-D', data, '-m', 'immediate', 'stop')).catch(() => undefined);
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  await untilReady(server.stderr, server).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { port, url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

function untilReady(
  output: NodeJS.ReadableStream,
  server: { once(event: 'close', listener: () => void): unknown },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('ready to accept connections')) resolve();
    });
    server.once('close', () => reject(new Error(`PostgreSQL has not started: ${text}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
