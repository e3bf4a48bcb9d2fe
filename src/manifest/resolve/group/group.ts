// The entries that are one contact go in; its desired contact at each of its accounts comes out. The layers are overlaid in the
// order defaults, declared entries, `at` of declared entries, proposed entries, `at` of proposed entries, and checked for each
// vendor.

import type { Capabilities } from '../../../providers/capabilities.ts';
import type { Account } from '../../configuration.ts';
import { append, type Problem } from '../../problem.ts';
import { checkSupport } from '../../rules/support.ts';
import { checkWhole, notSupportedAt, someAccountHasField } from '../../rules/whole.ts';
import type { Item } from '../../syntax/item.ts';
import type { Place } from '../../syntax/locate.ts';
import type { Declaration, FieldDeclaration } from '../declarations.ts';
import type { DefaultUse } from '../default-use.ts';
import { isField, type Resolved, resolveContact } from '../desired.ts';
import { type CheckedEntry, checkValues, invalidPlaces, overrideDeclarations } from '../entry.ts';
import type { EntryGroup } from '../entry-index.ts';
import type { Entry } from '../identifiers.ts';
import { type DeclarationMap, mergeLayer, overlay, type Remedy } from '../layers.ts';
import { defaultsFor, unmanagedOf } from '../unmanaged.ts';
import { mergeStages, type Stages } from './stages.ts';

/** The accounts that contacts can go to, and the current time. */
export interface ContactContext {
  /** Accounts whose provider and API version are known, by name. */
  readonly accounts: ReadonlyMap<string, Account>;
  /**
   * What the vendor can do at each of `accounts`. Several, if facts of the account hold only in some environments and none of the
   * environments is chosen: contacts are then checked for all of them.
   */
  readonly capabilities: ReadonlyMap<string, readonly Capabilities[]>;
  /** Names of all accounts, including those that are not in `accounts`. */
  readonly accountNames: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is needed to resolve contacts, and the results so far. */
export interface Resolution {
  readonly context: ContactContext;
  readonly use: Pick<DefaultUse, 'register' | 'exclude'>;
  readonly defaults: (item: Item) => readonly Declaration[];
  readonly resolved: Resolved[];
  readonly problems: Problem[];
}

/**
 * Resolves one contact at all its accounts.
 *
 * @param members the checked entries of the group, in the same order
 */
export function resolveGroup(
  group: EntryGroup,
  members: readonly CheckedEntry[],
  resolution: Resolution,
): readonly Resolved[] {
  const { context, problems, defaults } = resolution;
  const { entries } = group;
  const { own, proposals } = mergeStages(entries, members, ({ own }) => own, remedyOf(members));
  const all = overlay([own.declarations, proposals.declarations]);
  const shared = members.map(({ entry }) => defaultsFor(entry, entries, all, defaults));
  const merged = mergeLayer(shared);
  append(problems, own.problems);
  append(problems, proposals.problems);
  append(problems, merged.problems);
  members.forEach(({ accounts }, index) => {
    append(problems, someAccountHasField(shared[index] ?? [], accounts));
  });
  const contact: GroupContact = {
    entries,
    own: all,
    proposals: proposals.declarations,
    base: overlay([merged.declarations, own.declarations]),
    invalid: invalidIn(members),
  };
  return group.accounts.flatMap((name) => {
    const account = context.accounts.get(name);
    const at = mergeStages(entries, entries, (entry) => overrideDeclarations(entry, name));
    append(problems, at.own.problems);
    append(problems, at.proposals.problems);
    const overrides = { own: at.own.declarations, proposals: at.proposals.declarations };
    return account === undefined ? [] : resolveForAccount(account, contact, overrides, resolution);
  });
}

function invalidIn(members: readonly CheckedEntry[]): ReadonlySet<Place> {
  const [first] = members;
  if (first !== undefined && members.length === 1) return first.invalid;
  return new Set(members.flatMap(({ invalid }) => [...invalid]));
}

/**
 * Returns the function that finds the accounts under which a conflicting value could be declared with `at`. There are none if the
 * two entries go to the same accounts, or if the schema does not allow the value under `at`.
 */
function remedyOf(members: readonly CheckedEntry[]): Remedy {
  let accounts: ReadonlyMap<Item, readonly string[]> | undefined;
  return (declaration, other) => {
    accounts ??= new Map(members.map(({ entry }) => [entry.item, entry.accounts] as const));
    const one = accounts.get(declaration.place.item) ?? [];
    const two = accounts.get(other.place.item) ?? [];
    if (declaration.key === 'previously' || one.join('\0') === two.join('\0')) return [];
    return one.filter((account) => two.includes(account));
  };
}

/** One contact before the overrides of an account. */
interface GroupContact {
  readonly entries: readonly Entry[];
  /** What the entries declare on the contact itself, for all their accounts; without defaults and without `at`. */
  readonly own: DeclarationMap;
  /** The part of `own` that proposed entries declare. */
  readonly proposals: DeclarationMap;
  /** The defaults, overlaid with what declared entries declare on the contact itself. */
  readonly base: DeclarationMap;
  /** Places of values that are invalid for every vendor; the vendor's rules skip them. */
  readonly invalid: ReadonlySet<Place>;
}

/** Resolves one contact at one account. @param at what the entries declare under `at` for the account */
function resolveForAccount(
  account: Account,
  { entries, own, proposals, base, invalid }: GroupContact,
  at: Stages<DeclarationMap>,
  { context, use, problems }: Resolution,
): readonly Resolved[] {
  const [entry] = entries;
  if (entry === undefined) return [];
  const overrides = overlay([at.own, at.proposals]);
  const declarations = overlay([base, at.own, proposals, at.proposals]);
  const values = checkValues(overrides.values(), context.now);
  const places = values.length === 0 ? invalid : new Set([...invalid, ...invalidPlaces(values)]);
  const fullyParsed = entries.every(({ item }) => !item.partiallyParsed);
  problems.push(
    ...values,
    ...notSupportedAt(overrides.values(), account),
    ...checkFields(declarations, places, context.capabilities.get(account.name) ?? [account.capabilities]),
    ...checkWhole({ account, entry, declarations, fullyParsed }),
  );
  const unmanaged = unmanagedOf(entries, declarations);
  use.register({ entries, declarations, above: [own, overrides], unmanaged });
  const { item } = entries.find(({ proposed }) => proposed === true) ?? entry;
  return [resolveContact(account, declarations, { item, unmanaged })];
}

/**
 * Checks declarations against the capabilities of the account's vendor. A declaration that is a mistake in several environments is
 * reported once.
 *
 * @param invalid places that are already reported and therefore skipped
 * @param capabilities those of each environment
 */
function checkFields(
  declarations: DeclarationMap,
  invalid: ReadonlySet<Place>,
  capabilities: readonly Capabilities[],
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const declaration of declarations.values()) {
    if (isField(declaration) && !invalid.has(declaration.place))
      append(problems, firstMistakes(declaration, capabilities));
  }
  return problems;
}

function firstMistakes(declaration: FieldDeclaration, capabilities: readonly Capabilities[]): readonly Problem[] {
  for (const one of capabilities) {
    const problems = checkSupport(declaration, one);
    if (problems.length > 0) return problems;
  }
  return [];
}
