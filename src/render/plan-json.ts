// A plan as JSON is the document itself.

import type { Plan } from '../plan/document.ts';
import { serialisePlan } from '../plan/plan-file.ts';

export function renderPlanJson(plan: Plan): Iterable<string> {
  return serialisePlan(plan);
}
