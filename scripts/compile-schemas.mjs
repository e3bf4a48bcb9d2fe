// After tsc: writes manifest.schema.json from the built schema and the rules into plan.schema.json, and compiles the validators of
// manifests, plans and journals, so that no run pays for compiling.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { manifestSchema } from '../dist/manifest/schema/manifest.js';
import { generatedDefinitions } from '../dist/plan/rules/definitions.js';
import { DIALECTS } from '../dist/providers/dialects.js';

const SCHEMA_FILE = new URL('../schemas/manifest.schema.json', import.meta.url);
const PLAN_SCHEMA_FILE = new URL('../schemas/plan.schema.json', import.meta.url);
const JOURNAL_SCHEMA_FILE = new URL('../schemas/journal.schema.json', import.meta.url);
const VALIDATORS = new URL('../dist/validators/', import.meta.url);

const schema = manifestSchema(Object.values(DIALECTS));
await writeIfChanged(SCHEMA_FILE, schema);

async function writeIfChanged(file, document) {
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed !== text) await writeFile(file, text);
}

const ajv = new Ajv.default({
  allErrors: true,
  allowUnionTypes: true,
  code: { source: true },
  // It would only say that `unicode` is deprecated; mistakes in the schema are thrown.
  logger: false,
  ownProperties: true,
  // Lengths are counted as the vendors and the capability tables count them, in UTF-16 code units.
  unicode: false,
  // `format` speaks to editors; rules/values.ts checks what it promises, and says it better.
  validateFormats: false,
  verbose: true,
});
const planSchema = JSON.parse(await readFile(PLAN_SCHEMA_FILE, 'utf8'));
Object.assign(planSchema.definitions, generatedDefinitions());
await writeIfChanged(PLAN_SCHEMA_FILE, planSchema);
const journalSchema = JSON.parse(await readFile(JOURNAL_SCHEMA_FILE, 'utf8'));
ajv.addSchema([schema, planSchema, journalSchema]);
const ids = {
  account: `${schema.$id}#/definitions/account`,
  contact: `${schema.$id}#/definitions/contact`,
  defaults: `${schema.$id}#/definitions/defaults`,
  journal: journalSchema.$id,
  plan: planSchema.$id,
};
await mkdir(VALIDATORS, { recursive: true });
for (const [name, id] of Object.entries(ids)) {
  await writeFile(new URL(`${name}.cjs`, VALIDATORS), standalone.default(ajv, ajv.getSchema(id)));
}
