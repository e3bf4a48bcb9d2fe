// Valid documents from the scenarios: their manifests, plans, and what the applies did. Read at run time, so that they are those
// of today.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Plan } from '../../../src/plan/document.ts';

/** The runner and the tests run in the root of the repository. */
const SCENARIOS = 'test/scenarios';

/** A manifest as text. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

function scenarios(): readonly string[] {
  return readdirSync(SCENARIOS).sort();
}

/** The manifests of each scenario. */
export function manifestSets(): readonly (readonly TextFile[])[] {
  return scenarios().map((scenario) => {
    const folder = join(SCENARIOS, scenario, 'contacts.d');
    const names = readdirSync(folder).sort();
    return names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  });
}

/** What a manifest holds; nothing if it has mistakes that leave that open. */
export function contentOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseDocument(text, { logLevel: 'silent' }).toJS();
  } catch {
    return {};
  }
}

/** The plan of each scenario. */
export function scenarioPlans(): readonly Plan[] {
  return scenarios().map(
    (scenario) => JSON.parse(readFileSync(join(SCENARIOS, scenario, 'plan.json'), 'utf8')) as Plan,
  );
}
