// Starts the processes that the benchmarks measure, and the sandbox, each in its own process.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';

export const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const USAGE = new URL('./usage.mjs', import.meta.url).href;

/**
 * The environment of all processes. It unsets NODE_EXTRA_CA_CERTS, because reading the certificates of a whole system delays the
 * start of Node by 30 ms, and no benchmark needs them.
 */
const ENVIRONMENT = {
  ...process.env,
  CI: '',
  NODE_EXTRA_CA_CERTS: undefined,
  // Locks lie there: nothing is written to the real home.
  XDG_STATE_HOME: join(tmpdir(), 'rollcall-bench-state'),
};

/**
 * Runs a command and waits until it exits.
 *
 * @returns its duration in milliseconds and its stdout
 * @throws Error if its exit code is not 0
 */
export function run(command, args, { cwd, env = {} } = {}) {
  const start = performance.now();
  const ended = spawnSync(command, args, {
    cwd,
    env: { ...ENVIRONMENT, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const ms = performance.now() - start;
  if (ended.status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${ended.status}\n${ended.stderr}`);
  return { ms, stdout: ended.stdout };
}

export function rollcall(args, { cwd, env = {}, nodeOptions = [] }) {
  const file = join(tmpdir(), `rollcall-bench-usage-${process.pid}.json`);
  const { ms, stdout } = run(process.execPath, [...nodeOptions, '--import', USAGE, BIN, ...args], {
    cwd,
    env: { OMNISEND_API_KEY: 'bench', ...env, BENCH_USAGE: file },
  });
  return { ms, stdout, ...JSON.parse(readFileSync(file, 'utf8')) };
}

const GIT = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];

/** Commits everything in a directory, as a team does. Makes it a repository first, if it is none. */
export function commitAll(cwd) {
  if (!existsSync(join(cwd, '.git'))) run('git', ['init', '--quiet'], { cwd });
  writeFileSync(join(cwd, '.gitignore'), '.rollcall/\n');
  run('git', ['add', '--all'], { cwd });
  run('git', [...GIT, 'commit', '--quiet', '--message=bench'], { cwd });
}

/** Commits and applies manifests that are as live is, so that later plans are compared with a record. */
export function recordManifests(cwd, { url }) {
  commitAll(cwd);
  rollcall(['apply', '--auto-approve', '--sandbox', url, '--quiet'], { cwd });
}

/** Runs Node without preloading anything, as a user would. */
export function bare(...args) {
  return run(process.execPath, args);
}

export const versionArgs = [BIN, '--version'];

/** Runs a script of this directory that prints one JSON value, and returns the value. */
export function child(script, ...args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return JSON.parse(run(process.execPath, ['--max-old-space-size=8192', path, ...args]).stdout);
}

/** Starts a sandbox. Resolves to `{ url, requests(), close() }` once it listens. */
export async function startSandbox(contacts, rateLimit = 'off') {
  const args = ['sandbox', '--port', '0', '--contacts', String(contacts), '--rate-limit', String(rateLimit)];
  const sandbox = spawn(process.execPath, ['--max-old-space-size=8192', BIN, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: ENVIRONMENT,
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    sandbox.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      const [found] = /http:\/\/127\.0\.0\.1:\d+(?=\n)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    sandbox.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  return {
    url,
    /** Returns the requests that the sandbox received since the last call. */
    async requests() {
      // Do not reuse a connection: the sandbox closes idle ones after two minutes, and a measurement can take longer.
      const at = `${url}/_sandbox/requests`;
      const log = await (await request(at, { reset: true })).body.json();
      await (await request(at, { method: 'DELETE', reset: true })).body.dump();
      return log.requests ?? log;
    },
    async close() {
      sandbox.removeAllListeners('exit');
      await new Promise((resolve) => {
        sandbox.once('exit', resolve);
        sandbox.kill('SIGTERM');
      });
    },
  };
}

export function hasTerraform() {
  return spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
}
