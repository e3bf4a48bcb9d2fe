// Account items go in; complete accounts come out, with every default filled in and every setting checked against the vendor's
// capabilities. An account never contains a secret, only the name of the environment variable that holds it.

import { personal } from '../../contact/argument.ts';
import { apiVersionsOf, type Dialect, dialectOf, type ProviderName } from '../../providers/table.ts';
import { ACCOUNT_NAME, POLICIES, rateLimitOf, toWholePerMinute } from '../account-settings.ts';
import type { Account } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { suggestion } from '../schema/suggest.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenAccount } from '../syntax/written.ts';
import { checkBaseUrl, type HostPolicy } from './base-url.ts';
import { type CredentialPolicy, checkCredentials, credentialsOf } from './credentials.ts';

/** Environment and policies that the checks of accounts depend on. */
export interface AccountContext extends HostPolicy, CredentialPolicy {}

/** The result of reading one account; `account` is absent if its provider or API version is unknown. */
export interface ReadAccount {
  readonly account?: Account;
  readonly problems: readonly Problem[];
}

/**
 * Reads one account and checks its settings.
 *
 * @param item an account without the values that the schema rejected
 */
export function readAccount(item: Item, context: AccountContext): ReadAccount {
  // The provider is absent if the schema rejected it.
  const written = item.value as unknown as Partial<WrittenAccount>;
  const { provider } = written;
  const name = accountName(item);
  const [newest = ''] = provider === undefined ? [] : apiVersionsOf(provider);
  const apiVersion = written.apiVersion ?? newest;
  const capabilities = provider === undefined ? undefined : dialectOf(provider, apiVersion);
  const problems = [...checkName(name, item), ...checkCredentials(written, capabilities, item, context)];
  if (provider === undefined) return { problems };
  if (capabilities === undefined) return { problems: [...problems, unknownVersion(apiVersion, provider, item)] };
  const baseUrl = checkBaseUrl(written.baseUrl, capabilities.origin, context, item);
  return {
    account: accountOf(name, { ...written, provider }, capabilities, baseUrl.url, item),
    problems: [...problems, ...baseUrl.problems, ...checkPolicy({ ...written, provider }, capabilities, item)],
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

function accountOf(name: string, written: WrittenAccount, capabilities: Dialect, baseUrl: string, item: Item): Account {
  const { rateLimit, onMissing, onRemoved, resubscribe } = written;
  const [keyField = 'id'] = capabilities.keyFields;
  return {
    name,
    capabilities,
    baseUrl,
    credentials: credentialsOf(written, item),
    ...(rateLimit === undefined ? {} : { rateLimit: rateLimitOf(rateLimit) }),
    onMissing: onMissing ?? POLICIES.onMissing.fallback,
    onRemoved: onRemoved ?? POLICIES.onRemoved.fallback,
    resubscribe: resubscribe ?? POLICIES.resubscribe.fallback,
    keyField: written.keyField ?? keyField,
    ...(written.sender === undefined ? {} : { sender: written.sender }),
    ...(written.team === undefined ? {} : { team: written.team }),
    limits: written.limits ?? {},
    expect: written.expect ?? {},
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

/** Checks settings against the vendor's capabilities: `onRemoved`, `keyField` and `rateLimit`. */
function checkPolicy(written: WrittenAccount, capabilities: Dialect, item: Item): readonly Problem[] {
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
