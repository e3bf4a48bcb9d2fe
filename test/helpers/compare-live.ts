// Is everybody at the vendors as is expected, or at least as is reported? Read from the sandbox's state in the vendors' own
// words; no provider has a part in it.

import { isDeepStrictEqual } from 'node:util';
import type { Person } from '../contract/person.ts';
import { type Expected, VENDORS, type World } from './matrix.ts';
import type { AccountName } from './matrix-cases.ts';
import type { SandboxState } from './workbench.ts';

export interface Mismatch {
  readonly account: AccountName;
  /** The person's email, or phone. */
  readonly who: string;
  readonly expected: readonly (Person | undefined)[];
  /** More than one: doubled. */
  readonly live: readonly Person[];
}

/** Everybody who is not exactly as the manifests want them, or, undeclared, not as they were. */
export function compareLive(state: SandboxState, world: World): readonly Mismatch[] {
  return compare(state, world, ({ after }) => [after]);
}

/**
 * Everybody who is not as was reported: where a change succeeded, as wanted; where it did not, every part of the person as it
 * was, or as wanted.
 */
export function compareReported(
  state: SandboxState,
  world: World,
  outcomes: readonly { readonly key: string; readonly status: string }[],
): readonly Mismatch[] {
  const succeeded = new Set(outcomes.filter(({ status }) => status === 'succeeded').map(({ key }) => key));
  return compare(state, world, ({ key, before, after }) => (succeeded.has(key) ? [after] : [before, after]));
}

function compare(
  state: SandboxState,
  { expected, bystanders }: World,
  wanted: (expected: Expected) => readonly (Person | undefined)[],
): readonly Mismatch[] {
  return (Object.keys(VENDORS) as AccountName[]).flatMap((account) => {
    const { provider, fixture } = VENDORS[account];
    const left = new Set(fixture.decode(state.accounts[account]?.[provider]));
    const check = (who: ReadonlySet<string | undefined>, allowed: readonly (Person | undefined)[]): Mismatch[] => {
      const live = [...left].filter((one) => who.has(nameOf(one)));
      for (const one of live) left.delete(one);
      if (live.length <= 1 && isMixOf(live[0], allowed)) return [];
      return [{ account, who: [...who].join(), expected: allowed, live }];
    };
    const declared = expected
      .filter((one) => one.account === account)
      .flatMap((one) => check(new Set([one.after, one.before].map(nameOf).filter(Boolean)), wanted(one)));
    const others = bystanders.flatMap((one) => check(new Set([nameOf(one)]), [one]));
    const strangers = [...left].map((one) => ({ account, who: nameOf(one) ?? '', expected: [], live: [one] }));
    return [...declared, ...others, ...strangers];
  });
}

function nameOf(one: Person | undefined): string | undefined {
  return one?.email ?? one?.phone;
}

/** Every part is as in one of those allowed; of one, that is: equal to it. */
function isMixOf(live: Person | undefined, allowed: readonly (Person | undefined)[]): boolean {
  if (allowed.some((one) => isDeepStrictEqual(parts(one), parts(live)))) return true;
  if (live === undefined || allowed.length === 1) return false;
  const choices = allowed.filter((one) => one !== undefined).map((one) => new Map(parts(one)));
  const names = new Set([...choices, new Map(parts(live))].flatMap((one) => [...one.keys()]));
  const own = new Map(parts(live));
  return [...names].every((name) => choices.some((choice) => isDeepStrictEqual(choice.get(name), own.get(name))));
}

/** A person as one flat list of parts: `sets.tags`, `properties.age`, … */
function parts(one: Person | undefined): readonly (readonly [string, unknown])[] {
  if (one === undefined) return [];
  const { scalars, sets, properties, ...rest } = one;
  const entries = [
    ...Object.entries(rest),
    ...Object.entries(scalars).map(([name, value]) => [`scalars.${name}`, value] as const),
    ...Object.entries(sets).flatMap(([name, members]) =>
      members.map((member) => [`sets.${name}.${member}`, true] as const),
    ),
    ...Object.entries(properties).map(([name, value]) => [`properties.${name}`, value] as const),
  ];
  return entries.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
}
