// Loads the validators that scripts/compile-schemas.mjs compiles into dist/validators. Each is loaded on first use, because all
// together are as large as everything else that a plan loads. They are loaded with `require`: when a CommonJS module is imported,
// Node first scans its text for the names of exports, which takes four times as long as running it.

import { createRequire } from 'node:module';

/** One error as Ajv reports it, with the option `verbose`. */
export interface ValidationError {
  /** JSON Pointer to the invalid value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
}

/** A compiled validator: returns whether the value is valid, and stores the errors of the last call in `errors`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

/** Kind of value that a validator checks; `journal` is one record of a journal. */
export type ValidatorName =
  | 'account'
  | 'contact'
  | 'defaults'
  | 'environment'
  | 'erasure'
  | 'journal'
  | 'limits'
  | 'plan'
  | 'source'
  | 'suppression';

const require = createRequire(import.meta.url);
const loaded = new Map<ValidatorName, Validator>();

/** Returns a validator; loads it on the first call. */
export function validatorOf(name: ValidatorName): Validator {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const validator = require(`#validators/${name}`) as Validator;
  loaded.set(name, validator);
  return validator;
}
