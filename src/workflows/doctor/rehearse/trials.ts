// Plans what a rehearsal tries at one account: every unproven fact of the dialect, and every field and list that the manifests use.
// Never a channel, and nothing that sends mail. Pure.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import type { PropertyValue } from '../../../contact/contact.ts';
import type { FieldPath, FieldValue } from '../../../contact/difference.ts';
import { SCALAR_FIELDS, SCALAR_NAMES, type ScalarField } from '../../../contact/fields.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { Doing, TrialResult, WhyNotTried } from '../../../plan/doctor/rehearsal.ts';
import type { Capabilities, FieldSupport } from '../../../providers/capabilities.ts';
import type { AccountSchema, PropertyType } from '../../../providers/contract.ts';

/** One trial in two steps: a field gets a value, and then another value or none. */
export interface Trial {
  readonly path: FieldPath;
  readonly first: FieldValue;
  /** Value of the second step; null clears the field. Undefined: the field cannot be cleared, and only setting it is tried. */
  readonly next: FieldValue | undefined;
  /** What the second step does; `setting` says what the first step does. */
  readonly does: Doing;
  readonly setting: Doing;
  /** Id of the fact that the second step shows to be true or false. */
  readonly fact?: string;
}

/** What is tried, and what is not. */
export interface Trials {
  /** Trials of one round share requests. Fields that may be stored in the same place are in different rounds. */
  readonly rounds: readonly (readonly Trial[])[];
  readonly skipped: readonly TrialResult[];
}

/** Tags that no other contact has. */
const TAGS = ['rollcall-doctor-1', 'rollcall-doctor-2'] as const;

/** Plans the trials of an account. */
export function planTrials(
  { capabilities }: Account,
  contacts: readonly ContactToPlan[],
  schema: AccountSchema,
): Trials {
  const { fields, unproven } = capabilities;
  const factOf = (field: string): string | undefined =>
    unproven.find((fact) => fact.field === field && fact.decides === 'clear')?.id;
  const scalars = SCALAR_NAMES.filter((name) => isTried(fields[name], factOf(name), isUsed(name, contacts)));
  const own = scalars.map((name) => scalarTrial(name, fields[name], factOf(name)));
  const alone = own.filter(({ path: [name = ''] }) => sharesPlace(fields[name as ScalarField]));
  const properties = propertyTrials(contacts, schema, factOf('customProperties'), capabilities);
  const timed = timeTrials(schema, unproven);
  const lists = listTrials(contacts, schema, capabilities);
  const sets = fields.tags.has ? tagTrials(unproven) : [];
  return {
    rounds: [
      [...own.filter((trial) => !alone.includes(trial)), ...properties.trials, ...lists.trials],
      ...alone.map((trial) => [trial]),
      ...timed.trials.map((trial) => [trial]),
      ...sets.map((trial) => [trial]),
    ].filter((round) => round.length > 0),
    skipped: [...properties.skipped, ...timed.skipped, ...lists.skipped, ...autorespondersSkipped(contacts)],
  };
}

function isTried(support: FieldSupport, fact: string | undefined, used: boolean): boolean {
  return support.has && support.write && (fact !== undefined || used);
}

function isUsed(name: ScalarField, contacts: readonly ContactToPlan[]): boolean {
  return contacts.some(({ desired }) => desired.scalars[name] !== undefined);
}

/** True for a field that may be stored in the same place as another one; it is tried in a round of its own. */
function sharesPlace(support: FieldSupport): boolean {
  return support.has && support.yieldsTo !== undefined;
}

function scalarTrial(name: ScalarField, support: FieldSupport, fact: string | undefined): Trial {
  const [example = ''] = (support.has ? support.values : undefined) ?? SCALAR_FIELDS[name].examples;
  const isCleared = fact !== undefined || (support.has && support.clear !== 'no');
  return {
    ...{ path: [name], first: example, next: isCleared ? null : undefined, does: 'clear', setting: 'set' },
    ...(fact === undefined ? {} : { fact }),
  };
}

function tagTrials(unproven: Capabilities['unproven']): readonly Trial[] {
  return unproven.flatMap(({ id, field, decides }): readonly Trial[] => {
    if (field !== 'tags') return [];
    const shared = { path: ['tags'], setting: 'set', fact: id } as const;
    return decides === 'replace'
      ? [{ ...shared, first: [...TAGS], next: [TAGS[0]], does: 'replace' }]
      : [{ ...shared, first: [TAGS[0]], next: null, does: 'clear' }];
  });
}

interface NamedTrials {
  readonly trials: readonly Trial[];
  readonly skipped: readonly TrialResult[];
}

/**
 * Plans trials of the properties that the manifests use. If they use none, and a fact about properties is unproven, one that the
 * account defines is tried.
 */
function propertyTrials(
  contacts: readonly ContactToPlan[],
  { properties: defined }: AccountSchema,
  fact: string | undefined,
  { fields, customProperties: { dates } }: Capabilities,
): NamedTrials {
  const support: FieldSupport = fields.customProperties;
  if (!support.has) return { trials: [], skipped: [] };
  const used = usedProperties(contacts);
  const [anyDefined] = defined?.keys() ?? [];
  const names = used.size > 0 || fact === undefined || anyDefined === undefined ? [...used.keys()] : [anyDefined];
  const known = names.filter((name) => defined === undefined || defined.has(name));
  const unknown = names.filter((name) => !known.includes(name));
  const trials = known.map((name, index): Trial => {
    const first = propertySample(defined?.get(name), used.get(name), dates);
    const shared = { path: ['customProperties', name], first, next: null, does: 'clear', setting: 'set' } as const;
    return index === 0 && fact !== undefined ? { ...shared, fact } : shared;
  });
  const withoutFact = fact !== undefined && trials.length === 0;
  return {
    trials,
    skipped: [
      ...unknown.map((name) => skipped(['customProperties', name], 'set', 'not-defined')),
      ...(withoutFact ? [{ ...skipped(['customProperties'], 'clear', 'not-defined'), fact }] : []),
    ],
  };
}

/** Plans the trial of a date property: sets a day first, and then a day with a time. */
function timeTrials({ properties }: AccountSchema, unproven: Capabilities['unproven']): NamedTrials {
  const fact = unproven.find(({ decides }) => decides === 'time')?.id;
  if (fact === undefined) return { trials: [], skipped: [] };
  const name = [...(properties ?? [])].find(([, type]) => type === 'date')?.[0];
  if (name === undefined)
    return { trials: [], skipped: [{ ...skipped(['customProperties'], 'set', 'not-defined'), fact }] };
  const steps = { first: '2026-01-02', next: '2026-01-03 04:05:06' } as const;
  return { trials: [{ path: ['customProperties', name], ...steps, does: 'set', setting: 'set', fact }], skipped: [] };
}

function usedProperties(contacts: readonly ContactToPlan[]): ReadonlyMap<string, PropertyValue | undefined> {
  const used = new Map<string, PropertyValue | undefined>();
  for (const { desired } of contacts) {
    for (const [name, value] of Object.entries(desired.customProperties))
      if (used.get(name) === undefined) used.set(name, value ?? undefined);
  }
  return used;
}

/** Returns an example value of the type that the account defines, otherwise of the declared value's type. */
function propertySample(
  type: PropertyType | undefined,
  declared: PropertyValue | undefined,
  dates: Capabilities['customProperties']['dates'],
): PropertyValue {
  if (type === 'date') return dates === 'instant' ? '2026-01-02T00:00:00.000Z' : '2026-01-02';
  if (type === 'number' || (type === undefined && typeof declared === 'number')) return 7;
  if (type === 'boolean' || (type === undefined && typeof declared === 'boolean')) return true;
  return type === undefined && Array.isArray(declared) ? ['rollcall'] : 'rollcall';
}

function listTrials(
  contacts: readonly ContactToPlan[],
  { lists: defined }: AccountSchema,
  { fields, lists }: Capabilities,
): NamedTrials {
  const support: FieldSupport = fields.lists;
  if (!support.has) return { trials: [], skipped: [] };
  const names = membersOf(contacts, 'lists');
  if (lists.refusesOptedOut === true)
    return { trials: [], skipped: names.map((name) => skipped(['lists', name], 'join', 'needs-subscription')) };
  const known = names.filter((name) => defined === undefined || defined.has(name));
  return {
    trials: known.map((name) => ({ path: ['lists', name], first: true, next: null, does: 'leave', setting: 'join' })),
    skipped: names
      .filter((name) => !known.includes(name))
      .map((name) => skipped(['lists', name], 'join', 'not-defined')),
  };
}

function autorespondersSkipped(contacts: readonly ContactToPlan[]): readonly TrialResult[] {
  return membersOf(contacts, 'autoresponders').map((name) => skipped(['autoresponders', name], 'join', 'sends-mail'));
}

function membersOf(contacts: readonly ContactToPlan[], set: 'lists' | 'autoresponders'): readonly string[] {
  const names = contacts.flatMap(({ desired }) => {
    const declared = desired.sets[set];
    if (declared === undefined) return [];
    return declared.form === 'list' ? declared.members : Object.keys(declared.members);
  });
  return [...new Set(names)].sort();
}

function skipped(path: FieldPath, does: Doing, why: WhyNotTried) {
  return { path, does, result: 'not-tried', why } as const satisfies TrialResult;
}
