// Plan files: a text is a plan, or an error with a hint; and a plan that was read can be shown in every format.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../../src/contact/canonical.ts';
import { planIdOf } from '../../../src/plan/build.ts';
import type { Plan } from '../../../src/plan/document.ts';
import { parsePlan, serialisePlan } from '../../../src/plan/plan-file.ts';
import { renderPlanHtml } from '../../../src/render/html/plan.ts';
import { renderPlanJson } from '../../../src/render/json/plan.ts';
import { renderPlanMarkdown } from '../../../src/render/markdown/plan.ts';
import { redactPlan } from '../../../src/render/redact/plan.ts';
import { renderPlanText } from '../../../src/render/text/plan.ts';
import { DEEP_MARK } from '../documents/hostile.ts';
import { editedJson, inOneLine } from '../documents/inputs.ts';
import { somePlans } from '../seeds/plans.ts';
import type { Target } from '../target.ts';
import { orHint } from './or-hint.ts';

export const planFiles: Target<string> = {
  name: 'plan-files',
  sources: [/^plan\/plan-file\.ts$/, /^render\/(?:text|markdown|html|json)\/plan\.ts$/, /^render\/redact\/plan\.ts$/],
  inputs() {
    const plans = somePlans();
    return fc.oneof(
      { weight: 200, arbitrary: editedJson(plans, sealed) },
      // The schema says nothing of a body's members, so an edit seldom hits one with a value of great depth.
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...plans), fc.nat(50)).map(withDeepBody) },
    );
  },
  check(text) {
    const plan = orHint(() => parsePlan(text, 'plan.json'), ['plan-file']);
    if (plan === undefined) return;
    assert.equal(planIdOf(plan.changes, plan.requests), plan.planId);
    for (const shown of [plan, redactPlan(plan)]) render(shown);
    // What was read can be written, and is the same plan.
    const written = serialise(plan);
    assert.equal(serialise(parsePlan(written, 'plan.json')), written);
  },
};

function serialise(plan: Plan): string {
  return [...serialisePlan(plan)].join('');
}

/** A plan whose id is that of its content, so that the check of the id does not hide what comes after it. */
function sealed(document: Json): string {
  const plan = document as unknown as Plan;
  try {
    return inOneLine({ ...(document as object), planId: planIdOf(plan.changes, plan.requests) });
  } catch {
    return inOneLine(document);
  }
}

/** A plan in which the body of one request has a value of great depth. */
function withDeepBody([text, index]: readonly [plan: string, request: number]): string {
  const { requests, ...plan } = JSON.parse(text) as Plan;
  const deep = requests.map((request, at) =>
    at === index % requests.length ? { ...request, body: { deep: DEEP_MARK } } : request,
  );
  return inOneLine({ ...plan, requests: deep } as unknown as Json);
}

function render(plan: Plan): void {
  for (const requests of [false, true]) {
    renderPlanText(plan, { color: true, width: 80, full: requests, requests });
    renderPlanMarkdown(plan, { requests });
  }
  for (const _ of renderPlanHtml(plan));
  for (const piece of renderPlanJson(plan)) assert.equal(typeof piece, 'string');
}
