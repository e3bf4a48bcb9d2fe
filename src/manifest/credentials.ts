// A credential in a manifest is the name of an environment variable, and nothing else: the value is looked at by nobody here.

import type { Capabilities } from '../providers/capabilities.ts';
import type { CredentialReference } from './configuration.ts';
import type { Item } from './item.ts';
import { type Problem, placeOf, problem } from './problem.ts';
import type { WrittenAccount } from './written.ts';

export interface CredentialPolicy {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Nothing is connected to: variables do not matter. */
  readonly sandbox: boolean;
  /** A missing variable is an error, not a note. */
  readonly requireCredentials: boolean;
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
    const hint = `Add ${field}: "\${${exampleVariable(field, item)}}" and set that environment variable`;
    return needed && !item.illegible ? [problem(placeOf(item, []), 'missing-field', `${field} is missing`, hint)] : [];
  }
  if (needed === false) {
    return [
      problem(
        placeOf(item, [field], 'key'),
        'field-not-supported',
        `${capabilities?.label} has no ${field}`,
        'Remove it',
      ),
    ];
  }
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

function missingVariable(variable: string, field: string, item: Item, context: CredentialPolicy): Problem {
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
