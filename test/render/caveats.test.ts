// Every format shows the caveats of a difference, once for all contacts in a fold.

import { expect, test } from 'vitest';
import { renderPlanHtml } from '../../src/render/html/plan.ts';
import { renderPlanMarkdown } from '../../src/render/markdown/plan.ts';
import { renderPlanText } from '../../src/render/text/plan.ts';
import { aChange, aPlan } from '../builders/plan.ts';

const PLAN = aPlan({
  changes: Array.from({ length: 40 }, (_, index) =>
    aChange({
      id: `c${index}`,
      key: `app/user${index}@example.com`,
      differences: [
        { path: ['lastName'], op: 'remove', before: 'Doe', after: null, unproven: true },
        { path: ['lists', 'news'], op: 'add', before: null, after: true, mayBeIgnored: true },
        { path: ['lists', 'promo'], op: 'remove', before: true, after: null },
      ],
    }),
  ),
});
const UNPROVEN = '(unproven: the read-back will show)';
const IGNORED = '(may be ignored: the read-back will show)';

test('as text, folded', () => {
  const text = renderPlanText(PLAN, { color: false, width: 80 });
  expect(text).toContain(`lastName  "Doe" ${UNPROVEN}`);
  expect(text).toContain(`lists     +news -promo ${IGNORED}`);
  expect(text.split(IGNORED)).toHaveLength(2);
});

test('as Markdown, folded', () => {
  const text = renderPlanMarkdown(PLAN);
  expect(text).toContain(`<i>${UNPROVEN}</i>`);
  expect(text.split(`<i>${IGNORED}</i>`)).toHaveLength(2);
});

test('as HTML', () => {
  const page = [...renderPlanHtml(PLAN)].join('');
  expect(page).toContain('["remove","lastName","\\"Doe\\"","","unproven: the read-back will show"]');
  expect(page).toContain('["change","lists","promo","news","may be ignored: the read-back will show"]');
});
