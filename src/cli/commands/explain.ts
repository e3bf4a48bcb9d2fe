import { Command } from 'commander';
import type { ExplainResult } from '../../workflows/explain/index.ts';
import { exitCodeOf, type SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import {
  type BaseFlags,
  type GlobalOptions,
  isJson,
  type TimeoutFlag,
  withBaseOption,
  withManifests,
  withTimeout,
} from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import type { Scope } from '../options/scope.ts';
import { whileReading } from '../terminal/reading.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { withTimeLimit } from '../time-limit.ts';

interface ExplainOptions extends GlobalOptions, Pick<BaseFlags, 'base'>, TimeoutFlag {}

/** The command `explain`. */
export function explainCommand(setExit: SetExit): Command {
  const based = withBaseOption(withManifests(new Command('explain'), ['text', 'json']))
    .description('Explain what a plan does to one contact, field by field. Read-only.')
    .argument('<contact>', 'its key as a plan shows it, or the part after account/')
    .optionsGroup('Explain:');
  const command = withTimeout(based).action((contact: string, options: ExplainOptions) =>
    explain(contact, options, setExit),
  );
  return withExamples(
    command,
    [
      ['rollcall explain jane@example.com --sandbox', 'at every account that declares her'],
      ['rollcall explain shop/jane@example.com --base main', 'including what the base declared'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

async function explain(contact: string, options: ExplainOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const { withSession } = await import('../session.ts');
  const { explainContacts } = await import('../../workflows/explain/index.ts');
  const { contactsNamed } = await import('../../workflows/explain/named.ts');
  const scope: Scope = (configuration) =>
    new Set(contactsNamed(contact, configuration).map(({ desired }) => desired.account));
  const wanted = { store: false, base: options.base, needsRecord: true };
  await withTimeLimit(options.timeout, terminal, (signal) =>
    withSession(options, terminal, { ...wanted, scope, signal }, async (session) => {
      const { configuration, connections, revisions, outside } = session;
      const meant = contactsNamed(contact, configuration);
      const place = { directory: options.dir, workingDirectory: process.cwd() };
      const { accounts } = connections;
      const explained = await whileReading(options, terminal, (onProgress) =>
        explainContacts(meant, { ...place, configuration, accounts, outside, revisions, onProgress }),
      );
      await print(explained, configuration.environment?.name, options, terminal);
      setExit(exitCodeOf({ command: 'explain', accounts: explained.accounts }));
    }),
  );
}

async function print(
  result: ExplainResult,
  environment: string | undefined,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<void> {
  const { accounts, explanations } = isRedacted(options, process.env) ? await redacted(result) : result;
  if (isJson(options)) {
    const { neutraliseJson } = await import('../../render/json/neutralise.ts');
    const { rowsWithWords } = await import('../../render/words/documents.ts');
    const { withWords } = await import('../../render/words/explanation.ts');
    const said = { accounts: rowsWithWords(accounts), explanations: explanations.map(withWords) };
    const document = { environment: environment ?? null, ...said };
    await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
    return;
  }
  const { renderExplanation } = await import('../../render/text/explanation.ts');
  const { renderUnread } = await import('../../render/text/account-rows.ts');
  const layout = { color: terminal.color, width: terminal.width };
  if (environment !== undefined && explanations.length > 0) await terminal.out(`Environment: ${environment}\n\n`);
  await terminal.out(explanations.map((explanation) => renderExplanation(explanation, layout)).join('\n'));
  terminal.err(renderUnread(accounts, layout));
}

async function redacted({ accounts, explanations }: ExplainResult): Promise<ExplainResult> {
  const { redactExplanation } = await import('../../render/redact/explanation.ts');
  const { redactReadRows } = await import('../../render/redact/plan.ts');
  return {
    accounts: redactReadRows(accounts),
    explanations: explanations.map((explanation, index) => redactExplanation(explanation, index + 1)),
  };
}
