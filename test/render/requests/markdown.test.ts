// Requests in a plan as Markdown: which are shown, and what is cut if they do not fit.

import { describe, expect, it } from 'vitest';
import type { Plan, PlannedChange } from '../../../src/plan/document.ts';
import { MAX_COMMENT, renderPlanMarkdown } from '../../../src/render/markdown/plan.ts';
import { aChange, anAccount, aPlan, aRequest } from '../../builders/plan.ts';
import { paths, planOf, tagged } from '../request-plans.ts';

/** Returns the text of every <code> element, as a browser shows it. */
function codesOf(html: string): readonly string[] {
  return [...html.matchAll(/<code>(.*?)<\/code>/g)].map(([, code = '']) =>
    code.replaceAll('<wbr>', '').replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number))),
  );
}

describe('Markdown', () => {
  it('has the requests of each contact collapsed in its row, with the body as JSON', () => {
    const body = { firstName: 'a  b   `c` <b> | @x #1 ::error:: ##[error] \u202e', height: null };
    const markdown = renderPlanMarkdown(aPlan({ changes: [aChange()], requests: [aRequest({ body })] }));
    const [, folded = ''] = /<details><summary>1 request<\/summary>(.*?)<\/details>/.exec(markdown) ?? [];
    const [line, json = ''] = codesOf(folded);
    expect(line).toBe('PATCH /api/contacts/66f0c0ffee');
    expect(JSON.parse(json)).toEqual(body);
    // A browser shows consecutive spaces as one; the document must still be the same.
    expect(json).not.toContain('  ');
  });

  it('shows the same requests as text', () => {
    const large = planOf(30, (index) => ({ city: `City ${index}` }));
    const amount = (plan: Plan, requests?: boolean) => paths(renderPlanMarkdown(plan, { requests })).length;
    expect([amount(large), amount(large, true), amount(large, false)]).toEqual([1, 30, 0]);
    expect(renderPlanMarkdown(large)).toContain('</summary>one of 30 alike:<br>');
    expect(amount(planOf(20, (index) => ({ city: `City ${index}` })))).toBe(20);
    expect(renderPlanMarkdown(tagged())).toContain('<b>requests for several contacts</b> (1)');
    expect(renderPlanMarkdown(tagged(), { requests: false })).not.toContain('requests for several');
  });

  it('cuts requests before changes, and says so', () => {
    const markdown = renderPlanMarkdown(planOf(20, () => ({ note: 'x'.repeat(20_000) })));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(MAX_COMMENT);
    expect(markdown.match(/City \d+/g)).toHaveLength(20);
    expect(paths(markdown)).toHaveLength(3);
    expect(markdown).toContain('<b>Cut to fit: some requests not shown.</b>');
  });

  it('cuts the least dangerous changes first', () => {
    const plan = planOf(20, () => ({ note: 'x'.repeat(20_000) }));
    const leaves = {
      path: ['channels', 'email', 'status'],
      op: 'change',
      before: 'subscribed',
      after: 'unsubscribed',
    } as const;
    const changes = plan.changes.map(
      (change): PlannedChange => (change.id === 'c19' ? { ...change, differences: [leaves] } : change),
    );
    expect(paths(renderPlanMarkdown({ ...plan, changes }))).toContain('/api/contacts/id19');
  });

  it('respects any limit', () => {
    for (const maxBytes of [800, 3_000, 9_000, 40_000]) {
      for (const requests of [undefined, true]) {
        const plan = {
          ...planOf(60, (index) => ({ city: '<&@'.repeat(index) })),
          accounts: [anAccount({ requests: 60 })],
        };
        const markdown = renderPlanMarkdown(plan, { maxBytes, requests });
        expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(maxBytes);
      }
    }
  });
});
