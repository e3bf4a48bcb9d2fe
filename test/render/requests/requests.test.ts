// Requests in a plan as text: which are shown, where and how.

import { describe, expect, it } from 'vitest';
import { trimBody } from '../../../src/apply/send/trim-body.ts';
import type { Plan, PlannedRequest } from '../../../src/plan/document.ts';
import { renderPlanMarkdown } from '../../../src/render/markdown/plan.ts';
import { partOf, servingsOf } from '../../../src/render/requests/serving.ts';
import { type PlanTextOptions, renderPlanText } from '../../../src/render/text/plan.ts';
import { aChange, aPlan, aRequest } from '../../builders/plan.ts';
import { item, paths, planOf, tagged } from '../request-plans.ts';

function text(plan: Plan, options: Partial<PlanTextOptions> = {}): string {
  return renderPlanText(plan, { color: false, width: 80, ...options });
}

describe('a contact’s request', () => {
  it('is shown below its differences, with removals', () => {
    const change = aChange();
    const request = aRequest({ body: { firstName: 'Janet', height: null } });
    expect(text(aPlan({ changes: [change], requests: [request] }))).toContain(
      `      ~ firstName  "Jane" → "Janet"
      PATCH /api/contacts/66f0c0ffee {"firstName":"Janet","height":null}
`,
    );
  });

  it('has a long body on separate lines, which are the body when joined', () => {
    const body = { firstName: 'Janet', city: 'London', customProperties: { age: 34, height: null } };
    const plan = aPlan({ changes: [aChange()], requests: [aRequest({ body })] });
    for (const width of [40, 80]) {
      const lines = text(plan, { width }).split('\n');
      const first = lines.findIndex((line) => line.includes('PATCH /api')) + 1;
      const after = lines.findIndex((line, index) => index > first && (line === '' || line.startsWith(' ')));
      expect(lines.slice(first, after).join('')).toBe(JSON.stringify(body));
    }
    expect(text(plan, { width: 120 })).toContain(`PATCH /api/contacts/66f0c0ffee ${JSON.stringify(body)}\n`);
  });

  it('has its query, encoded only as far as necessary', () => {
    const request = aRequest({
      path: '/api/contacts',
      query: [
        ['email', 'a+b&c=d@example.com'],
        ['note', 'x\u202ey\ud800'],
      ],
    });
    expect(text(aPlan({ changes: [aChange()], requests: [request] }))).toContain(
      'PATCH /api/contacts?email=a%2Bb%26c%3Dd@example.com&note=x%E2%80%AEy\uFFFD\n',
    );
  });

  it('is a single line if no body is sent', () => {
    const change = aChange({ action: 'delete', differences: [] });
    const request = aRequest({ method: 'DELETE', path: '/api/v1/contacts/42', body: null });
    expect(text(aPlan({ changes: [change], requests: [request] }))).toContain(
      '10-vip.yaml:12\n      DELETE /api/v1/contacts/42\n\n',
    );
  });
});

describe('by default', () => {
  it('the requests of every contact are shown for up to twenty changes', () => {
    expect(paths(text(planOf(20, (index) => ({ city: `City ${index}` }))))).toHaveLength(20);
  });

  it('for more changes, one example of each shape is shown', () => {
    const plan = planOf(21, (index) => (index === 5 ? { city: '', height: null } : { city: `City ${index}` }));
    const shown = text(plan);
    expect(paths(shown)).toEqual(['/api/contacts/id0', '/api/contacts/id5']);
    expect(shown).toContain('      one of 20 alike; --requests shows them all\n');
    expect(shown).toContain('{"city":"","height":null}');
  });

  it('a removal makes a different shape', () => {
    const shown = text(planOf(21, (index) => ({ customProperties: { age: index === 7 ? null : index } })));
    expect(paths(shown)).toEqual(['/api/contacts/id0', '/api/contacts/id7']);
  });

  it('a fold shows an example of each shape', () => {
    const bodyOf = (index: number) => (index === 3 ? { city: 'London', country: 'UK' } : { city: 'London' });
    const shown = text(planOf(21, bodyOf, () => 'London'));
    expect(paths(shown)).toEqual(['/api/contacts/id0', '/api/contacts/id3']);
    expect(shown).toMatch(/for shop\/user0@example\.com, one of 20 alike; --requests/);
    expect(shown).toContain('      for shop/user3@example.com\n');
  });

  it('a fold in a small plan shows each contact above its requests', () => {
    const shown = text(
      planOf(
        5,
        () => ({ city: 'London' }),
        () => 'London',
      ),
    );
    expect(shown).toContain('~ 5 contacts: ');
    expect(shown).toContain('      for shop/user4@example.com\n      PATCH /api/contacts/id4 {"city":"London"}\n');
  });
});

describe('--requests', () => {
  const plan = planOf(130, (index) => ({ city: `City ${index}` }));

  it('shows every request, and therefore every contact', () => {
    expect(paths(text(plan, { requests: true }))).toHaveLength(130);
    expect(text(plan, { requests: true })).not.toContain('more;');
  });

  it('shows no requests if negated', () => {
    for (const shown of [plan, tagged()].map((each) => text(each, { requests: false }))) {
      expect(shown).not.toMatch(/PATCH|POST|requests for several/);
    }
  });

  it('is not implied by --full', () => {
    const full = text(plan, { full: true });
    expect(full).toContain('City 129');
    expect(paths(full)).toHaveLength(1);
  });
});

describe('a request that serves several contacts', () => {
  it('is shown whole once, and each contact shows its part', () => {
    expect(text(tagged())).toMatchInlineSnapshot(`
      "Plan: 3 to update, 1,204 unchanged · 1 request, about 1 s at 300/min

        + create, add · ~ update, change · - delete, remove · ! blocked, refused

      shop · Omnisend 2026-03-15
        1,216 declared contacts, listed in 5 requests; the account has 1,203

        to update (3)
        ~ shop/a@example.com  contacts.d/10-vip.yaml:12
            + tags  vip
            POST /api/contacts/tags for 3 contacts, its part:
      {"tags":["vip"],"contactIDs":["66a1"]}
        ~ shop/b@example.com  contacts.d/10-vip.yaml:12
            + tags  vip
            POST /api/contacts/tags for 3 contacts, its part:
      {"tags":["vip"],"contactIDs":["66a2"]}
        ~ shop/d@example.com  contacts.d/10-vip.yaml:12
            + tags  vip
            POST /api/contacts/tags for 3 contacts, its part:
      {"tags":["vip"],"emails":["d@example.com"]}

        requests for several contacts (1)
            POST /api/contacts/tags for 3 contacts
      {"tags":["vip"],"contactIDs":["66a1","66a2"],"emails":["d@example.com"]}

      Plan: 3 to update, 1,204 unchanged · 1 request, about 1 s at 300/min
      "
    `);
  });

  it('shows a contact the body that would be sent for this contact alone', () => {
    const plan = tagged();
    const [request] = plan.requests;
    for (const [change, servings] of servingsOf(plan).byChange) {
      const own = request?.items.filter((each) => each.change === change) ?? [];
      expect(servings.map(partOf)).toEqual([trimBody(request as PlannedRequest, own)]);
    }
  });

  it.each([
    ['a list of contacts', [{ email: 'a' }, { email: 'b', note: null }], '', [{ email: 'b', note: null }]],
    ['a list deep inside', { a: { 'b/~c': ['x', 'y'] }, d: ['z'] }, '/a/b~1~0c', { a: { 'b/~c': ['y'] }, d: ['z'] }],
    ['a list that is not there', { tags: ['vip'] }, '/ids', { tags: ['vip'] }],
    ['an element that is not there', { tags: ['vip'], ids: ['x'] }, '/ids', { tags: ['vip'], ids: [] }],
  ])('finds its part in %s', (_, body, list, part) => {
    const items = [item('c0', `${list}/0`), item('c1', `${list}/1`)];
    const changes = [aChange({ id: 'c0' }), aChange({ id: 'c1' })];
    const [serving] = servingsOf(aPlan({ changes, requests: [aRequest({ body, items })] })).byChange.get('c1') ?? [];
    expect(serving && partOf(serving)).toEqual(part);
  });

  it('shows no part if the provider does not define one', () => {
    const plan = tagged();
    const requests = plan.requests.map((request) => ({
      ...request,
      items: request.items.map(({ change }) => item(change)),
    }));
    const shown = text({ ...plan, requests });
    expect(shown.match(/POST \/api\/contacts\/tags for 3 contacts$/gm)).toHaveLength(4);
    expect(shown).not.toContain('its part');
  });

  it('shows the beginning of its list and the number of other elements, unless --requests is given', () => {
    const changes = Array.from({ length: 250 }, (_, index) =>
      aChange({ id: `c${index}`, key: `shop/${index}`, requests: ['r1'] }),
    );
    const body = { tags: ['vip'], contactIDs: changes.map((_, index) => `66a0000000000000000${1000 + index}`) };
    const items = changes.map(({ id }, index) => item(id, `/contactIDs/${index}`));
    const plan = aPlan({ changes, requests: [aRequest({ kind: 'grouped', body, items })] });
    const block = (shown: string) => shown.split('requests for several contacts (1)\n')[1]?.split('\n\n')[0] ?? '';
    expect(block(text(plan)).replaceAll('\n', '')).toMatch(
      /^ {6}PATCH \S+ for 250 contacts\{"tags":\["vip"\],"contactIDs":\[("66a\d+",){20,29}"66a\d+", … 2\d\d more, shown by --requests\]\}$/,
    );
    const whole = block(text(plan, { requests: true }))
      .split('\n')
      .slice(1)
      .join('');
    expect(JSON.parse(whole)).toEqual(body);
  });

  it('is shown only for the first twenty', () => {
    const changes = [aChange({ id: 'c1', key: 'shop/a' }), aChange({ id: 'c2', key: 'shop/b' })];
    const requests = Array.from({ length: 50 }, (_, index) =>
      aRequest({ id: `r${index}`, path: `/tags/${index}`, items: [item('c1', '/ids/0'), item('c2', '/ids/1')] }),
    );
    const shown = text(aPlan({ changes, requests }));
    expect(shown).toContain('requests for several contacts (50)');
    expect(shown.match(/^ {6}PATCH \/tags\/\d+ for 2 contacts \{/gm)).toHaveLength(20);
    expect(shown).toContain('  and 30 more requests; --requests shows them all\n');
  });
});

it('a request that serves no change of the plan is shown', () => {
  const requests = [
    aRequest(),
    aRequest({ id: 'r2', method: 'DELETE', path: '/api/v1/contacts/7', body: null, items: [item('c9')] }),
    aRequest({ id: 'r3', path: '/nobody', items: [] }),
  ];
  const plan = aPlan({ changes: [aChange()], requests });
  expect(text(plan)).toContain(
    `  requests for no contact of this plan (2)
      DELETE /api/v1/contacts/7
      PATCH /nobody {"firstName":"Janet"}
`,
  );
  expect(renderPlanMarkdown(plan)).toContain('<b>requests for no contact of this plan</b> (2)');
});
