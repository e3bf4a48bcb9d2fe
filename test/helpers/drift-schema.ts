// Drift as JSON, checked against its schema.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { expect } from 'vitest';
import type { Drift } from '../../src/plan/drift/document.ts';

function schemaOf(name: string): object {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8'));
}

const ajv = new Ajv.default({ allErrors: true, allowUnionTypes: true, logger: false, validateFormats: false });
ajv.addSchema(schemaOf('plan'));
const validate = ajv.compile(schemaOf('drift'));

/** Parses what `drift --json` printed; it must be as the schema says. */
export function parseDrift(text: string): Drift {
  const document: unknown = JSON.parse(text);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  return document as Drift;
}
