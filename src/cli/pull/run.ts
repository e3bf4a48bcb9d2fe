// Runs a pull from the command line: options → workflow → text or JSON.

import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Drift } from '../../plan/drift/document.ts';
import { isValue, type PullResult } from '../../plan/drift/pulled.ts';
import { findDriftToTake, takeDrift } from '../../workflows/pull/index.ts';
import { isField, type PullSelection } from '../../workflows/pull/selection.ts';
import { listingsOf } from '../begin-reading.ts';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { loadOptionsOf } from '../manifests.ts';
import { filtersOf } from '../options/contact-filters.ts';
import { isJson } from '../options/options.ts';
import type { PullFlags } from '../options/pull.ts';
import { isRedacted, outputIds } from '../options/redaction.ts';
import { readEnvironment } from '../secrets.ts';
import { withSession } from '../session.ts';
import { askLine } from '../terminal/confirm.ts';
import { whileReading } from '../terminal/reading.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { withTimeLimit } from '../time-limit.ts';

/**
 * Takes drift into the manifests and prints the result.
 *
 * @throws HintedError `usage` if the options do not say what to take and nobody can be asked, or if --take names something that
 *   is not a field; the errors of withSession and takeDrift
 */
export async function runPull(options: PullFlags, terminal: Terminal): Promise<ExitCode> {
  const given = selectionOf(options);
  if (given === undefined && (!terminal.interactive || isJson(options))) throw nothingChosen();
  const { fetchRows } = await loadOptionsOf(options, await readEnvironment(options));
  const found = await withTimeLimit(options.timeout, terminal, (signal) =>
    withSession(options, terminal, { store: false, base: 'record', signal, fetchRows }, async (session) => {
      const { configuration, connections, filters, notes, commit, recording } = session;
      if (recording instanceof Error) throw recording;
      const listings = await listingsOf(options);
      return whileReading(options, terminal, (onProgress) =>
        findDriftToTake(configuration, connections.accounts, {
          ...{ recording, notes, commit, listings, onProgress },
          filters: filtersOf(filters, false),
        }),
      );
    }),
  );
  const result = await takeDrift(found, given ?? (await askWhat(found.drift, options, terminal)), {
    directory: options.dir,
    workingDirectory: process.cwd(),
    now: Date.now,
    fetchRows,
    dryRun: options.dryRun === true,
  });
  await print(result, options, terminal);
  return exitCodeOf({ command: 'pull', isComplete: result.drift.complete, excepted: result.exceptions.length });
}

function selectionOf({ all, optOuts, take }: Pick<PullFlags, 'all' | 'optOuts' | 'take'>): PullSelection | undefined {
  if (all === undefined && optOuts === undefined && take === undefined) return undefined;
  const fields = (take ?? []).flatMap(namesIn);
  const unknown = fields.find((field) => !isField(field));
  if (unknown !== undefined) throw unknownField(unknown);
  return { all: all === true, optOuts: optOuts === true, fields };
}

function namesIn(text: string): readonly string[] {
  return text.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}

function unknownField(field: string): HintedError {
  return new HintedError('usage', sentence`--take: ${personal('name', field)} is not a field that drifts`, {
    hint: sentence`name fields as in the manifests: firstName, tags, tags.vip, customProperties.age, channels, email`,
  });
}

function nothingChosen(): HintedError {
  return new HintedError('usage', sentence`nothing says what to take, and there is no terminal to ask on`, {
    hint: sentence`give --take FIELDS, --opt-outs or --all; \`rollcall drift\` shows what there is`,
  });
}

const QUESTION = 'Take what into the manifests? all, opt-outs, or fields such as city,tags (Enter: nothing): ';

/**
 * Shows the drift and asks what to take.
 *
 * @returns undefined if the answer is nothing, or if there is nothing to take
 */
async function askWhat(drift: Drift, options: PullFlags, terminal: Terminal): Promise<PullSelection | undefined> {
  if (!drift.complete || !drift.entries.some(isValue)) return undefined;
  const { renderDriftText } = await import('../../render/drift/text.ts');
  const { redactDrift } = await import('../../render/redact/drift.ts');
  const shown = isRedacted(options, process.env) ? redactDrift(drift, await outputIds()) : drift;
  terminal.err(renderDriftText(shown, { color: terminal.color, width: terminal.width }));
  const names = namesIn(await askLine(QUESTION));
  if (names.length === 0) return undefined;
  const fields = names.filter((name) => name !== 'all' && name !== 'opt-outs');
  return selectionOf({
    ...(names.includes('all') ? { all: true } : {}),
    ...(names.includes('opt-outs') ? { optOuts: true } : {}),
    ...(fields.length === 0 ? {} : { take: fields }),
  });
}

async function print(result: PullResult, options: PullFlags, terminal: Terminal): Promise<void> {
  const redacted = isRedacted(options, process.env);
  const { redactPull } = await import('../../render/redact/pull.ts');
  const shown = redacted ? redactPull(result, await outputIds()) : result;
  if (isJson(options)) {
    const { renderPullJson } = await import('../../render/pull/json.ts');
    for (const part of renderPullJson(shown, redacted)) await terminal.out(part);
    return;
  }
  const { renderPullText } = await import('../../render/pull/text.ts');
  await terminal.out(renderPullText(shown, { color: terminal.color, width: terminal.width, redacted }));
}
