import type { Plan } from '../plan/document.ts';
import { type GlobalOptions, isJson } from './options/options.ts';
import { isRedacted, outputIds } from './options/redaction.ts';
import type { Terminal } from './terminal/terminal.ts';

type View = Pick<GlobalOptions, 'format' | 'json' | 'redact' | 'full' | 'plain' | 'requests'>;

/** Prints a plan to stdout in the chosen format, masked if redaction is on. JSON output is the plan document alone. */
export async function printPlan(plan: Plan, view: View, terminal: Terminal): Promise<void> {
  const shown = isRedacted(view, process.env) ? await redacted(plan) : plan;
  for (const part of await renderPlan(shown, view, terminal)) await terminal.out(part);
}

async function redacted(plan: Plan): Promise<Plan> {
  const { redactPlan } = await import('../render/redact/plan.ts');
  return redactPlan(plan, await outputIds());
}

async function renderPlan(plan: Plan, view: View, terminal: Terminal): Promise<Iterable<string>> {
  if (isJson(view)) return (await import('../render/json/plan.ts')).renderPlanJson(plan);
  if (view.format === 'html') return (await import('../render/html/plan.ts')).renderPlanHtml(plan);
  const { requests } = view;
  if (view.format === 'markdown') {
    return [(await import('../render/markdown/plan.ts')).renderPlanMarkdown(plan, { requests })];
  }
  const { renderPlanText } = await import('../render/text/plan.ts');
  const layout = { full: view.full === true, plain: view.plain === true, requests };
  return [renderPlanText(plan, { color: terminal.color, width: terminal.width, ...layout })];
}

/** Shows the plan as text before asking for confirmation. Writes to stderr, because stdout is for the JSON document. */
export function showForConsent(plan: Plan, options: View, terminal: Terminal): Promise<void> {
  const { json: _, ...view } = options;
  const out = async (text: string): Promise<void> => terminal.err(text);
  return printPlan(plan, { ...view, format: 'text' }, { ...terminal, out });
}
