// Account items go in, complete accounts come out, with every default filled in and every setting checked against the
// vendor's capabilities. Secrets never enter: a credential is the name of an environment variable.

import type { Capabilities } from '../providers/capabilities.ts';
import { apiVersionsOf, dialectOf } from '../providers/dialects.ts';
import { checkBaseUrl } from './base-url.ts';
import type { Account, CredentialReference } from './configuration.ts';
import type { Item } from './parse.ts';
import { type Problem, placeOf, problem } from './problem.ts';
import { didYouMean } from './suggest.ts';
import type { WrittenAccount } from './written.ts';

export interface AccountContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly allowedHosts: readonly string[];
  /** Nothing is connected to: variables and hosts do not matter. */
  readonly sandbox: boolean;
  /** A missing variable is an error, not a note. */
  readonly requireCredentials: boolean;
}

export interface ReadAccount {
  readonly account?: Account;
  readonly problems: readonly Problem[];
}

const CREDENTIAL_FIELDS = ['apiKey', 'apiId'] as const;
type CredentialField = (typeof CREDENTIAL_FIELDS)[number];

const WINDOWS = { s: 1000, min: 60_000, h: 3_600_000 } as const;

/** @param item accepted by the schema */
export function readAccount(item: Item, context: AccountContext): ReadAccount {
  const written = item.value as unknown as WrittenAccount;
  const name = accountName(item);
  const [newest = ''] = apiVersionsOf(written.provider);
  const apiVersion = written.apiVersion ?? newest;
  const capabilities = dialectOf(written.provider, apiVersion);
  const naming = checkName(name, item);
  if (capabilities === undefined) return { problems: [...naming, unknownVersion(apiVersion, written, item)] };
  const credentials = checkCredentials(written, capabilities, item, context);
  const baseUrl = checkBaseUrl(written.baseUrl, capabilities.origin, context, item);
  const problems = [...naming, ...credentials, ...baseUrl.problems, ...checkPolicy(written, capabilities, item)];
  return { account: accountOf(name, written, capabilities, baseUrl.url, item), problems };
}

export function accountName(item: Item): string {
  return String(item.path[1]);
}

/** The same name in two places is two accounts that cannot be told apart. */
export function duplicateAccounts(items: readonly Item[]): readonly Problem[] {
  const first = new Map<string, Item>();
  return items.flatMap((item) => {
    const name = accountName(item);
    const other = first.get(name);
    if (other === undefined) first.set(name, item);
    return other === undefined
      ? []
      : [
          {
            ...problem(
              placeOf(item, [], 'key'),
              'duplicate-account',
              `The account ${name} is also defined at`,
              'Keep one of the two',
            ),
            other: placeOf(other, [], 'key'),
          },
        ];
  });
}

function accountOf(
  name: string,
  written: WrittenAccount,
  capabilities: Capabilities,
  baseUrl: string,
  item: Item,
): Account {
  const rate = rateOf(written.rateLimit);
  const [keyField = 'id'] = capabilities.keyFields;
  return {
    name,
    capabilities,
    baseUrl,
    credentials: credentialsOf(written, item),
    ...(rate === undefined ? {} : { rateLimit: rate }),
    onMissing: written.onMissing ?? 'create',
    onRemoved: written.onRemoved ?? 'keep',
    resubscribe: written.resubscribe ?? 'never',
    keyField: written.keyField ?? keyField,
    ...(written.sender === undefined ? {} : { sender: written.sender }),
    limits: written.limits ?? {},
    expect: written.expect ?? {},
    source: { file: item.file.name, line: item.line, column: item.column },
  };
}

function checkName(name: string, item: Item): readonly Problem[] {
  if (/^[a-z][a-z0-9-]{0,39}$/.test(name)) return [];
  const hint = 'Small letters, digits and -, beginning with a letter, at most 40 characters';
  return [problem(placeOf(item, [], 'key'), 'invalid-account-name', `${name} cannot name an account`, hint)];
}

function unknownVersion(apiVersion: string, written: WrittenAccount, item: Item): Problem {
  const versions = apiVersionsOf(written.provider);
  const hint = didYouMean(apiVersion, versions) ?? `Known: ${versions.join(', ')}`;
  return problem(
    placeOf(item, ['apiVersion']),
    'unknown-api-version',
    `${written.provider} has no API version ${apiVersion}`,
    hint,
  );
}

function checkCredentials(
  written: WrittenAccount,
  capabilities: Capabilities,
  item: Item,
  context: AccountContext,
): readonly Problem[] {
  return CREDENTIAL_FIELDS.flatMap((field) => checkCredential(field, written[field], capabilities, item, context));
}

function checkCredential(
  field: CredentialField,
  value: string | undefined,
  capabilities: Capabilities,
  item: Item,
  context: AccountContext,
): readonly Problem[] {
  const needed = capabilities.credentials.includes(field);
  if (value === undefined) {
    const hint = `Add ${field}: "\${${exampleVariable(field, item)}}" and set that environment variable`;
    return needed && !item.illegible ? [problem(placeOf(item, []), 'missing-field', `${field} is missing`, hint)] : [];
  }
  if (!needed)
    return [
      problem(
        placeOf(item, [field], 'key'),
        'field-not-supported',
        `${capabilities.label} has no ${field}`,
        'Remove it',
      ),
    ];
  const variable = variableOf(value);
  if (variable === undefined) {
    const hint = `Put it into an environment variable and write "\${${exampleVariable(field, item)}}"; if it was real, replace it at the vendor`;
    return [
      problem(
        placeOf(item, [field]),
        'literal-secret',
        `${field} must name an environment variable, not hold a secret`,
        hint,
      ),
    ];
  }
  return context.sandbox || context.environment[variable] ? [] : [missingVariable(variable, field, item, context)];
}

function missingVariable(variable: string, field: string, item: Item, context: AccountContext): Problem {
  const hint = 'Set it, or load it from a file with --env-file';
  const missing = problem(
    placeOf(item, [field]),
    'missing-variable',
    `The environment variable ${variable} is not set`,
    hint,
  );
  return context.requireCredentials ? missing : { ...missing, severity: 'note' };
}

function exampleVariable(field: CredentialField, item: Item): string {
  const suffix = field === 'apiKey' ? 'API_KEY' : 'API_ID';
  return `${accountName(item).toUpperCase().replaceAll(/\W/g, '_')}_${suffix}`;
}

function variableOf(value: string): string | undefined {
  return /^\$\{([A-Za-z_]\w*)\}$/.exec(value)?.[1];
}

function credentialsOf(
  written: WrittenAccount,
  item: Item,
): Readonly<Partial<Record<CredentialField, CredentialReference>>> {
  const references = CREDENTIAL_FIELDS.flatMap((field) => {
    const variable = variableOf(written[field] ?? '');
    if (variable === undefined) return [];
    const { line, column } = item.settings?.get(field) ?? item;
    return [[field, { variable, source: { file: item.file.name, line, column } }] as const];
  });
  return Object.fromEntries(references);
}

function checkPolicy(written: WrittenAccount, capabilities: Capabilities, item: Item): readonly Problem[] {
  const problems: Problem[] = [];
  const { label, keyFields } = capabilities;
  if (written.onRemoved === 'delete' && !capabilities.deletes) {
    problems.push(
      problem(
        placeOf(item, ['onRemoved']),
        'cannot-delete',
        `${label} cannot delete contacts`,
        'Write keep or unsubscribe',
      ),
    );
  }
  if (written.keyField !== undefined && !keyFields.includes(written.keyField)) {
    const hint = `One of ${keyFields.join(', ')}`;
    problems.push(
      problem(
        placeOf(item, ['keyField']),
        'field-not-supported',
        `${label} cannot address a contact by ${written.keyField}`,
        hint,
      ),
    );
  }
  const rate = rateOf(written.rateLimit);
  const most = Math.max(...capabilities.budgets.map((budget) => budget.limit / budget.windowMs));
  if (rate !== undefined && rate.limit / rate.windowMs > most) {
    const hint = `At most ${Math.floor(most * WINDOWS.min)}/min`;
    problems.push(
      problem(
        placeOf(item, ['rateLimit']),
        'rate-limit-too-high',
        `${written.rateLimit} is more than ${label} allows`,
        hint,
      ),
    );
  }
  return problems;
}

function rateOf(text: string | undefined): { limit: number; windowMs: number } | undefined {
  const match = /^(\d+)\/(s|min|h)$/.exec(text ?? '');
  return match === null ? undefined : { limit: Number(match[1]), windowMs: WINDOWS[match[2] as keyof typeof WINDOWS] };
}
