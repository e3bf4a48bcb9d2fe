// A plan as JSON is the document itself, with what its codes say.

import type { Plan } from '../../plan/document.ts';
import { serialisePlan } from '../../plan/plan-file.ts';
import { planWithWords } from '../words/documents.ts';
import { neutraliseJson } from './inert.ts';

export function* renderPlanJson(plan: Plan): Generator<string, void, undefined> {
  for (const piece of serialisePlan(planWithWords(plan))) yield neutraliseJson(piece);
}
