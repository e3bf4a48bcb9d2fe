import type { Plan } from '../../plan/document.ts';
import { SHORT_ID } from '../../render/words/numbers.ts';
import type { FoundJournal } from '../../workflows/resume.ts';
import { isRedacted, outputIds } from '../options/redaction.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Prints to stderr which apply is continued, when it started, and how much of it is left. */
export async function showResumed(
  { planId, changes }: Plan,
  { state }: FoundJournal,
  options: { readonly redact?: boolean },
  terminal: Terminal,
): Promise<void> {
  const { renderResumed } = await import('../../render/text/resumed.ts');
  const left = changes.filter(({ id }) => !state.outcomes.has(id));
  const text = renderResumed({
    plan: isRedacted(options, process.env) ? (await outputIds())('plan', planId) : `plan ${planId.slice(0, SHORT_ID)}…`,
    startedAt: state.startedAt,
    changes: changes.length,
    finished: changes.length - left.length,
    accounts: [...new Set(left.map(({ account }) => account))],
    isReviewed: state.reviewed !== null,
  });
  terminal.err(text);
}
