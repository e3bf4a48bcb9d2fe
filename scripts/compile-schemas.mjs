// Writes manifest.schema.json and the generated parts of plan.schema.json from the tables in src. Compiles the validators of
// manifests, plans and journals, so that the program need not compile them at run time.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { transform } from 'esbuild';
import { importSources } from './bundling.mjs';

const SCHEMA_FILE = new URL('../schemas/manifest.schema.json', import.meta.url);
const PLAN_SCHEMA_FILE = new URL('../schemas/plan.schema.json', import.meta.url);
const JOURNAL_SCHEMA_FILE = new URL('../schemas/journal.schema.json', import.meta.url);
const VALIDATORS = new URL('../dist/validators/', import.meta.url);

/** Writes a schema file, but only if its content changes, so that its modification time stays meaningful. */
async function update(file, schema) {
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed !== text) await writeFile(file, text);
}

const { manifestSchema, planSchema, ALL_DIALECTS } = await importSources(`
  export { manifestSchema } from './src/manifest/schema/manifest.ts';
  export { planSchema } from './src/plan/schema.ts';
  export { ALL_DIALECTS } from './src/providers/table.ts';
`);
const schema = manifestSchema(ALL_DIALECTS);
await update(SCHEMA_FILE, schema);
const planned = planSchema(JSON.parse(await readFile(PLAN_SCHEMA_FILE, 'utf8')));
await update(PLAN_SCHEMA_FILE, planned);

const ajv = new Ajv.default({
  allErrors: true,
  allowUnionTypes: true,
  code: { source: true },
  // The only message would be that `unicode` is deprecated. Errors in the schema are thrown anyway.
  logger: false,
  ownProperties: true,
  // Count lengths in UTF-16 code units, like the vendors and the capability tables.
  unicode: false,
  // `format` is only for editors. rules/values.ts checks the same formats with better messages.
  validateFormats: false,
  verbose: true,
});
const journalSchema = JSON.parse(await readFile(JOURNAL_SCHEMA_FILE, 'utf8'));
ajv.addSchema([schema, planned, journalSchema]);
const ids = {
  account: `${schema.$id}#/definitions/account`,
  contact: `${schema.$id}#/definitions/contact`,
  defaults: `${schema.$id}#/definitions/defaults`,
  environment: `${schema.$id}#/definitions/environment`,
  erasure: `${schema.$id}#/definitions/erasure`,
  journal: journalSchema.$id,
  limits: `${schema.$id}#/definitions/limits`,
  plan: planned.$id,
  source: `${schema.$id}#/definitions/source`,
  suppression: `${schema.$id}#/definitions/suppression`,
};
await mkdir(VALIDATORS, { recursive: true });
for (const [name, id] of Object.entries(ids)) {
  // Nobody reads them, and half of their text is names.
  const { code } = await transform(standalone.default(ajv, ajv.getSchema(id)), { minify: true, platform: 'node' });
  await writeFile(new URL(`${name}.cjs`, VALIDATORS), code);
}
