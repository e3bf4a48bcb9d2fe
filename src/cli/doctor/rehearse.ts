// Runs the rehearsals of `rollcall doctor --rehearse`: asks twice, takes the locks, rehearses one account after the other, and records
// what was found in the manifests' directory.

import { randomBytes } from 'node:crypto';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import { joined, type Sentence, sentence, shown } from '../../contact/sentence.ts';
import { systemClock } from '../../http/clock.ts';
import { type Diagnosis, isSound } from '../../plan/doctor/document.ts';
import type { Rehearsal } from '../../plan/doctor/rehearsal.ts';
import { writeFacts } from '../../workflows/doctor/rehearse/facts-file.ts';
import { rehearse } from '../../workflows/doctor/rehearse/index.ts';
import { lockDestinations } from '../../workflows/locks.ts';
import { maskFor } from '../describe-error.ts';
import type { Interruption } from '../exit-codes.ts';
import { isCi, isRedacted } from '../options/redaction.ts';
import { storeDirectory } from '../places.ts';
import type { Session } from '../session.ts';
import { confirm } from '../terminal/confirm.ts';
import { ENDING_SIGNALS, onEndingSignals } from '../terminal/signals.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { DoctorOptions } from './options.ts';

/** A diagnosis with its rehearsals, and whether they were interrupted. */
export interface Rehearsed {
  readonly found: Diagnosis;
  readonly interrupted: Interruption;
}

/**
 * Checks the options of a rehearsal, before anything is read.
 *
 * @throws HintedError `usage` if the text is not an email address; `not-interactive` if nobody can be asked (no terminal, or CI)
 *   and --auto-approve is not given
 */
export function checkRehearsal({ rehearse: email, autoApprove }: DoctorOptions, terminal: Terminal): void {
  if (email === undefined) return;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw new HintedError('usage', sentence`${personal('email', email)} is not an email address`, {
      hint: sentence`give an address of your own, as in --rehearse me+rollcall@example.com`,
    });
  }
  if (autoApprove !== true && (!terminal.interactive || isCi(process.env))) {
    throw new HintedError('not-interactive', sentence`no terminal to confirm on`, {
      hint: sentence`give --auto-approve if the address is your own`,
    });
  }
}

/**
 * Rehearses at every sound account of the diagnosis.
 *
 * @throws HintedError `usage` if a manifest names the address; `declined`, `interrupted`; `locked`; `store`
 */
export async function rehearseAll(
  found: Diagnosis,
  session: Session,
  options: DoctorOptions & { readonly rehearse: string },
  terminal: Terminal,
): Promise<Rehearsed> {
  const { rehearse: email, sandbox } = options;
  const sound = found.accounts.filter(isSound).map(({ account }) => account);
  refuseDeclared(email, session);
  if (sound.length === 0) return { found, interrupted: false };
  if (options.autoApprove !== true) await askTwice(email, sound, session, options);
  const destinations = sound.flatMap((name) => session.connections.accounts.get(name)?.destination ?? []);
  const settings = { environment: process.env, ...(typeof sandbox === 'string' ? { sandbox } : {}) };
  const { lock } = await lockDestinations(await storeDirectory(), destinations, settings, { clock: systemClock });
  const watch = watchSignals(terminal);
  try {
    const results = new Map<string, Rehearsal>();
    for (const name of sound) {
      if (watch.interrupted() !== false) break;
      results.set(name, await rehearseOne(name, session, options, () => watch.interrupted() !== false));
    }
    const accounts = found.accounts.map((one) => {
      const rehearsal = results.get(one.account);
      return rehearsal === undefined ? one : { ...one, rehearsal };
    });
    return { found: { ...found, accounts }, interrupted: watch.interrupted() };
  } finally {
    watch.end();
    await lock.release();
  }
}

/** Refuses an address that the manifests declare or suppress: a rehearsal must not change the contact of such a person. */
function refuseDeclared(email: string, { configuration: { contacts, guards, accounts }, recording }: Session): void {
  const normal = normaliseEmail(email);
  // Look at all declared contacts, also at those that the filters of the command line leave out.
  const whole = recording instanceof Error ? contacts.map(({ desired }) => desired) : recording.whole.contacts;
  const person = { emails: [normal], phones: [] };
  const isDeclared = whole.some(({ identifiers, previously }) =>
    [identifiers.email, previously?.email].includes(normal),
  );
  if (!isDeclared && !accounts.some(({ name }) => guards?.get(name)?.find(person) !== undefined)) return;
  throw new HintedError('usage', sentence`the manifests name ${personal('email', email)}`, {
    hint: sentence`rehearse with an address of your own that no manifest names, as in me+rollcall@example.com`,
  });
}

async function askTwice(
  email: string,
  names: readonly string[],
  { configuration, connections }: Session,
  options: DoctorOptions,
): Promise<void> {
  const mask = await maskFor(isRedacted(options, process.env));
  const where = configuration.accounts
    .filter(({ name }) => names.includes(name))
    .map(
      ({ name, capabilities }) =>
        sentence`${shown(name)} (${shown(capabilities.label)}, ${shown(connections.accounts.get(name)?.origin ?? '')})`,
    );
  const staying = configuration.accounts.filter(
    ({ name, capabilities }) => names.includes(name) && !capabilities.deletes,
  );
  const stays: Sentence =
    staying.length === 0
      ? sentence`it is removed afterwards`
      : sentence`it stays at ${shown(staying.map(({ name }) => name).join(', '))}, without mailing rights, because the vendor deletes no contacts`;
  const first = sentence`Create one contact with the address ${personal('email', email)} at ${joined(where, ', ')}, write and clear its fields, and read them back; ${stays}?`;
  const second = sentence`Is ${personal('email', email)} an address of your own, and of nobody whom you mail?`;
  const declined = sentence`not rehearsed; nothing was written`;
  await confirm(first(mask), declined);
  await confirm(second(mask), declined);
}

async function rehearseOne(
  name: string,
  { configuration, connections }: Session,
  options: DoctorOptions & { readonly rehearse: string },
  isInterrupted: () => boolean,
): Promise<Rehearsal> {
  const account = configuration.accounts.find((one) => one.name === name);
  const connected = connections.accounts.get(name);
  if (account === undefined || connected === undefined) throw new RangeError(`account ${name} is not connected`);
  const result = await rehearse({
    ...{ account, connected, clock: systemClock, isInterrupted },
    contacts: configuration.contacts.filter(({ desired }) => desired.account === name),
    identity: { email: options.rehearse, userId: `rollcall-doctor-${randomBytes(4).toString('hex')}` },
  });
  // A sandbox proves nothing about a vendor, so no facts are recorded.
  if (options.sandbox !== undefined) return result;
  const recorded = await writeFacts(result, {
    ...{ directory: options.dir, workingDirectory: process.cwd(), account: name },
    capabilities: account.capabilities,
    environment: configuration.environment?.name,
    declared: account.facts ?? [],
    today: new Date().toISOString().slice(0, 10),
  });
  return recorded === undefined ? result : { ...result, recorded };
}

/**
 * Listens for signals while rehearsals run. The first signal ends the rehearsal in an orderly way: the contact is removed. The
 * second one ends the process.
 */
function watchSignals(terminal: Terminal) {
  let interrupted: Interruption = false;
  const end = onEndingSignals((signal) => {
    const code = ENDING_SIGNALS[signal];
    if (interrupted !== false) process.exit(code);
    interrupted = code;
    terminal.err('\nRemoving the contact of the rehearsal; interrupt again to exit at once, and leave it there.\n');
  });
  return { interrupted: () => interrupted, end };
}
