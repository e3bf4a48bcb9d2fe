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

/** Returns a schema without what is only read by people. A property that has the name of such a keyword is no string, and stays. */
function withoutWords(schema) {
  if (Array.isArray(schema)) return schema.map(withoutWords);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).filter(
    ([name, value]) => (name !== 'description' && name !== 'title') || typeof value !== 'string',
  );
  return Object.fromEntries(members.map(([name, value]) => [name, withoutWords(value)]));
}

const OPTIONS = {
  allErrors: true,
  allowUnionTypes: true,
  code: { source: true },
  // A definition that is used in several places becomes one function.
  inlineRefs: false,
  // The only message would be that `unicode` is deprecated. Errors in the schema are thrown anyway.
  logger: false,
  // Mistakes are put into words from keyword and parameters.
  messages: false,
  ownProperties: true,
  // Count lengths in UTF-16 code units, like the vendors and the capability tables.
  unicode: false,
  // `format` is only for editors. rules/values.ts checks the same formats with better messages.
  validateFormats: false,
};
const journalSchema = JSON.parse(await readFile(JOURNAL_SCHEMA_FILE, 'utf8'));
const schemas = [schema, planned, journalSchema].map(withoutWords);
/** For what people write, whose mistakes are explained by the schema that they break, and for what rollcall wrote itself. */
const written = new Ajv.default({ ...OPTIONS, schemas, verbose: true });
const own = new Ajv.default({ ...OPTIONS, schemas });
const section = (name) => [written, `${schema.$id}#/definitions/${name}`];
const validators = {
  account: section('account'),
  contact: section('contact'),
  defaults: section('defaults'),
  environment: section('environment'),
  erasure: section('erasure'),
  journal: [own, journalSchema.$id],
  limits: section('limits'),
  plan: [own, planned.$id],
  source: section('source'),
  suppression: section('suppression'),
};
await mkdir(VALIDATORS, { recursive: true });
for (const [name, [ajv, id]] of Object.entries(validators)) {
  // Nobody reads them, and half of their text is names.
  const { code } = await transform(standalone.default(ajv, ajv.getSchema(id)), {
    format: 'cjs',
    minify: true,
    platform: 'node',
    treeShaking: true,
  });
  await writeFile(new URL(`${name}.cjs`, VALIDATORS), code);
}
