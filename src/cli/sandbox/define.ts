// Carries out --define: has the sandbox define the lists, properties and other names that the manifests use, and says how many of
// them were new.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Configuration } from '../../manifest/configuration.ts';
import type { Plan } from '../../plan/document.ts';
import type { RuleId } from '../../plan/rules/catalogue.ts';
import type { ChosenEnvironment } from '../../workflows/destinations.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Checks that --define is not given without --sandbox.
 *
 * @throws HintedError `usage`
 */
export function checkDefine({ define, sandbox }: Pick<GlobalOptions, 'define' | 'sandbox'>): void {
  if (define !== true || sandbox !== undefined) return;
  throw new HintedError('usage', sentence`--define needs a sandbox, because nothing is defined at a vendor`, {
    hint: sentence`add --sandbox`,
  });
}

/**
 * Has the sandbox define the names that the manifests use, and prints how many were new.
 *
 * @param url of the sandbox
 * @throws HintedError `sandbox`
 */
export async function defineNames(
  url: string,
  configuration: Pick<Configuration, 'accounts' | 'contacts'> & ChosenEnvironment,
  options: Partial<Pick<GlobalOptions, 'format' | 'json' | 'quiet'>>,
  terminal: Terminal,
): Promise<void> {
  const { defineInSandbox } = await import('../../workflows/rehearse/define.ts');
  const added = [...(await defineInSandbox(url, configuration))].filter(([, count]) => count > 0);
  if (added.length === 0 || options.quiet === true || isJson({ format: 'text', ...options })) return;
  const counts = added.map(([account, count]) => `${count} at ${account}`).join(', ');
  terminal.err(`Defined in the sandbox, as the manifests name it: ${counts}\n`);
}

/**
 * Enables key fields that a vendor enables only on request, where the manifests use one. This needs no --define: unlike a name,
 * the setting cannot be misspelt, and without it nothing of the account could be rehearsed.
 *
 * @param url of the sandbox
 * @throws HintedError `sandbox`
 */
export async function defineKeyFields(
  url: string,
  { environment, ...configuration }: Pick<Configuration, 'accounts'> & ChosenEnvironment,
): Promise<void> {
  const accounts = configuration.accounts.filter(
    ({ keyField, capabilities }) => keyField === capabilities.riskyKeyField?.keyField,
  );
  if (accounts.length === 0) return;
  const { defineInSandbox } = await import('../../workflows/rehearse/define.ts');
  await defineInSandbox(url, { accounts, contacts: [], ...(environment === undefined ? {} : { environment }) });
}

/**
 * Suggests --define, if the plan is for a sandbox and has changes that are blocked because the sandbox does not define a name.
 */
export function sayUndefined(
  { changes }: Pick<Plan, 'changes'>,
  options: Pick<GlobalOptions, 'define' | 'format' | 'json' | 'quiet' | 'sandbox'>,
  terminal: Terminal,
): void {
  if (options.sandbox === undefined || options.define === true || options.quiet === true || isJson(options)) return;
  const lacks = changes.some(({ blocked }) => blocked.some(({ rule }) => UNDEFINED.includes(rule)));
  if (!lacks) return;
  terminal.err('The sandbox defines none of the names that are blocked; add --define to have it define them.\n');
}

const UNDEFINED: readonly RuleId[] = ['unknown-property', 'unknown-list'];

/**
 * Prints how many contacts and definitions of a snapshot the sandbox did not take.
 *
 * @param leftOut number of contacts and definitions that were left out
 */
export function sayLeftOut(leftOut: number, terminal: Terminal): void {
  if (leftOut === 0) return;
  const items = leftOut === 1 ? '1 contact or definition' : `${leftOut} contacts and definitions`;
  terminal.err(
    `${items} of the snapshot ${leftOut === 1 ? 'is' : 'are'} not in the sandbox: it holds them only as the vendors’ documents describe them\n`,
  );
}
