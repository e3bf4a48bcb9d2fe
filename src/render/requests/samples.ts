// Which requests a plan shows: those of every contact where the plan is small, else one example of each shape. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { Plan, PlannedChange, PlannedRequest } from '../../plan/document.ts';
import type { Fold } from '../fold.ts';
import { isObject, partOf, type Serving, type Servings, servingsOf } from './serving.ts';

/** Up to so many changes, the requests of each are shown. */
const MAX_EACH = 20;

export interface ShownRequests extends Servings {
  /** Requests of every contact, instead of one example of each shape. */
  readonly each: boolean;
  /** Lists of a shared request are whole, however long. */
  readonly whole: boolean;
  /** Every request of a plan of any size was asked for. */
  readonly all: boolean;
}

/** @param wanted true: all of them; false: none; undefined: what a reader can take in */
export function requestsToShow(plan: Plan, wanted: boolean | undefined): ShownRequests | undefined {
  if (wanted === false) return undefined;
  const all = wanted === true;
  const isSmall = plan.changes.length <= MAX_EACH;
  return { ...servingsOf(plan), each: all || isSmall, whole: all || isSmall, all };
}

/** The requests of one contact, which may stand for those of others. */
export interface Sample {
  readonly key: string;
  /** Contacts whose requests are alike, this one included: they differ in values only. */
  readonly contacts: number;
  readonly servings: readonly Serving[];
}

/**
 * What is shown under each fold. Of contacts that stand alone, the first of those with requests of the same shape has them; a fold
 * of many contacts has an example of each shape of its own.
 *
 * @param folds one group of them
 * @param shown undefined: none are
 */
export function samplesOf(
  folds: readonly Fold[],
  shown: ShownRequests | undefined,
): ReadonlyMap<Fold, readonly Sample[]> {
  if (shown === undefined) return new Map();
  const alone = folds.filter(({ members }) => members.length === 1).map(({ change }) => change);
  const examples = new Map(mergeAlike(toSamples(alone, shown)).map((sample) => [sample.key, sample]));
  return new Map(
    folds.map((fold) => {
      const samples = toSamples(fold.members, shown);
      if (shown.each) return [fold, samples];
      return [
        fold,
        fold.members.length > 1 ? mergeAlike(samples) : samples.flatMap(({ key }) => examples.get(key) ?? []),
      ];
    }),
  );
}

function toSamples(changes: readonly PlannedChange[], { byChange }: ShownRequests): readonly Sample[] {
  return changes
    .map(({ id, key }) => ({ key, contacts: 1, servings: byChange.get(id) ?? [] }))
    .filter(({ servings }) => servings.length > 0);
}

function mergeAlike(samples: readonly Sample[]): readonly Sample[] {
  const alike = new Map<string, Sample[]>();
  for (const sample of samples) {
    const shape = JSON.stringify(sample.servings.map(shapeOf));
    const others = alike.get(shape);
    if (others === undefined) alike.set(shape, [sample]);
    else others.push(sample);
  }
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, contacts: 1 + others.length }],
  );
}

/** Everything but identifiers and values; that a value is removed belongs to the shape. */
function shapeOf(serving: Serving): Json {
  const { method, path, query } = serving.request;
  const isShared = serving.contacts > 1;
  return [method, path.split('/').length, query.map(([name]) => name), isShared, bodyShape(partOf(serving) ?? null)];
}

function bodyShape(value: Json): Json {
  if (Array.isArray(value)) return [...new Set(value.map((element: Json) => JSON.stringify(bodyShape(element))))];
  if (isObject(value)) return Object.entries(value).flatMap(([name, member]) => [name, bodyShape(member)]);
  return value === null ? null : true;
}

/** Requests of an account that belong to no single contact, in lists with a title; lists that would be empty are left out. */
export function sharedRequests(
  account: string,
  shown: ShownRequests | undefined,
): readonly { readonly title: string; readonly requests: readonly PlannedRequest[] }[] {
  return [
    { title: 'requests for several contacts', requests: shown?.shared.get(account) ?? [] },
    { title: 'requests for no contact of this plan', requests: shown?.stray.get(account) ?? [] },
  ].filter(({ requests }) => requests.length > 0);
}
