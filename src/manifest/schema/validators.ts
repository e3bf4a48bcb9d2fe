// The validators that schemas/compile.mjs compiles into dist/validators, each loaded when it is first asked for: together they are
// as large as everything else that a plan loads. Required, not imported: to import a CommonJS module, Node first scans all its
// text for names, which takes four times as long as running it.

import { createRequire } from 'node:module';

export interface ValidationError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
}

export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

/** `journal`: one record of a journal. */
export type ValidatorName = 'account' | 'contact' | 'defaults' | 'journal' | 'plan';

const require = createRequire(import.meta.url);
const loaded = new Map<ValidatorName, Validator>();

export function validatorOf(name: ValidatorName): Validator {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const validator = require(`#validators/${name}`) as Validator;
  loaded.set(name, validator);
  return validator;
}
