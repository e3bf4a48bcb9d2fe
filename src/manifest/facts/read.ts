// Reads the `facts` of account items. An item that has nothing but `facts` declares no account: it adds facts to an account that
// is declared elsewhere, so that facts can stand in a file of their own.

import { personal } from '../../contact/argument.ts';
import { FACT_RESULTS, type Finding } from '../../providers/capabilities.ts';
import type { Dialect } from '../../providers/table.ts';
import type { Account } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { suggestion } from '../schema/suggest.ts';
import type { Item } from '../syntax/item.ts';
import type { AccountFact, Believe, DeclaredFact } from './fact.ts';

/** Name of the account setting that lists facts. */
const FACTS = 'facts';

/** Returns whether an account item has nothing but `facts`. */
export function hasOnlyFacts({ value }: Item): boolean {
  return isMapping(value) && Object.keys(value).length === 1 && Object.hasOwn(value, FACTS);
}

/** A fact, and its place in the manifests. */
interface FactAt extends DeclaredFact {
  readonly item: Item;
  /** Position in the item's list of facts, counted from 0. */
  readonly index: number;
}

/** Returns all facts of the items, without those that the schema rejects. */
export function factsOf(items: readonly Item[]): readonly FactAt[] {
  return items.flatMap((item) => {
    const list: unknown = isMapping(item.value) ? item.value[FACTS] : undefined;
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry: unknown, index) => {
      const fact = factOf(entry, String(item.path[1]), item.file.name);
      return fact === undefined ? [] : [{ ...fact, item, index }];
    });
  });
}

function factOf(entry: unknown, account: string, file: string): DeclaredFact | undefined {
  if (!isMapping(entry)) return undefined;
  const { fact, result, date, apiVersion, environment } = entry;
  const known = FACT_RESULTS.find((one) => one === result);
  if (typeof fact !== 'string' || known === undefined || typeof date !== 'string' || typeof apiVersion !== 'string')
    return undefined;
  return {
    ...{ account, fact, result: known, date, apiVersion, file },
    ...(typeof environment === 'string' ? { environment } : {}),
  };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All declared facts, and those of them that are believed. */
export interface Facts {
  readonly declared: readonly FactAt[];
  readonly believed: ReadonlySet<DeclaredFact>;
}

/** Reads the facts of account items, and asks `believe` which of them are believed; without `believe`, none are. */
export async function readFacts(items: readonly Item[], believe: Believe | undefined): Promise<Facts> {
  const declared = factsOf(items);
  const believed = declared.length === 0 ? [] : ((await believe?.(declared)) ?? []);
  return { declared, believed: new Set(believed) };
}

/**
 * Returns the believed facts that hold in an environment as a text, which is equal for equal facts in the same order.
 *
 * @param environment name of the environment; undefined for none
 */
export function believedText({ declared, believed }: Facts, environment: string | undefined): string {
  const facts = declared.filter((fact) => believed.has(fact) && holdsIn(fact, environment));
  return JSON.stringify(
    facts.map(({ account, fact, result, date, apiVersion }) => [account, fact, result, date, apiVersion]),
  );
}

/** Returns whether a fact holds in an environment. One that was found out without an environment holds in all of them. */
function holdsIn(fact: DeclaredFact, environment: string | undefined): boolean {
  return fact.environment === undefined || fact.environment === environment;
}

/** Returns the facts of an account that hold for this dialect's API version and in this environment. */
export function accountFacts(
  { declared, believed }: Facts,
  account: string,
  { apiVersion }: Dialect,
  environment: string | undefined,
): readonly AccountFact[] {
  return declared
    .filter((fact) => fact.account === account && fact.apiVersion === apiVersion)
    .filter((fact) => holdsIn(fact, environment))
    .map((one) => {
      const { fact, result, date, file, environment: foundIn } = one;
      const place = foundIn === undefined ? {} : { environment: foundIn };
      return { fact, result, date, ...place, file, believed: believed.has(one) };
    });
}

/** Returns what was found, by the id of the fact, for the facts that are believed. */
export function findingsOf(facts: readonly AccountFact[]): ReadonlyMap<string, Finding> {
  return new Map(
    facts.flatMap(({ fact, believed, file: _, ...finding }) => (believed ? [[fact, finding] as const] : [])),
  );
}

/**
 * Reports facts of accounts that do not exist, facts that are declared twice, facts that the vendor does not have, and the number
 * of facts that are not believed.
 *
 * @param incomplete true if a file could not be read; it may declare an account that seems unknown
 */
export function checkFacts(
  items: readonly Item[],
  { declared, believed }: Facts,
  accounts: ReadonlyMap<string, Account>,
  incomplete: boolean,
): readonly Problem[] {
  const known = new Set(items.filter((item) => !hasOnlyFacts(item)).map((item) => String(item.path[1])));
  const unknown = items.filter((item) => hasOnlyFacts(item) && !known.has(String(item.path[1])) && !incomplete);
  return [
    ...unknown.map((item) => unknownAccount(item, [...known])),
    ...duplicates(declared),
    ...declared.flatMap((fact) => unknownFact(fact, accounts.get(fact.account))),
    ...notBelieved(declared.filter((fact) => !believed.has(fact))),
  ];
}

function unknownAccount(item: Item, known: readonly string[]): Problem {
  const name = String(item.path[1]);
  const given = { name: personal('name', name), ...suggestion(name, known), known };
  return problem(placeOf(item, [], 'key'), 'unknown-account', given);
}

function duplicates(facts: readonly FactAt[]): readonly Problem[] {
  const first = new Map<string, FactAt>();
  return facts.flatMap((fact) => {
    const key = JSON.stringify([fact.account, fact.fact, fact.apiVersion, fact.environment]);
    const other = first.get(key);
    if (other === undefined) first.set(key, fact);
    if (other === undefined) return [];
    return [
      problem(placeAt(fact), 'duplicate-fact', { fact: personal('value', fact.fact) }, { other: placeAt(other) }),
    ];
  });
}

function unknownFact(fact: FactAt, account: Account | undefined): readonly Problem[] {
  if (account === undefined || fact.apiVersion !== account.capabilities.apiVersion) return [];
  const { unproven, label } = account.capabilities;
  if (unproven.some(({ id }) => id === fact.fact)) return [];
  const given = { fact: personal('value', fact.fact), label };
  return [problem(placeAt(fact), 'unknown-fact', given, { severity: 'warning' })];
}

/**
 * Reports the number of facts that are not believed, in one note per item, because the facts of a file are usually added and
 * merged together.
 */
function notBelieved(facts: readonly FactAt[]): readonly Problem[] {
  const items = new Map<Item, number>();
  for (const { item } of facts) items.set(item, (items.get(item) ?? 0) + 1);
  return [...items].map(([item, count]) =>
    problem(
      placeOf(item, [FACTS], 'key'),
      'facts-not-merged',
      { account: String(item.path[1]), facts: count },
      { severity: 'note' },
    ),
  );
}

function placeAt({ item, index }: FactAt) {
  return placeOf(item, [FACTS, index, 'fact']);
}
