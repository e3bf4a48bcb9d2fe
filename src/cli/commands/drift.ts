import { Command } from 'commander';
import type { Drift } from '../../plan/drift/document.ts';
import { exitCodeOf, type SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import {
  type GlobalOptions,
  isJson,
  PLAN_FORMATS,
  type TimeoutFlag,
  withManifests,
  withTimeout,
  withTrustRecord,
} from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { withTimeLimit } from '../time-limit.ts';

interface DriftOptions extends GlobalOptions, TimeoutFlag {
  readonly trustRecord?: true;
  readonly detailedExitcode?: true;
}

/** The command `drift`. */
export function driftCommand(setExit: SetExit): Command {
  const compared = withTrustRecord(withManifests(new Command('drift'), PLAN_FORMATS))
    .description('Show what others changed at the vendors since the last apply. Read-only.')
    .optionsGroup('Drift:')
    .option('--full', 'list every contact')
    .option('--plain', 'words instead of symbols, for screen readers');
  const command = withTimeout(compared)
    .option('--detailed-exitcode', 'exit with 2 if there is drift')
    .action(async (options: DriftOptions) => drift(options, setExit));
  return withExamples(
    command,
    [
      ['rollcall drift', 'who left, who is gone, and which values were changed'],
      ['rollcall drift --account shop --detailed-exitcode', 'one account; 2 if there is drift'],
      ['rollcall drift --format markdown > drift.md', 'for an issue'],
      ['rollcall pull --all', 'take it into the manifests'],
    ],
    '0 done, 1 error or incomplete, 2 drift (with --detailed-exitcode), 64 usage',
  );
}

async function drift(options: DriftOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const { driftWithProgress } = await import('../drift-with-progress.ts');
  const { withSession } = await import('../session.ts');
  const found = await withTimeLimit(options.timeout, terminal, (signal) =>
    withSession(options, terminal, { store: false, base: 'record', signal }, (session) =>
      driftWithProgress(session, options, terminal),
    ),
  );
  await print(found, options, terminal);
  const showsChanges = options.detailedExitcode === true && found.entries.length > 0;
  setExit(exitCodeOf({ command: 'drift', isComplete: found.complete, showsChanges }));
}

async function print(found: Drift, options: DriftOptions, terminal: Terminal): Promise<void> {
  const shown = isRedacted(options, process.env) ? await redacted(found) : found;
  for (const part of await render(shown, options, terminal)) await terminal.out(part);
}

async function redacted(found: Drift): Promise<Drift> {
  const { redactDrift } = await import('../../render/redact/drift.ts');
  const { outputIds } = await import('../options/redaction.ts');
  return redactDrift(found, await outputIds());
}

async function render(found: Drift, options: DriftOptions, terminal: Terminal): Promise<Iterable<string>> {
  if (isJson(options)) return (await import('../../render/drift/json.ts')).renderDriftJson(found);
  if (options.format === 'html') return (await import('../../render/drift/html.ts')).renderDriftHtml(found);
  if (options.format === 'markdown') {
    return [(await import('../../render/drift/markdown.ts')).renderDriftMarkdown(found)];
  }
  const { renderDriftText } = await import('../../render/drift/text.ts');
  const layout = { full: options.full === true, plain: options.plain === true };
  return [renderDriftText(found, { color: terminal.color, width: terminal.width, ...layout })];
}
