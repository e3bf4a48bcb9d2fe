import { Command } from 'commander';
import type { DesiredContact } from '../../contact/contact.ts';
import type { ReadProgress } from '../../live/source.ts';
import type { ReadFailure } from '../../plan/document.ts';
import type { Explanation } from '../../plan/explain/explain.ts';
import type { SetExit } from '../exit-codes.ts';
import { CommandError } from '../explain-error.ts';
import {
  type BaseFlags,
  type GlobalOptions,
  isJson,
  withBaseOption,
  withExamples,
  withManifests,
} from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import type { Scope } from '../options/scope.ts';
import { whileReading } from '../plan-with-progress.ts';
import { type Session, withSession } from '../session.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

interface ExplainOptions extends GlobalOptions, Pick<BaseFlags, 'base'> {}

export function explainCommand(_setExit: SetExit): Command {
  const command = withBaseOption(withManifests(new Command('explain'), ['text', 'json']))
    .description('Explain what a plan does to one contact, field by field; only reads.')
    .argument('<contact>', 'its key as a plan shows it, or the part after account/')
    .action(async (contact: string, options: ExplainOptions) => {
      const terminal = openTerminal(options.color);
      const { normaliseEmail } = await import('../../contact/normalise.ts');
      const names = new Set([contact, normaliseEmail(contact)]);
      const scope: Scope = ({ contacts }) => new Set(meantBy(names, contacts).map(({ account }) => account));
      await withSession(options, terminal, { store: false, base: options.base, scope }, async (session) => {
        const explained = await whileReading(options, terminal, (onProgress) =>
          explainAll(meantBy(names, session.configuration.contacts), session, { ...options, onProgress }),
        );
        await print(explained, options, terminal);
      });
    });
  return withExamples(
    command,
    [
      ['rollcall explain jane@example.com --sandbox', 'at every account that she goes to'],
      ['rollcall explain shop/jane@example.com --base main', 'what the base declared included'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

/** @throws CommandError where nobody is meant */
function meantBy<T extends DesiredContact>(names: ReadonlySet<string>, contacts: readonly T[]): readonly T[] {
  const meant = contacts.filter(({ key }) => names.has(key) || names.has(key.slice(key.indexOf('/') + 1)));
  if (meant.length === 0) throw undeclared();
  return meant;
}

async function explainAll(
  meant: readonly DesiredContact[],
  { configuration, connections, declaredBefore }: Session,
  options: ExplainOptions & { readonly onProgress: (account: string, state: ReadProgress) => void },
): Promise<readonly Explanation[]> {
  const { explainContact } = await import('../../workflows/explain.ts');
  const { manifestsIn } = await import('../../manifest/read/read.ts');
  const asked = { files: manifestsIn(options.dir, process.cwd()), accounts: configuration.accounts };
  const explanations: Explanation[] = [];
  for (const desired of meant) {
    const account = configuration.accounts.find(({ name }) => name === desired.account);
    const at = connections.accounts.get(desired.account);
    if (account === undefined || at === undefined) throw new RangeError(`account ${desired.account} is not connected`);
    const contacts = configuration.contacts.filter((other) => other.account === account.name);
    const show = (state: ReadProgress): void => options.onProgress(account.name, state);
    const context = { account, desired, contacts, at, before: declaredBefore, onProgress: show };
    const explained = await explainContact(context, asked);
    if (!('fields' in explained)) throw await readFailed(explained);
    explanations.push(explained);
  }
  return explanations;
}

async function readFailed({ code, args }: ReadFailure): Promise<CommandError> {
  const { wordsOfFailure } = await import('../../render/words/failures.ts');
  const { redactArguments } = await import('../../render/redact/arguments.ts');
  const { message, hint } = wordsOfFailure({ code, args }) ?? { message: code, hint: '' };
  const masked = wordsOfFailure({ code, args: redactArguments(args) })?.message ?? code;
  return new CommandError('read-failed', message, { hint, masked });
}

function undeclared(): CommandError {
  return new CommandError('unknown-contact', 'no manifest declares this contact at the chosen accounts', {
    hint: 'give its key as `rollcall plan` shows it, or the part after account/; its key is the first declared of userId, email, phone and id',
  });
}

async function print(explanations: readonly Explanation[], options: ExplainOptions, terminal: Terminal): Promise<void> {
  const shown = isRedacted(options, process.env) ? await redacted(explanations) : explanations;
  if (isJson(options)) {
    const { neutraliseJson } = await import('../../render/json/inert.ts');
    const { withWords } = await import('../../render/words/explanation.ts');
    await terminal.out(`${neutraliseJson(JSON.stringify(shown.map(withWords), null, 2))}\n`);
    return;
  }
  const { renderExplanation } = await import('../../render/text/explanation.ts');
  const layout = { color: terminal.color, width: terminal.width };
  await terminal.out(shown.map((explanation) => renderExplanation(explanation, layout)).join('\n'));
}

async function redacted(explanations: readonly Explanation[]): Promise<readonly Explanation[]> {
  const { redactExplanation } = await import('../../render/redact/explanation.ts');
  return explanations.map((explanation, index) => redactExplanation(explanation, index + 1));
}
