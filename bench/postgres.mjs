// Starts a PostgreSQL server for the benchmarks of the queue, in a temporary directory. It refuses to run as root, so then it runs as
// the user postgres, whom Debian's packages bring.

import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = '/usr/lib/postgresql';
const PORT = 54_329;

/** Returns the directory of the server's programs; undefined if it is not installed. */
function binaries() {
  const versions = existsSync(PACKAGES) ? readdirSync(PACKAGES).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(PACKAGES, version, 'bin')).find((place) => existsSync(join(place, 'initdb')));
}

/** Starts the server. Returns `{ database(), stop() }`; undefined if PostgreSQL is not installed. */
export function startPostgres() {
  const programs = binaries();
  if (programs === undefined) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-postgres-'));
  const isRoot = process.getuid() === 0;
  const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  if (isRoot) chownSync(directory, idOf('-u'), idOf('-g'));
  const call = (program, ...args) => {
    const command = [...(isRoot ? ['runuser', '-u', 'postgres', '--'] : []), join(programs, program), ...args];
    const { status } = spawnSync(command[0], command.slice(1), { stdio: 'ignore', cwd: '/' });
    if (status !== 0) throw new Error(`${program} ended with ${status}`);
  };
  const data = join(directory, 'data');
  const control = ['-D', data, '-w', '-l', join(directory, 'log'), '-o', `-p ${PORT} -k ${directory} -h 127.0.0.1`];
  call('initdb', '-D', data, '-A', 'trust', '-U', 'rollcall', '--no-locale', '-E', 'UTF8');
  call('pg_ctl', ...control, 'start');
  let databases = 0;
  return {
    /** Creates an empty database. @returns its URL */
    database() {
      databases += 1;
      const name = `bench${databases}`;
      call('createdb', '-h', '127.0.0.1', '-p', String(PORT), '-U', 'rollcall', name);
      return `postgres://rollcall@127.0.0.1:${PORT}/${name}`;
    },
    stop() {
      call('pg_ctl', ...control, '-m', 'immediate', 'stop');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
