// Tells who must not be mailed at one account. Enters: suppressions, and the keys of their digests. Leaves: an index in which a
// person can be looked up by all identifiers. Pure.

import type { Identifier } from '../../contact/contact.ts';
import { type DigestKeys, digestOf, keyIdOf, keysFor } from './digest.ts';
import type { Erasure, Suppression } from './person.ts';

/** A person's normalised identifiers of the kinds that suppressions name. */
interface Named {
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}

/** The suppressions of one account. */
export interface Guard {
  /** Returns the first suppression that names the person. Computes no digests if there are none to compare with. */
  readonly find: (person: Named) => Suppression | undefined;
  /** Emails and phones of people who have to be looked up at the account, even if nobody declares them. */
  readonly sought: readonly Identifier[];
  /** Number of different emails, phones and digests that the suppressions name. */
  readonly people: number;
  /** True if people whom digests name have to be found at the account, even if nobody declares them. */
  readonly seeksDigests: boolean;
  /** Number of different digests. Whether a digest names a person can be told only for people who are declared or listed. */
  readonly digests: number;
  /** Returns whether a suppression also applies to a person whom nobody declares, and who has this key in a plan. */
  readonly isSought: (suppression: Suppression, key: string) => boolean;
  /** Returns whether a suppression is new since the base. */
  readonly isAdded: (suppression: Suppression) => boolean;
  /**
   * Returns the guard for a plan of changes only: people whom nobody declares are looked for only if their suppression is new
   * since the base.
   */
  readonly ofChanged: () => Guard;
  /**
   * Names of the environment variables of digest keys that are not set, or too short. Without them, it is unknown whom a digest
   * names, so nobody is known to be mailable.
   */
  readonly missingKeys: readonly string[];
}

/** People who must not be mailed, or are to be forgotten. */
export interface Listed {
  readonly suppressions?: readonly Suppression[];
  readonly erasures?: readonly Erasure[];
}

/** Which people are looked for at the account even if nobody declares them; absent members choose all. */
export interface Choice {
  /** Whether a suppression is new since the base. */
  readonly isAdded?: (suppression: Suppression) => boolean;
  /** Returns whether a contact key is chosen. Digests have no key, so a choice by keys excludes them. */
  readonly isChosen?: (key: string) => boolean;
}

/**
 * Creates the guard of an account.
 *
 * @param environment environment variables, which hold the keys of digests
 * @returns undefined if no suppression is for the account
 */
export function guardOf(
  account: string,
  { suppressions = [], erasures = [] }: Listed,
  environment: Readonly<Record<string, string | undefined>>,
  { isAdded, isChosen }: Choice = {},
): Guard | undefined {
  const own = [...erasures.map((erasure) => erasureAt(account, erasure)), ...suppressions].filter(
    ({ accounts }) => accounts?.includes(account) ?? true,
  );
  if (own.length === 0) return undefined;
  const index = indexOf(own);
  const { keys, missing } = keysFor(
    [...index.digest.values()].map(({ value }) => keyIdOf(value)),
    environment,
  );
  const shared = { index, find: finder(index, keys), missingKeys: missing, isAdded: isAdded ?? (() => true) };
  const isNamed = (suppression: Suppression, key: string): boolean =>
    isChosen === undefined || (suppression.kind !== 'digest' && isChosen(key));
  const ofChanged = (): Guard =>
    withChoice(account, shared, (suppression, key) => shared.isAdded(suppression) && isNamed(suppression, key));
  return { ...withChoice(account, shared, isNamed), ofChanged };
}

function withChoice(
  account: string,
  { index, find, missingKeys, isAdded }: Pick<Guard, 'find' | 'missingKeys' | 'isAdded'> & { readonly index: Index },
  isSought: Guard['isSought'],
): Guard {
  const addresses = [...index.email.values(), ...index.phone.values()];
  const digests = [...index.digest.values()];
  const guard: Guard = {
    find,
    missingKeys,
    isAdded,
    isSought,
    sought: addresses.flatMap((suppression): Identifier[] => {
      const { kind, value } = suppression;
      return kind !== 'digest' && isSought(suppression, `${account}/${value}`) ? [{ kind, value }] : [];
    }),
    people: addresses.length + digests.length,
    digests: digests.length,
    seeksDigests: digests.some((suppression) => isSought(suppression, '')),
    ofChanged: () => guard,
  };
  return guard;
}

/**
 * Converts an erasure to a suppression at one account. In the guard, erasures come before suppressions of the same person,
 * because they ask for more.
 */
function erasureAt(account: string, { digest, ids, isDone, accounts, source }: Erasure): Suppression {
  const erasure = { ids: Object.hasOwn(ids, account) ? ids[account] : undefined, isDone };
  return { kind: 'digest', value: digest, source, erasure, ...(accounts === undefined ? {} : { accounts }) };
}

type Index = Readonly<Record<Suppression['kind'], Map<string, Suppression>>>;

function indexOf(suppressions: readonly Suppression[]): Index {
  const index: Index = { email: new Map(), phone: new Map(), digest: new Map() };
  for (const suppression of suppressions) {
    const own = index[suppression.kind];
    if (!own.has(suppression.value)) own.set(suppression.value, suppression);
  }
  return index;
}

/**
 * Returns a guard that lacks keys, too.
 *
 * @param guard undefined if no suppression is for the account: then the new one names nobody
 * @param missing environment variables of digest keys that are not set
 */
export function withMissingKeys(guard: Guard | undefined, missing: readonly string[]): Guard {
  const known: Guard = guard ?? withChoice('', { ...NOBODY, index: indexOf([]) }, () => false);
  const missingKeys = [...new Set([...known.missingKeys, ...missing])].sort();
  return { ...known, missingKeys, ofChanged: () => withMissingKeys(known.ofChanged(), missing) };
}

const NOBODY = { find: () => undefined, missingKeys: [], isAdded: () => false } as const;

/** Returns a function that finds which of the digests names a person. The suppression that it returns has no real position. */
export function finderOf(digests: readonly string[], keys: DigestKeys): Guard['find'] {
  const source = { file: '', line: 1, column: 1 };
  return finder(indexOf(digests.map((value) => ({ kind: 'digest', value, source }))), keys);
}

function finder(index: Index, keys: DigestKeys): Guard['find'] {
  const byDigest = (value: string): Suppression | undefined => {
    for (const [id, key] of keys) {
      const found = index.digest.get(digestOf(value, id, key));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return ({ emails, phones }) => {
    for (const email of emails) {
      const found = byDigest(email) ?? index.email.get(email);
      if (found !== undefined) return found;
    }
    for (const phone of phones) {
      const found = byDigest(phone) ?? index.phone.get(phone);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
