// --define: has the sandbox define what the manifests name, and says how much was new to it.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Configuration } from '../../manifest/configuration.ts';
import type { Plan } from '../../plan/document.ts';
import type { RuleId } from '../../plan/rules/catalogue.ts';
import type { ChosenEnvironment } from '../../workflows/destinations.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** @throws HintedError `usage` for --define without a sandbox */
export function checkDefine({ define, sandbox }: Pick<GlobalOptions, 'define' | 'sandbox'>): void {
  if (define !== true || sandbox !== undefined) return;
  throw new HintedError('usage', sentence`--define needs a sandbox, because nothing is defined at a vendor`, {
    hint: sentence`add --sandbox`,
  });
}

/**
 * Defines what the manifests name.
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
 * Switches on key fields that a vendor enables only on request, where the manifests use one. Unlike a name, the setting cannot be
 * misspelt, and without it nothing of the account could be rehearsed.
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

/** Says how the names that a sandbox does not define can be defined, if the plan has such names and is for a sandbox. */
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

/** Says how many contacts of a snapshot the sandbox did not take. */
export function sayLeftOut(leftOut: number, terminal: Terminal): void {
  if (leftOut === 0) return;
  const contacts = leftOut === 1 ? '1 contact' : `${leftOut} contacts`;
  terminal.err(
    `${contacts} of the snapshot ${leftOut === 1 ? 'is' : 'are'} not in the sandbox: it holds contacts only as the vendors’ documents describe them\n`,
  );
}
