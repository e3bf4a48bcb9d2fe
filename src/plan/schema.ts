// The generated parts of schemas/plan.schema.json: enumerations and patterns that follow from tables in the code. The build fills
// them in, so that a new dialect or field needs only a row in its table. The rest of the schema is written by hand. Pure.

import { CHANNELS, FIELD_NAMES } from '../contact/fields.ts';
import { ACCOUNT_NAME } from '../manifest/account-settings.ts';
import { generatedDefinitions } from './rules/definitions.ts';

interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** One keyword of the schema with its generated value. */
interface Generated {
  /** Property names that lead from the root of the schema to the object with the keyword. */
  readonly at: readonly string[];
  readonly keyword: 'enum' | 'pattern';
  readonly value: readonly string[] | string;
}

const ACCOUNT = ['definitions', 'account', 'properties'];

const GENERATED: readonly Generated[] = [
  { at: ['definitions', 'accountName'], keyword: 'pattern', value: `^${ACCOUNT_NAME.pattern}$` },
  { at: ['definitions', 'key'], keyword: 'pattern', value: `^${ACCOUNT_NAME.pattern}/` },
  { at: ['definitions', 'channel'], keyword: 'enum', value: CHANNELS },
  {
    at: [...ACCOUNT, 'unsupportedFields', 'items', 'properties', 'field'],
    keyword: 'enum',
    value: FIELD_NAMES,
  },
];

/**
 * Fills in the generated parts of the plan schema.
 *
 * @param schema the plan schema as committed
 * @throws RangeError if the schema lacks a generated keyword
 */
export function planSchema(schema: JsonSchema): JsonSchema {
  const filled = GENERATED.reduce((whole, { at, keyword, value }) => withKeyword(whole, at, keyword, value), schema);
  return { ...filled, definitions: { ...(filled.definitions as JsonSchema), ...generatedDefinitions() } };
}

function withKeyword(schema: JsonSchema, at: readonly string[], keyword: string, value: unknown): JsonSchema {
  const [step, ...rest] = at;
  if (!Object.hasOwn(schema, step ?? keyword)) throw new RangeError(`the plan schema has no ${step ?? keyword} here`);
  if (step === undefined) return { ...schema, [keyword]: value };
  return { ...schema, [step]: withKeyword(schema[step] as JsonSchema, rest, keyword, value) };
}
