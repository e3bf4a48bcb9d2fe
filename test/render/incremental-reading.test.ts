// A plan from an incremental reading says so in every format, even if it has no changes.

import { expect, test } from 'vitest';
import { renderPlanHtml } from '../../src/render/html/plan.ts';
import { renderPlanMarkdown } from '../../src/render/markdown/plan.ts';
import { redactPlan } from '../../src/render/redact/plan.ts';
import { renderPlanText } from '../../src/render/text/plan.ts';
import { anAccount, aPlan } from '../builders/plan.ts';

const cached = { since: '2026-05-31T11:00:00Z', fullAt: '2026-05-28T12:00:00Z' };
const plan = aPlan({
  accounts: [
    anAccount({ reading: { strategy: 'incremental', requests: 1, known: 1203, cached } }),
    anAccount({
      account: 'app',
      reading: {
        strategy: 'look-up',
        requests: 2,
        notes: [{ code: 'not-incremental', args: { why: 'nothing-cached', label: 'Loops' } }],
      },
    }),
  ],
});

test('as text', () => {
  expect(renderPlanText(plan, { color: false, width: 80 })).toMatchInlineSnapshot(`
    "No changes. 2,408 contacts are as declared.

    shop · Omnisend 2026-03-15
      1,216 declared contacts, read incrementally in 1 request; the account has
      1,203

      read only what changed since 2026-05-31T11:00:00Z; contacts deleted at the
        vendor after 2026-05-28T12:00:00Z, the last full reading, may still appear
        to exist (plan with --refresh=full)

    app · Omnisend 2026-03-15
      1,216 declared contacts, looked up in 2 requests

      not read incrementally: there is no live cache yet

    No changes. 2,408 contacts are as declared.
    "
  `);
});

test.each([
  ['Markdown', () => renderPlanMarkdown(redactPlan(plan), {})],
  ['HTML', () => [...renderPlanHtml(redactPlan(plan))].join('')],
])('as %s, masked', (_, render) => {
  const shown = render();
  for (const words of [
    'may still appear to exist (plan with --refresh=full)',
    'not read incrementally: there is no live cache yet',
  ]) {
    expect(shown).toContain(words);
  }
});
