// What schemas/compile.mjs compiles from the schemas into dist/validators.cjs.

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

export const validateAccount: Validator;
export const validateContact: Validator;
export const validateDefaults: Validator;
export const validatePlan: Validator;
/** One record of a journal. */
export const validateJournal: Validator;
