// A plan as JSON is the document itself.

import type { Plan } from '../../plan/document.ts';
import { serialisePlan } from '../../plan/plan-file.ts';
import { neutraliseJson } from './inert.ts';

export function* renderPlanJson(plan: Plan): Generator<string, void, undefined> {
  for (const piece of serialisePlan(plan)) yield neutraliseJson(piece);
}
