// Runs `rollcall doctor`. An account whose credentials are missing is part of the result, not an error.

import { credentialMistakes } from '../../manifest/resolve/credentials.ts';
import { type Diagnosis, isSound } from '../../plan/doctor/document.ts';
import { isComplete } from '../../plan/doctor/rehearsal.ts';
import { type AccountToDiagnose, diagnose } from '../../workflows/doctor/index.ts';
import { listingsOf } from '../begin-reading.ts';
import { exitCodeOf, type SetExit } from '../exit-codes.ts';
import { isJson } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import { chosenScope, type Scope } from '../options/scope.ts';
import { readEnvironment } from '../secrets.ts';
import { type Session, withSession } from '../session.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { createTimeLimit } from '../time-limit.ts';
import type { DoctorOptions } from './options.ts';
import { checkRehearsal, type Rehearsed, rehearseAll } from './rehearse.ts';

/** Runs `rollcall doctor`: diagnoses the accounts, rehearses if that is asked for, and prints the result. */
export async function runDoctor(options: DoctorOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const { rehearse: email } = options;
  checkRehearsal(options, terminal);
  const watched = await watchCredentials(options);
  const limit = createTimeLimit(options.timeout, terminal);
  const wanted = { store: email !== undefined, base: 'none', signal: limit.signal, scope: watched.scope };
  const { found, interrupted } = await withSession(options, terminal, wanted, async (session): Promise<Rehearsed> => {
    limit.start();
    const read = await diagnose(await accountsOf(session, watched.unreachable(), options), {
      environment: session.configuration.environment?.name,
      network: process.env,
      isSandbox: options.sandbox !== undefined,
      now: Date.now,
    });
    // A rehearsal has no time limit: once it has begun, it must remove its contact.
    limit.end();
    if (email === undefined) return { found: read, interrupted: false };
    return rehearseAll(read, session, { ...options, rehearse: email }, terminal);
  });
  await print(found, options, terminal);
  const isWhole = found.accounts.every(({ rehearsal }) => rehearsal === undefined || isComplete(rehearsal));
  setExit(exitCodeOf({ command: 'doctor', isSound: found.accounts.every(isSound), isComplete: isWhole, interrupted }));
}

/**
 * Returns a scope without the accounts whose credentials are missing, and a function (`unreachable`) that returns these accounts
 * once the scope was computed.
 */
async function watchCredentials(options: DoctorOptions) {
  const environment = await readEnvironment(options);
  const chosen = chosenScope(options);
  let unreachable: readonly AccountToDiagnose[] = [];
  const scope: Scope = (configuration) => {
    const names = chosen(configuration);
    if (options.sandbox !== undefined) return names;
    unreachable = configuration.accounts.flatMap((account) => {
      const missing = credentialMistakes([account], environment, []);
      if (!names.has(account.name) || missing.length === 0) return [];
      const contacts = configuration.contacts.filter(({ desired }) => desired.account === account.name);
      return [{ account, contacts, missingVariables: variablesOf(missing) }];
    });
    const left = new Set(unreachable.map(({ account }) => account.name));
    return new Set([...names].filter((name) => !left.has(name)));
  };
  return { scope, unreachable: () => unreachable };
}

function variablesOf(mistakes: ReturnType<typeof credentialMistakes>): readonly string[] {
  return mistakes.flatMap((mistake) => ('variable' in mistake.args ? [String(mistake.args.variable)] : []));
}

async function accountsOf(
  { configuration, connections }: Session,
  unreachable: readonly AccountToDiagnose[],
  options: DoctorOptions,
): Promise<readonly AccountToDiagnose[]> {
  const listings = await listingsOf(options);
  const reachable = configuration.accounts.map(async (account): Promise<AccountToDiagnose> => {
    const connected = connections.accounts.get(account.name);
    const contacts = configuration.contacts.filter(({ desired }) => desired.account === account.name);
    const lastListing = connected === undefined ? undefined : await listings?.history.last(connected);
    return { account, contacts, connected, missingVariables: [], lastListing };
  });
  const all = [...(await Promise.all(reachable)), ...unreachable];
  return all.sort((a, b) => (a.account.name < b.account.name ? -1 : 1));
}

async function print(found: Diagnosis, options: DoctorOptions, terminal: Terminal): Promise<void> {
  const shown = isRedacted(options, process.env) ? await redacted(found) : found;
  if (isJson(options)) {
    const { renderDoctorJson } = await import('../../render/doctor/json.ts');
    for (const part of renderDoctorJson(shown)) await terminal.out(part);
    return;
  }
  const { renderDoctor } = await import('../../render/doctor/text.ts');
  await terminal.out(renderDoctor(shown, { color: terminal.color, width: terminal.width }));
}

async function redacted(found: Diagnosis): Promise<Diagnosis> {
  const { redactDiagnosis } = await import('../../render/redact/doctor.ts');
  return redactDiagnosis(found);
}
