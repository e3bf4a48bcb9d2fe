// The report of an apply, checked against its schema.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import type { Workplace } from './rollcall.ts';

const validate = new Ajv({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../schemas/report.schema.json'), 'utf8')),
);

/** Reads `report.json` of the workplace. */
export async function readReport({ directory }: Workplace) {
  const report = JSON.parse(await readFile(join(directory, 'report.json'), 'utf8'));
  validate(report);
  expect(validate.errors).toBeNull();
  return report;
}
