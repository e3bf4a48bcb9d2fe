// A plan as JSON: the document itself, with a sentence added to every code.

import type { Plan } from '../../plan/document.ts';
import { serialisePlan } from '../../plan/plan-file.ts';
import { planWithWords } from '../words/documents.ts';
import { neutraliseJson } from './neutralise.ts';

/** Yields the JSON of a plan in pieces, to be written one after the other. Its text is neutralised. */
export function* renderPlanJson(plan: Plan): Generator<string, void, undefined> {
  for (const piece of serialisePlan(planWithWords(plan))) yield neutraliseJson(piece);
}
