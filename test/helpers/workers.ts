// Workers of the built program as processes that can be killed, paused and ended, and a world of accounts for them: half of the
// contacts are at the vendor and get another name, the others are created.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { JournalRecord } from '../../src/apply/journal/journal.ts';
import { FIXTURES } from '../contract/fixtures.ts';
import { person } from '../contract/person.ts';
import { runSql } from './queue-server.ts';
import { BIN, type Workplace } from './rollcall.ts';
import type { ReceivedRequest } from './workbench.ts';

export interface WorkerProcess {
  readonly pid: number;
  /** What it said on stderr. */
  said(): string;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a worker, without any file of the place where the plan was made. */
export function startWorker(environment: Readonly<Record<string, string>>, ...args: readonly string[]): WorkerProcess {
  const child: ChildProcess = spawn(process.execPath, ['--', BIN, 'worker', ...args], {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return {
    pid: child.pid ?? 0,
    said: () => said,
    ended: once(child, 'exit').then(([code, signal]) => code ?? signal),
    signal: (name) => void child.kill(name),
  };
}

/** The accounts of a world: every second one is at the other vendor. */
export function accountNames(amount: number): readonly string[] {
  return Array.from({ length: amount }, (_, index) => `a${index + 1}`);
}

/** The credentials of the accounts, each of which is a destination of its own. */
export function credentialsOf(accounts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(accounts.map((name) => [`KEY_${name.toUpperCase()}`, `brand${name}-0123456789abcdef`]));
}

/** A world of contacts. */
export interface WorldOptions {
  /** URL of the sandbox. */
  readonly url: string;
  /** Number of contacts of each account. */
  readonly contacts: number;
  /** How many of them are at the vendor before (default: every second one). The others are created, which a vendor may do in batches. */
  readonly before?: 'half' | 'all';
}

/** Writes the manifests of a world, and puts those who are there before into the sandbox. */
export async function writeWorld(
  place: Workplace,
  accounts: readonly string[],
  { url, contacts, before = 'half' }: WorldOptions,
): Promise<void> {
  const isThere = (n: number): boolean => before === 'all' || n % 2 === 0;
  const numbers = Array.from({ length: contacts }, (_, n) => n);
  const lines = accounts.map((name) => {
    const provider = providerOf(name);
    const at = `provider: ${provider}, apiKey: "\${KEY_${name.toUpperCase()}}", baseUrl: "${url}/@${name}/${provider}"`;
    return `  ${name}: { ${at}, limits: { maxChangedPercent: 100, minContacts: 0 } }\n`;
  });
  await place.write('contacts.d/accounts.yaml', `accounts:\n${lines.join('')}`);
  for (const name of accounts) {
    const entries = numbers.map((n) => ({
      ...{ email: emailOf(name, n), firstName: markOf(name, n), accounts: [name] },
      ...(isThere(n) ? {} : { channels: { email: { status: 'unsubscribed' } } }),
    }));
    await place.write(`contacts.d/${name}.json`, JSON.stringify({ contacts: entries }));
  }
  const state = Object.fromEntries(
    accounts.map((name) => {
      const people = numbers
        .filter(isThere)
        .map((n) => person({ email: emailOf(name, n), scalars: { firstName: 'Before' } }));
      const provider = providerOf(name);
      return [name, { [provider]: FIXTURES[DIALECTS[provider]].encode(people) }];
    }),
  );
  const body = JSON.stringify({ version: 1, accounts: state });
  await fetch(`${url}/_sandbox/state`, { method: 'PUT', body });
}

const DIALECTS = { omnisend: 'omnisend@2026-03-15', loops: 'loops@v1' } as const;

function providerOf(account: string): keyof typeof DIALECTS {
  return Number(account.slice(1)) % 2 === 1 ? 'omnisend' : 'loops';
}

function emailOf(account: string, n: number): string {
  return `p${n}@${account}.example.com`;
}

/** The name that a contact gets: no two get the same, so that a request's body tells whom it is for. */
function markOf(account: string, n: number): string {
  return `Mark${account}n${n}x`;
}

const MARK = /Mark\w+?n\d+x/g;

/** A record of a journal in the database, with the fencing token under which it was written. */
export interface FencedRecord {
  readonly account: string;
  readonly token: number;
  readonly record: JournalRecord;
}

/** The journals of all runs, in the order in which they were written. */
export async function journalsIn(databaseUrl: string): Promise<readonly FencedRecord[]> {
  const rows = await runSql<{ readonly account: string; readonly token: string; readonly line: string }>(
    databaseUrl,
    'SELECT account, token, line FROM rollcall.journal ORDER BY account, token, n',
  );
  return rows.map(({ account, token, line }) => ({ account, token: Number(token), record: JSON.parse(line) }));
}

/** The people whom each write of the sandbox's log is for. */
function writesIn(
  log: readonly ReceivedRequest[],
): readonly { readonly account: string; readonly marks: readonly string[] }[] {
  return log
    .filter(({ method }) => method !== 'GET')
    .map(({ account, body }) => ({ account, marks: [...new Set(JSON.stringify(body).match(MARK) ?? [])] }))
    .filter(({ marks }) => marks.length > 0);
}

/**
 * Destinations at which writes of two workers came mixed: after one of the later worker, one of the earlier worker. The order is that of
 * the sandbox's log; the worker of a write is told by the fencing token under which the journal announced it.
 *
 * @param keys of the plan's changes, by account and id within the plan
 */
export function mixedWrites(
  log: readonly ReceivedRequest[],
  journals: readonly FencedRecord[],
  keys: ReadonlyMap<string, string>,
): readonly string[] {
  const tokens = new Map<string, Set<number>>();
  for (const { account, token, record } of journals) {
    if (record.type !== 'sending') continue;
    for (const change of record.changes) {
      const mark = markOfKey(account, keys.get(change) ?? '');
      tokens.set(mark, (tokens.get(mark) ?? new Set()).add(token));
    }
  }
  const newest = new Map<string, number>();
  return writesIn(log).flatMap(({ account, marks }) =>
    marks.flatMap((mark) => {
      const own = [...(tokens.get(mark) ?? [])];
      const before = newest.get(account) ?? 0;
      const [first = 0] = own;
      if (own.length === 0) return [`${account}: ${mark} was sent and never announced`];
      // Announced by several workers, the write may be of any of them.
      if (own.length === 1) newest.set(account, Math.max(before, first));
      return Math.max(...own) < before ? [`${account}: ${mark} of worker ${first} after worker ${before}`] : [];
    }),
  );
}

function markOfKey(account: string, key: string): string {
  return markOf(account, Number(/p(\d+)@/.exec(key)?.[1]));
}

/** Writes that were carried out although the journal said before that they were confirmed. */
export function sentAgain(journals: readonly FencedRecord[]): readonly string[] {
  const confirmed = new Set<string>();
  return journals.flatMap(({ account, record }) => {
    if (record.type === 'answered') {
      for (const { change, result } of record.results)
        if (result === 'confirmed') confirmed.add(`${account} ${change}`);
    }
    if (record.type !== 'sending') return [];
    return record.changes.map((change) => `${account} ${change}`).filter((one) => confirmed.has(one));
  });
}
