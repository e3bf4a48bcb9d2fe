// What `doctor --json` prints, checked against its schema.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { expect } from 'vitest';
import type { Diagnosis } from '../../src/plan/doctor/document.ts';

function schemaOf(name: string): object {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8'));
}

const ajv = new Ajv.default({ allErrors: true, allowUnionTypes: true, logger: false, validateFormats: false });
ajv.addSchema(schemaOf('plan'));
const validate = ajv.compile(schemaOf('doctor'));

/** A diagnosis as JSON has it. */
export type PrintedDiagnosis = Diagnosis & { readonly summary: string; readonly sound: boolean };

/** Parses the document; it must be as the schema says. */
export function parseDiagnosis(text: string): PrintedDiagnosis {
  const document: unknown = JSON.parse(text);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  return document as PrintedDiagnosis;
}
