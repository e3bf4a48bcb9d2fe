// Returns what a diagnostic says, from its code and its arguments. The sentences of each family of mistakes are in a file of
// their own (diagnostics/).

import type { Arguments } from '../../contact/argument.ts';
import type { MistakeArguments } from '../../manifest/mistake.ts';
import { ACCOUNT_MISTAKES } from './diagnostics/accounts.ts';
import { CONTACT_MISTAKES } from './diagnostics/contacts.ts';
import { ENVIRONMENT_MISTAKES } from './diagnostics/environments.ts';
import { FACT_MISTAKES } from './diagnostics/facts.ts';
import { SHAPE_MISTAKES } from './diagnostics/shape.ts';
import { SOURCE_MISTAKES } from './diagnostics/sources.ts';
import { SUPPRESSION_MISTAKES } from './diagnostics/suppressions.ts';
import { SYNTAX_MISTAKES } from './diagnostics/syntax.ts';
import { VALUE_MISTAKES } from './diagnostics/values.ts';
import { formatNumber } from './numbers.ts';
import { type Sentences, say, type Words } from './say.ts';

const MISTAKES: Sentences<MistakeArguments> = {
  ...SYNTAX_MISTAKES,
  ...SHAPE_MISTAKES,
  ...ENVIRONMENT_MISTAKES,
  ...FACT_MISTAKES,
  ...ACCOUNT_MISTAKES,
  ...VALUE_MISTAKES,
  ...CONTACT_MISTAKES,
  ...SOURCE_MISTAKES,
  ...SUPPRESSION_MISTAKES,
};

/** Returns the message and the hint of a mistake. The hint may be empty. The message of an unknown code is the code itself. */
export function wordsOfMistake({ code, args }: { readonly code: string; readonly args: Arguments }): Words {
  return say(MISTAKES, code, args) ?? { message: code, hint: '' };
}

/**
 * Returns the line that counts the diagnostics of one code that are not shown.
 *
 * @param more the number of these diagnostics
 */
export function wordsOfFold(code: string, more: number): string {
  return `… and ${formatNumber(more)} more \`${code}\`; \`rollcall validate --format json\` lists all`;
}

/** Returns the diagnostics with `message` and, unless it is empty, `hint` added, for JSON output. */
export function diagnosticsWithWords<T extends { readonly code: string; readonly args: Arguments }>(
  diagnostics: readonly T[],
): readonly (T & { readonly message: string; readonly hint?: string })[] {
  return diagnostics.map((diagnostic) => {
    const { message, hint } = wordsOfMistake(diagnostic);
    return { ...diagnostic, message, ...(hint === '' ? {} : { hint }) };
  });
}
