// Selects the requests that a plan shows: those of every contact if the plan is small, otherwise one example of each shape. The shape
// of a request is what remains without identifiers and values. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { Plan, PlannedChange, PlannedRequest } from '../../plan/document.ts';
import type { Fold } from '../fold.ts';
import { isObject, partOf, type Serving, type Servings, servingsOf } from './serving.ts';

/** Up to this many changes, the requests of every change are shown. */
const MAX_EACH = 20;

/** The requests of a plan, and how many of them to show. */
export interface ShownRequests extends Servings {
  /** Whether to show the requests of every contact, instead of one example of each shape. */
  readonly each: boolean;
  /** Whether to show all elements of the lists in shared requests. */
  readonly whole: boolean;
  /** Whether the user asked for all requests, whatever the size of the plan. */
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

/** The requests of one contact, as an example for all contacts whose requests have the same shape. */
export interface Sample {
  readonly key: string;
  /** Number of contacts whose requests have the same shape, including this one. */
  readonly contacts: number;
  readonly servings: readonly Serving[];
}

/**
 * Returns the samples of each fold. If `shown.each` is set, every contact gets a sample. Otherwise, a fold of several contacts gets
 * one sample of each shape. Folds with one contact share their samples: only the first fold of each shape gets one.
 *
 * @param folds the folds of one group
 * @param shown undefined for no samples
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

/** Returns the shape of a request. `null` stays, because the removal of a value is part of the shape. */
function shapeOf(serving: Serving): Json {
  const { method, path, query } = serving.request;
  const isShared = serving.contacts > 1;
  return [method, path.split('/').length, query.map(([name]) => name), isShared, bodyShape(partOf(serving) ?? null)];
}

function bodyShape(value: Json): Json {
  if (Array.isArray(value)) {
    // Nest the shapes as values, not as JSON texts: escaping a text again at every level would double its escape characters.
    const shapes = value.map((element: Json) => bodyShape(element));
    return [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape])).values()];
  }
  if (isObject(value)) return Object.entries(value).flatMap(([name, member]) => [name, bodyShape(member)]);
  return value === null ? null : true;
}

/** Returns the requests of an account that do not belong to a single contact, in lists with titles. No list is empty. */
export function sharedRequests(
  account: string,
  shown: ShownRequests | undefined,
): readonly { readonly title: string; readonly requests: readonly PlannedRequest[] }[] {
  return [
    { title: 'requests for several contacts', requests: shown?.shared.get(account) ?? [] },
    { title: 'requests for no contact of this plan', requests: shown?.stray.get(account) ?? [] },
  ].filter(({ requests }) => requests.length > 0);
}
