// Account items go in; complete accounts come out, with every default filled in and every setting checked against the vendor's
// capabilities. An account never contains a secret, only the name of the environment variable that holds it.

import { personal } from '../../contact/argument.ts';
import { apiVersionsOf, type Dialect, dialectOf, type ProviderName } from '../../providers/table.ts';
import { ACCOUNT_NAME, POLICIES, rateLimitOf, toWholePerMinute } from '../account-settings.ts';
import type { Account } from '../configuration.ts';
import { withFindings } from '../facts/findings.ts';
import { accountFacts, type Facts, findingsOf } from '../facts/read.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { suggestion } from '../schema/suggest.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenAccount } from '../syntax/written.ts';
import { checkBaseUrl, type HostPolicy } from './base-url.ts';
import {
  type CredentialPolicy,
  checkCredentials,
  credentialsOf,
  isCredential,
  missingCredentials,
} from './credentials.ts';

/** Environment and policies that the checks of accounts depend on. */
export interface AccountContext extends HostPolicy, CredentialPolicy {
  /**
   * True if the account must declare its credentials. False if environments are declared and none is chosen, because each of them
   * may declare its own.
   */
  readonly needsCredentials: boolean;
  /** The facts of all accounts, as the manifests record them. */
  readonly facts: Facts;
  /** Name of the environment; absent for none. */
  readonly environmentName?: string;
}

/** What an environment declares about an account: settings that replace the account's own. */
export interface AccountSettings {
  readonly item: Item;
  readonly written: Omit<Partial<WrittenAccount>, 'provider'>;
}

/** The result of reading one account; `account` is absent if its provider or API version is unknown. */
export interface ReadAccount {
  readonly account?: Account;
  readonly problems: readonly Problem[];
}

/**
 * Reads one account and checks its settings.
 *
 * @param item an account without the values that the schema rejected
 * @param here what the environment declares about the account
 */
export function readAccount(item: Item, context: AccountContext, here?: AccountSettings): ReadAccount {
  // The provider is absent if the schema rejected it.
  const own = item.value as unknown as Partial<WrittenAccount>;
  const { provider } = own;
  const written = here === undefined ? own : withSettings(own, here.written);
  const credentialsItem = here !== undefined && hasCredentials(here.written) ? here.item : item;
  const name = accountName(item);
  const [newest = ''] = provider === undefined ? [] : apiVersionsOf(provider);
  const apiVersion = written.apiVersion ?? newest;
  const dialect = provider === undefined ? undefined : dialectOf(provider, apiVersion);
  const facts = dialect && accountFacts(context.facts, name, dialect, context.environmentName);
  const capabilities = dialect && withFindings(dialect, findingsOf(facts ?? []));
  const blocks = here === undefined ? [{ item, written: own }] : [{ item, written: own }, here];
  const problems = [
    ...checkName(name, item),
    ...blocks.flatMap((block) =>
      // The variables of credentials that the environment replaces are not needed; `sandbox` skips their check.
      checkCredentials(block.written, capabilities, block.item, {
        ...context,
        sandbox: context.sandbox || !context.needsCredentials || block.item !== credentialsItem,
      }),
    ),
    ...(context.needsCredentials ? missingCredentials(written, capabilities, credentialsItem) : []),
  ];
  if (provider === undefined) {
    // The schema accepts an account without a provider if it has facts, so a missing provider is reported here.
    const isMissing = own.facts !== undefined && !item.partiallyParsed;
    const missing = { what: 'field', field: 'provider' } as const;
    return { problems: isMissing ? [...problems, problem(placeOf(item, []), 'missing-field', missing)] : problems };
  }
  if (capabilities === undefined) return { problems: [...problems, unknownVersion(apiVersion, provider, item)] };
  const checked = blocks.map((block) => checkBlock(block, capabilities, context));
  const { url } = checkBaseUrl(written.baseUrl, capabilities.origin, context, item);
  return {
    account: {
      ...accountOf(name, { ...written, provider }, capabilities, url, { item, credentialsItem }),
      ...(facts === undefined || facts.length === 0 ? {} : { facts }),
    },
    problems: [...problems, ...checked.flat()],
  };
}

/** Checks one block of settings: the account's own, or those of an environment. */
function checkBlock({ item, written }: AccountSettings, capabilities: Dialect, context: AccountContext) {
  const baseUrl = checkBaseUrl(written.baseUrl, capabilities.origin, context, item);
  return [...baseUrl.problems, ...checkPolicy(written, capabilities, item)];
}

/**
 * Returns whether settings contain credentials. The team is one of them: it names the vendor's account that the others lead to.
 */
function hasCredentials(written: Omit<Partial<WrittenAccount>, 'provider'>): boolean {
  return written.team !== undefined || Object.keys(written).some(isCredential);
}

/**
 * Returns the settings that hold in an environment. They replace the account's own one by one; limits and expectations are
 * merged. Credentials and team are replaced together, so that no key of one environment is used with the name of another one's
 * account.
 */
function withSettings(
  own: Partial<WrittenAccount>,
  here: Omit<Partial<WrittenAccount>, 'provider'>,
): Partial<WrittenAccount> {
  const { team, ...rest } = own;
  const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !isCredential(name)));
  const merged = hasCredentials(here) ? { ...kept, ...here } : { ...own, ...here };
  const { limits, expect } = here;
  return {
    ...merged,
    ...(limits === undefined ? {} : { limits: { ...own.limits, ...limits } }),
    ...(expect === undefined ? {} : { expect: { ...own.expect, ...expect } }),
  };
}

/** Returns the account's name, which is its key in `accounts`. */
export function accountName(item: Item): string {
  return String(item.path[1]);
}

/** Reports every account whose name an earlier account already has. */
export function duplicateAccounts(items: readonly Item[]): readonly Problem[] {
  const first = new Map<string, Item>();
  return items.flatMap((item) => {
    const name = accountName(item);
    const other = first.get(name);
    if (other === undefined) first.set(name, item);
    if (other === undefined) return [];
    const where = { other: placeOf(other, [], 'key') };
    return [problem(placeOf(item, [], 'key'), 'duplicate-account', { account: name }, where)];
  });
}

function accountOf(
  name: string,
  written: WrittenAccount,
  capabilities: Dialect,
  baseUrl: string,
  { item, credentialsItem }: { readonly item: Item; readonly credentialsItem: Item },
): Account {
  const { rateLimit, onMissing, onRemoved, resubscribe } = written;
  const [keyField = 'id'] = capabilities.keyFields;
  return {
    name,
    capabilities,
    baseUrl,
    credentials: credentialsOf(written, credentialsItem),
    ...(rateLimit === undefined ? {} : { rateLimit: rateLimitOf(rateLimit) }),
    onMissing: onMissing ?? POLICIES.onMissing.fallback,
    onRemoved: onRemoved ?? POLICIES.onRemoved.fallback,
    resubscribe: resubscribe ?? POLICIES.resubscribe.fallback,
    ...(written.backfillConsent === true ? { backfillConsent: true } : {}),
    ...(written.defineProperties === true ? { defineProperties: true } : {}),
    keyField: written.keyField ?? keyField,
    ...(written.sender === undefined ? {} : { sender: written.sender }),
    ...(written.team === undefined ? {} : { team: written.team }),
    limits: written.limits ?? {},
    expect: written.expect ?? {},
    ...(written.exclude === undefined ? {} : { exclude: written.exclude }),
    source: { file: item.file.name, line: item.line, column: item.column },
  };
}

function checkName(name: string, item: Item): readonly Problem[] {
  if (new RegExp(`^${ACCOUNT_NAME.pattern}$`).test(name)) return [];
  return [problem(placeOf(item, [], 'key'), 'invalid-account-name', { name: personal('name', name) })];
}

function unknownVersion(apiVersion: string, provider: ProviderName, item: Item): Problem {
  const known = apiVersionsOf(provider);
  const version = personal('value', apiVersion);
  const given = { provider, version, ...suggestion(apiVersion, known), known };
  return problem(placeOf(item, ['apiVersion']), 'unknown-api-version', given);
}

/** Checks settings against the vendor's capabilities, such as `onRemoved`, `keyField` and `rateLimit`. */
function checkPolicy(
  written: Omit<Partial<WrittenAccount>, 'provider'>,
  capabilities: Dialect,
  item: Item,
): readonly Problem[] {
  const { label, keyFields, riskyKeyField } = capabilities;
  const problems: Problem[] = [];
  if (written.onRemoved === 'delete' && !capabilities.deletes) {
    problems.push(problem(placeOf(item, ['onRemoved']), 'cannot-delete', { label }));
  }
  if (written.team !== undefined && capabilities.hasTeam !== true) {
    problems.push(
      problem(placeOf(item, ['team'], 'key'), 'field-not-supported', { what: 'setting', label, field: 'team' }),
    );
  }
  if (written.defineProperties === true && capabilities.customProperties.defines === undefined) {
    const given = { what: 'setting', label, field: 'defineProperties' } as const;
    problems.push(problem(placeOf(item, ['defineProperties'], 'key'), 'field-not-supported', given));
  }
  const { keyField } = written;
  if (keyField !== undefined && !keyFields.includes(keyField)) {
    const given = { what: 'key-field', label, field: keyField, allowed: keyFields } as const;
    problems.push(problem(placeOf(item, ['keyField']), 'field-not-supported', given));
  }
  if (keyField !== undefined && keyField === riskyKeyField?.keyField) {
    const { consequence, advice } = riskyKeyField;
    const place = placeOf(item, ['keyField']);
    problems.push(problem(place, 'risky-key-field', { consequence, advice }, { severity: 'warning' }));
  }
  return [...problems, ...checkRate(written.rateLimit, capabilities, item)];
}

function checkRate(written: string | undefined, { budgets, label }: Dialect, item: Item): readonly Problem[] {
  const rate = written === undefined ? undefined : rateLimitOf(written);
  const most = Math.max(...budgets.map(({ limit, windowMs }) => limit / windowMs));
  if (written === undefined || rate === undefined || rate.limit / rate.windowMs <= most) return [];
  const args = { rate: written, label, most: toWholePerMinute(most) };
  return [problem(placeOf(item, ['rateLimit']), 'rate-limit-too-high', args)];
}
