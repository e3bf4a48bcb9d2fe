// The generated definitions of schemas/plan.schema.json: enumerations that follow from tables in the code. `npm run build` writes
// them into the schema.

import { PERSONAL_KINDS } from '../../contact/argument.ts';
import { DIALECT_NAMES, PROVIDER_NAMES } from '../../providers/table.ts';
import { RULES, type RuleKind } from './catalogue.ts';

interface Definition {
  readonly title: string;
  readonly description: string;
  readonly enum: readonly string[];
}

/** Returns the generated definitions, by their names in the schema. */
export function generatedDefinitions(): Readonly<Record<string, Definition>> {
  return {
    provider: definition('Provider', 'The vendor.', PROVIDER_NAMES),
    dialect: definition('Dialect', 'Vendor and API version.', DIALECT_NAMES),
    blockingRule: rulesOf('blocks', 'Stable id of a rule that blocks.'),
    refusalRule: rulesOf('refuses', 'Stable id of a limit or an expectation.'),
    noticeRule: rulesOf('notes', 'Stable id of a notice.'),
    heldReason: rulesOf('holds', 'Why something that is declared is not sent.'),
    personalKind: definition('Class', 'Class of a personal argument.', PERSONAL_KINDS),
  };
}

function rulesOf(kind: RuleKind, description: string): Definition {
  const meanings = Object.entries(RULES[kind]).map(([id, { means }]) => `${id}: ${means}`);
  return definition('Rule', [description, ...meanings].join(' '), Object.keys(RULES[kind]));
}

function definition(title: string, description: string, values: readonly string[]): Definition {
  return { title, description, enum: values };
}
