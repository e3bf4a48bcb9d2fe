// One contact entry goes in; the declarations of its blocks and the problems that concern this entry alone come out.

import { personal } from '../../contact/argument.ts';
import { isPhoneRegion } from '../../contact/phone.ts';
import type { Account } from '../configuration.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { checkTexts } from '../rules/texts.ts';
import { checkValue } from '../rules/values.ts';
import { consentStaysWithSender, someAccountHasField } from '../rules/whole.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import type { WrittenContact } from '../syntax/written.ts';
import { type Declaration, declarationsOf } from './declarations.ts';
import { type Entry, identifiersOf, overridesAt } from './identifiers.ts';
import { checkUnmanaged } from './unmanaged.ts';

/** An entry with its own declarations, which hold at each of its accounts. */
export interface CheckedEntry {
  readonly entry: Entry;
  /** Accounts of the entry whose provider and API version are known. */
  readonly accounts: readonly Account[];
  readonly own: readonly Declaration[];
  /** Places of own values that are invalid for every vendor; the vendor's rules skip them. */
  readonly invalid: ReadonlySet<Place>;
}

/**
 * Checks one entry by itself, whichever other entries belong to the same contact.
 *
 * @param problems receives the mistakes that are found
 */
export function checkEntry(
  entry: Entry,
  { accounts: known, now }: { readonly accounts: ReadonlyMap<string, Account>; readonly now: number },
  problems: Problem[],
): CheckedEntry {
  const { item } = entry;
  const own = ownDeclarations(entry);
  const accounts = entry.accounts.flatMap((name) => known.get(name) ?? []);
  const values = checkValues(own, now);
  problems.push(
    ...values,
    ...checkUnmanaged(item, own),
    ...checkPhoneRegion(item),
    ...someAccountHasField(own, accounts),
    ...consentStaysWithSender(own, accounts),
  );
  return { entry, accounts, own, invalid: invalidPlaces(values) };
}

/** Returns the places of values that are invalid. A value with a mere warning is valid. */
export function invalidPlaces(problems: readonly Problem[]): ReadonlySet<Place> {
  return new Set(problems.filter(({ severity }) => severity !== 'warning').map(({ place }) => place));
}

/** Checks declarations without regard to any vendor. */
export function checkValues(declarations: Iterable<Declaration>, now: number): readonly Problem[] {
  // Runs for every declaration and rarely finds a problem; a `for` statement is faster than flatMap.
  const problems: Problem[] = [];
  for (const declaration of declarations) {
    append(problems, checkTexts(declaration));
    append(problems, checkValue(declaration, now));
  }
  return problems;
}

/** Returns what an entry declares for all its accounts. */
export function ownDeclarations({ item, written, identifiers }: Entry): readonly Declaration[] {
  return declarationsOf(written, { item, base: [], layer: 'contact', identifiers });
}

/** Returns the declarations of a file's defaults, which have no identifiers. */
export function declarationsOfDefaults(item: Item): readonly Declaration[] {
  return declarationsOf(item.value as WrittenContact, { item, base: [], layer: 'defaults', identifiers: {} });
}

/** Returns the declarations of an entry under `at` for one account. */
export function overrideDeclarations({ item, written, phoneRegion }: Entry, account: string): readonly Declaration[] {
  const overrides = overridesAt(written, account);
  if (overrides === undefined) return [];
  const identifiers = identifiersOf(overrides, phoneRegion);
  return declarationsOf(overrides, { item, base: ['at', account], layer: 'at', identifiers });
}

/** Checks the `stage` of a file: the only allowed value is `proposed`. */
export function checkStage(item: Item): readonly Problem[] {
  if (item.value === 'proposed') return [];
  const value = personal('value', String(item.value));
  return [problem(placeOf(item, []), 'invalid-value', { what: 'choice', name: 'stage', value, allowed: ['proposed'] })];
}

/** Checks the defaults of a file without regard to any contact. */
export function checkDefaults(item: Item, now: number): readonly Problem[] {
  const declarations = declarationsOfDefaults(item);
  return [...checkValues(declarations, now), ...checkUnmanaged(item, declarations), ...checkPhoneRegion(item)];
}

function checkPhoneRegion(item: Item): readonly Problem[] {
  const { phoneRegion } = item.value as WrittenContact;
  if (phoneRegion === undefined || isPhoneRegion(phoneRegion)) return [];
  return [problem(placeOf(item, ['phoneRegion']), 'unknown-phone-region', { value: personal('value', phoneRegion) })];
}
