// Selection of the requests that a plan shows: those of every contact if the plan is small, else one example of each shape. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { Plan, PlannedChange, PlannedRequest } from '../../plan/document.ts';
import type { Fold } from '../fold.ts';
import { isObject, partOf, type Serving, type Servings, servingsOf } from './serving.ts';

/** Up to this many changes, the requests of every change are shown. */
const MAX_EACH = 20;

/** The requests of a plan, and how many of them to show. */
export interface ShownRequests extends Servings {
  /** Show the requests of every contact, instead of one example of each shape. */
  readonly each: boolean;
  /** Show the lists of shared requests in full. */
  readonly whole: boolean;
  /** All requests were asked for, regardless of the plan's size. */
  readonly all: boolean;
}

/**
 * Decides which requests to show.
 *
 * @param wanted true: all; false: none; undefined: depends on the size of the plan
 * @returns undefined if none are shown
 */
export function requestsToShow(plan: Plan, wanted: boolean | undefined): ShownRequests | undefined {
  if (wanted === false) return undefined;
  const all = wanted === true;
  const isSmall = plan.changes.length <= MAX_EACH;
  return { ...servingsOf(plan), each: all || isSmall, whole: all || isSmall, all };
}

/** The requests of one contact, shown as an example for others that are alike. */
export interface Sample {
  readonly key: string;
  /** Number of contacts with alike requests, including this one: they differ only in values. */
  readonly contacts: number;
  readonly servings: readonly Serving[];
}

/**
 * The samples of each fold. Among folds with one contact, the first of each shape of requests gets the sample; a fold of many
 * contacts gets its own sample of each shape.
 *
 * @param folds those of one group
 * @param shown undefined: no samples
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

/** Everything except identifiers and values; whether a value is removed is part of the shape. */
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

/** Requests of an account that do not belong to a single contact, in non-empty lists with titles. */
export function sharedRequests(
  account: string,
  shown: ShownRequests | undefined,
): readonly { readonly title: string; readonly requests: readonly PlannedRequest[] }[] {
  return [
    { title: 'requests for several contacts', requests: shown?.shared.get(account) ?? [] },
    { title: 'requests for no contact of this plan', requests: shown?.stray.get(account) ?? [] },
  ].filter(({ requests }) => requests.length > 0);
}
