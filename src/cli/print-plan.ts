import type { Plan } from '../plan/document.ts';
import type { Terminal } from './terminal.ts';

/** JSON is the plan document, and nothing else goes to stdout. */
export async function printPlan(plan: Plan, isJson: boolean, terminal: Terminal): Promise<void> {
  if (isJson) {
    const { renderPlanJson } = await import('../render/plan-json.ts');
    for (const part of renderPlanJson(plan)) await terminal.out(part);
    return;
  }
  const { renderPlanText } = await import('../render/plan-text.ts');
  await terminal.out(renderPlanText(plan, { color: terminal.color, width: terminal.width }));
}
