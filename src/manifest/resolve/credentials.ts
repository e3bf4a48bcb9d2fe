// A credential in a manifest is the name of an environment variable, and nothing else. Of the variable's value, all that leaves
// here is whether it can be one: it is in no message.

import type { SourcePosition } from '../../contact/contact.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import type { Account, CredentialReference } from '../configuration.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenAccount } from '../syntax/written.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CredentialPolicy {
  readonly environment: Environment;
  /** Nothing is connected to: variables do not matter. */
  readonly sandbox: boolean;
}

const CREDENTIAL_FIELDS = ['apiKey', 'apiId'] as const;
type CredentialField = (typeof CREDENTIAL_FIELDS)[number];

/** @param capabilities absent where the vendor is not known: then only secrets are looked for */
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
  if (value === undefined) {
    const missing = { what: 'credential', field, variable: exampleVariable(field, item) } as const;
    return needed && !item.partiallyParsed ? [problem(placeOf(item, []), 'missing-field', missing)] : [];
  }
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
  // Only who connects to the account needs it: see credentialMistakes.
  return found === undefined ? [] : [{ place: placeOf(item, [field]), ...found, severity: 'note' }];
}

/** The credential that a variable holds, without what copying and files of secrets leave around it; empty if it is not set. */
export function credentialIn(environment: Environment, variable: string): string {
  return environment[variable]?.trim() ?? '';
}

/** What can stand in a header: a line break would end it, and letters beyond ASCII come from a word processor. */
const CREDENTIAL = /^[\x20-\x7e]+$/;

function variableMistake(variable: string, environment: Environment): Mistake | undefined {
  const value = credentialIn(environment, variable);
  if (value === '') return mistake('missing-variable', { variable });
  return CREDENTIAL.test(value) ? undefined : mistake('invalid-variable', { variable });
}

/**
 * What keeps these accounts from being connected to: variables that are not set, or hold what cannot be a credential.
 *
 * @param noted what was found in the manifests, where the same is a note with its source line
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
  // Accounts may share a line, by an alias.
  return mistakes.filter((one, index) => mistakes.findIndex((other) => isAt(other, one)) === index);
}

function isAt(a: SourcePosition, b: SourcePosition): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function exampleVariable(field: CredentialField, item: Item): string {
  const suffix = field === 'apiKey' ? 'API_KEY' : 'API_ID';
  return `${String(item.path.at(-1)).toUpperCase().replaceAll(/\W/g, '_')}_${suffix}`;
}

function variableOf(value: string): string | undefined {
  return /^\$\{([A-Za-z_]\w*)\}$/.exec(value)?.[1];
}

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
