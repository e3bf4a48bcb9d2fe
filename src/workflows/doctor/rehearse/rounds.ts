// Makes the trials of one round at the contact: sets all values with one request, reads the contact, clears the values with
// another request, and reads again. If the vendor refuses the request for all values, each value is sent alone.

import type { LiveContact } from '../../../contact/contact.ts';
import { difference, type FieldPath, type FieldValue } from '../../../contact/difference.ts';
import type { Clock } from '../../../http/clock.ts';
import type { Problem } from '../../../live/problem.ts';
import type { TrialResult } from '../../../plan/doctor/rehearsal.ts';
import type { ReadFailure } from '../../../plan/document.ts';
import type { TestContact } from './contact.ts';
import type { Trial } from './trials.ts';

/** Pauses before the readings after a write, in milliseconds: vendors show some values only after a while. */
const PAUSES = [0, 500, 1000, 2000, 4000, 8000] as const;

/** What a round needs. */
export interface RoundContext {
  readonly contact: TestContact;
  readonly clock: Clock;
}

/** The results of a round, and the contact as it was last read; or the problem that stopped the rehearsal. */
export type RoundEnd = { readonly results: readonly TrialResult[] } & (
  | { readonly live: LiveContact }
  | { readonly stopped: Problem }
);

/** Makes the trials of one round. */
export async function runRound(round: readonly Trial[], live: LiveContact, context: RoundContext): Promise<RoundEnd> {
  const set = await step(round, live, SETTING, context);
  if ('stopped' in set) return { ...set, results: round.map(notTried) };
  const made = round.map((trial) => setResult(trial, set));
  const twoSteps = round.filter((trial) => trial.next !== undefined);
  const ready = twoSteps.filter((trial) => SETTING.isReached(set.live, trial));
  const cleared = await step(ready, set.live, ENDING, context);
  if ('stopped' in cleared) return { ...cleared, results: [...made, ...twoSteps.map(notTried)] };
  const ended = twoSteps.map((trial) => (ready.includes(trial) ? clearResult(trial, cleared) : notSet(trial)));
  return { live: cleared.live, results: [...made, ...ended] };
}

/** One step of a round: which value each trial writes, and whether the contact shows that value. */
interface Goal {
  readonly wantedOf: (trial: Trial) => FieldValue;
  readonly isReached: (live: LiveContact, trial: Trial) => boolean;
}

/**
 * The first step. A set may still have members from before: the second step finds out whether writing a set removes the others.
 */
const SETTING: Goal = {
  wantedOf: ({ first }) => first,
  isReached: (live, { path, first }) => {
    const now = valueAt(live, path);
    if (Array.isArray(first) && Array.isArray(now) && path.length === 1)
      return first.every((member) => now.includes(member));
    return keyOf(now) === keyOf(first);
  },
};

const ENDING: Goal = {
  wantedOf: ({ next = null }) => next,
  isReached: (live, { path, next = null }) => keyOf(valueAt(live, path)) === keyOf(next),
};

interface Step {
  readonly live: LiveContact;
  readonly refused: ReadonlyMap<Trial, Problem>;
}

/**
 * Writes a value for each trial, and reads the contact until it shows all values that were not refused, or until the time is
 * over.
 */
async function step(
  trials: readonly Trial[],
  live: LiveContact,
  { wantedOf, isReached }: Goal,
  { contact, clock }: RoundContext,
): Promise<Step | { readonly stopped: Problem }> {
  const refused = new Map<Trial, Problem>();
  if (trials.length === 0) return { live, refused };
  const differencesOf = (own: readonly Trial[]) =>
    own.map((trial) => difference(trial.path, valueAt(live, trial.path), wantedOf(trial)));
  const together = await contact.write(live, differencesOf(trials));
  if (together.reply === 'stopped') return { stopped: together.problem };
  for (const trial of together.reply === 'refused' ? trials : []) {
    const alone = trials.length === 1 ? together : await contact.write(live, differencesOf([trial]));
    if (alone.reply === 'stopped') return { stopped: alone.problem };
    if (alone.reply === 'refused') refused.set(trial, alone.problem);
  }
  const isDone = (now: LiveContact): boolean => trials.every((trial) => refused.has(trial) || isReached(now, trial));
  const after = await readUntil(isDone, { contact, clock });
  return 'stopped' in after ? after : { live: after.live ?? live, refused };
}

/**
 * Reads the contact until it is as wanted, or until the time is over.
 *
 * @returns the contact as it was last read; undefined if the account did not have it
 */
export async function readUntil(
  isWanted: (live: LiveContact) => boolean,
  { contact, clock }: RoundContext,
): Promise<{ readonly live: LiveContact | undefined } | { readonly stopped: Problem }> {
  let live: LiveContact | undefined;
  for (const pause of PAUSES) {
    if (pause > 0) await clock.sleep(pause);
    const found = await contact.find();
    if (found.reply !== 'done') return { stopped: found.problem };
    live = found.value;
    if (live !== undefined && isWanted(live)) break;
  }
  return { live };
}

function setResult(trial: Trial, { live, refused }: Step): TrialResult {
  const { path, setting } = trial;
  return { path, does: setting, ...resultOf(SETTING.isReached(live, trial), refused.get(trial)) };
}

function clearResult(trial: Trial, { live, refused }: Step): TrialResult {
  const { path, does, fact } = trial;
  const ended = resultOf(ENDING.isReached(live, trial), refused.get(trial));
  return { path, does, ...(fact === undefined ? {} : { fact }), ...ended };
}

function resultOf(isThere: boolean, refusal: Problem | undefined) {
  if (refusal !== undefined) return { result: 'refused', failure: failureOf(refusal) } as const;
  return { result: isThere ? 'proved' : 'ignored' } as const;
}

/** Returns what a document says about a problem. */
export function failureOf({ code, args }: Problem): ReadFailure {
  return { code, args };
}

function notSet({ path, does, fact }: Trial): TrialResult {
  return { path, does, ...(fact === undefined ? {} : { fact }), result: 'not-tried', why: 'not-set' };
}

/** The result of a trial that was not made, because the rehearsal ended early; a trial of one step is named by that step. */
export function notTried({ path, next, does, setting, fact }: Trial): TrialResult {
  return {
    path,
    does: next === undefined ? setting : does,
    ...(fact === undefined ? {} : { fact }),
    result: 'not-tried',
    why: 'stopped',
  };
}

/** The live value of a field, in the form that differences have. */
function valueAt(live: LiveContact, [field = '', name]: FieldPath): FieldValue {
  if (field === 'customProperties') return ownValue(live.customProperties, name);
  if (field === 'tags' || field === 'lists' || field === 'autoresponders') {
    const members = live.sets[field] ?? [];
    if (name !== undefined) return members.includes(name) ? true : null;
    return members.length === 0 ? null : members;
  }
  return ownValue(live.scalars, field);
}

function ownValue(values: Readonly<Record<string, FieldValue>>, name = ''): FieldValue {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

/** Returns a text that is the same for values that a plan takes as equal: lists in any order, and dates of the same instant. */
function keyOf(value: FieldValue): string {
  if (Array.isArray(value)) return JSON.stringify([...value].sort());
  const [, day, time = '00:00:00'] =
    typeof value === 'string' ? (/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.0+)?Z?)?$/.exec(value) ?? []) : [];
  return day === undefined ? JSON.stringify(value) : `${day}T${time}`;
}
