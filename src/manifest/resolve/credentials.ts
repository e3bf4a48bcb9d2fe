// Checks the credentials of accounts. A manifest contains only the name of the environment variable that holds a credential. The
// value of the variable is read to check whether it can be a credential, and never appears in a diagnostic.

import type { SourcePosition } from '../../contact/contact.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import type { Account, CredentialReference } from '../configuration.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenAccount } from '../syntax/written.ts';

/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Environment in which credentials are looked up, and whether they are needed. */
export interface CredentialPolicy {
  readonly environment: Environment;
  /** All requests go to the sandbox, so environment variables are not checked. */
  readonly sandbox: boolean;
}

const CREDENTIAL_FIELDS = ['apiKey', 'apiId'] as const;
type CredentialField = (typeof CREDENTIAL_FIELDS)[number];

/**
 * Checks the credential settings of one account. A variable without a usable value is reported as a note.
 * missingCredentials reports those that are not declared.
 *
 * @param capabilities undefined if the vendor is unknown; then unsupported credentials are not reported
 */
export function checkCredentials(
  written: Partial<WrittenAccount>,
  capabilities: Capabilities | undefined,
  item: Item,
  context: CredentialPolicy,
): readonly Problem[] {
  return CREDENTIAL_FIELDS.flatMap((field) => checkCredential(field, written[field], capabilities, item, context));
}

function checkCredential(
  field: CredentialField,
  value: string | undefined,
  capabilities: Capabilities | undefined,
  item: Item,
  context: CredentialPolicy,
): readonly Problem[] {
  const needed = capabilities?.credentials.includes(field);
  if (value === undefined) return [];
  if (capabilities !== undefined && needed === false) {
    const unsupported = { what: 'setting', label: capabilities.label, field } as const;
    return [problem(placeOf(item, [field], 'key'), 'field-not-supported', unsupported)];
  }
  const variable = variableOf(value);
  if (variable === undefined) {
    const secret = { field, variable: exampleVariable(field, item) };
    return [problem(placeOf(item, [field]), 'literal-secret', secret)];
  }
  const found = context.sandbox ? undefined : variableMistake(variable, context.environment);
  // Only a note, because not every run connects to this account. For those that do, credentialMistakes reports an error.
  return found === undefined ? [] : [{ place: placeOf(item, [field]), ...found, severity: 'note' }];
}

/**
 * Reports credentials that the vendor needs and that are not declared.
 *
 * @param item the account, or what an environment declares about it
 */
export function missingCredentials(
  written: Partial<WrittenAccount>,
  capabilities: Capabilities | undefined,
  item: Item,
): readonly Problem[] {
  if (capabilities === undefined || item.partiallyParsed) return [];
  return CREDENTIAL_FIELDS.filter(
    (field) => capabilities.credentials.includes(field) && written[field] === undefined,
  ).map((field) => {
    const missing = { what: 'credential', field, variable: exampleVariable(field, item) } as const;
    return problem(placeOf(item, []), 'missing-field', missing);
  });
}

/** Returns whether a setting of an account is a credential. */
export function isCredential(name: string): boolean {
  return (CREDENTIAL_FIELDS as readonly string[]).includes(name);
}

/** Returns the value of a variable without surrounding white space, which copying a secret often adds; empty if it is not set. */
export function credentialIn(environment: Environment, variable: string): string {
  // The name comes from a manifest: `__proto__` and `constructor` are no variables.
  return Object.hasOwn(environment, variable) ? (environment[variable]?.trim() ?? '') : '';
}

/** Printable ASCII. A credential is sent in an HTTP header, which a line break would end. */
const CREDENTIAL = /^[\x20-\x7e]+$/;

function variableMistake(variable: string, environment: Environment): Mistake | undefined {
  const value = credentialIn(environment, variable);
  if (value === '') return mistake('missing-variable', { variable });
  return CREDENTIAL.test(value) ? undefined : mistake('invalid-variable', { variable });
}

/**
 * Reports the variables of these accounts that are not set or cannot be a credential, as errors.
 *
 * @param noted diagnostics of the manifests; a note about the same variable contributes its source line
 */
export function credentialMistakes(
  accounts: readonly Account[],
  environment: Environment,
  noted: readonly Diagnostic[],
): readonly Diagnostic[] {
  const mistakes = accounts.flatMap(({ credentials }) =>
    Object.values(credentials).flatMap(({ variable, source }) => {
      const found = variableMistake(variable, environment);
      if (found === undefined) return [];
      const note = noted.find((other) => isAt(other, source) && other.code === found.code);
      return [{ ...note, ...source, ...found, severity: 'error' as const }];
    }),
  );
  // Accounts that share a YAML alias have the same position, which is reported once.
  return mistakes.filter((one, index) => mistakes.findIndex((other) => isAt(other, one)) === index);
}

function isAt(a: SourcePosition, b: SourcePosition): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function exampleVariable(field: CredentialField, item: Item): string {
  const suffix = field === 'apiKey' ? 'API_KEY' : 'API_ID';
  const names = item.path.filter((_, index) => index % 2 === 1);
  return [...names.map((name) => String(name).toUpperCase().replaceAll(/\W/g, '_')), suffix].join('_');
}

function variableOf(value: string): string | undefined {
  return /^\$\{([A-Za-z_]\w*)\}$/.exec(value)?.[1];
}

/** Returns the references to environment variables, with their positions. Omits settings that are not such a reference. */
export function credentialsOf(
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
