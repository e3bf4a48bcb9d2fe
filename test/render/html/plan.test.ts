import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/plan/document.ts';
import { htmlSafe, scriptJson } from '../../../src/render/html/html-safe.ts';
import { renderPlanHtml } from '../../../src/render/html/plan.ts';
import { redactPlan } from '../../../src/render/redact/plan.ts';
import { aChange, aPlan, aRequest, hostileParts } from '../../builders/plan.ts';
import { fiveChanges } from '../five-changes.ts';

function html(plan: Plan): string {
  return [...renderPlanHtml(plan)].join('');
}

interface PageData {
  readonly accounts: readonly string[];
  readonly changes: readonly { readonly key: string; readonly danger: number; readonly requests: readonly number[] }[];
  readonly requests: readonly (readonly [string, string])[];
}

function dataOf(page: string): PageData {
  const [, json = ''] = /<script type="application\/json" id="plan-data">([\s\S]*?)<\/script>/.exec(page) ?? [];
  return JSON.parse(json) as PageData;
}

describe('the page', () => {
  const page = html(fiveChanges());

  it('loads nothing, and runs only scripts whose hash is in its policy', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toContain("default-src 'none'");
    for (const tag of ['script', 'style']) {
      const [, code = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page) ?? [];
      const hash = createHash('sha256').update(code).digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(page).not.toMatch(/\b(?:src|href|action|style)=|https?:|@import|url\(/);
    expect(page).not.toMatch(/ on\w+=/);
  });

  it('has every change with its requests, most dangerous first', () => {
    const { changes, requests } = dataOf(page);
    expect(changes.map(({ key }) => key)).toEqual([
      'shop/carl@example.com',
      'shop/eve@example.com',
      'shop/bob@example.com',
      'shop/fritz@example.com',
      'shop/anna@example.com',
    ]);
    expect(changes.map((change) => change.requests.map((index) => requests[index]?.[0]))).toEqual([
      [],
      ['PATCH /api/contacts/66f0c0ff04'],
      ['PATCH /api/contacts/66f0c0ff02'],
      ['PATCH /api/contacts/66f0c0ff05'],
      ['POST /api/contacts'],
    ]);
  });

  it('states that values are masked', () => {
    expect(page).not.toContain('personal values are masked');
    expect(html(redactPlan(fiveChanges()))).toContain('personal values are masked');
  });

  it('shows only the beginning of a long body', () => {
    const request = aRequest({ body: { emails: Array.from({ length: 500 }, (_, index) => `u${index}@example.com`) } });
    const [[, body] = ['', '']] = dataOf(html(aPlan({ changes: [aChange()], requests: [request] }))).requests;
    expect(body).toMatch(/^\{"emails":\["u0@example\.com".*…$/);
    expect(body.length).toBeLessThan(2_100);
  });

  it('is a complete page for a plan without changes', () => {
    expect(html(aPlan())).toContain('<h1>No changes. 1,204 contacts are as declared.</h1>');
    expect(dataOf(html(aPlan())).changes).toEqual([]);
  });
});

describe.each([
  '</script><script>alert(1)</script>',
  '<!--<script>',
  ']]></style><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '\u2028\u2029\u202eevil\u0000',
  '__proto__',
])('%j', (hostile) => {
  const { change, account, request } = hostileParts(hostile);

  it('does not change the structure of the page', () => {
    const count = (page: string): Record<string, number> => {
      const tags = page.match(/<\/?[a-z][a-z0-9]*/gi) ?? [];
      return Object.fromEntries(
        [...new Set(tags)].sort().map((tag) => [tag, tags.filter((other) => other === tag).length]),
      );
    };
    const harmless = JSON.parse(
      JSON.stringify({ change, account, request }).replaceAll(JSON.stringify(hostile).slice(1, -1), 'harmless'),
    );
    const page = html(aPlan({ accounts: [account], changes: [change], requests: [request] }));
    const same = html(
      aPlan({ accounts: [harmless.account], changes: [harmless.change], requests: [harmless.request] }),
    );
    expect(count(page)).toEqual(count(same));
    expect(page).not.toMatch(/[\p{Zl}\p{Zp}\p{Cf}]|\0/u);
    expect(dataOf(page).changes).toHaveLength(1);
  });
});

it('escapes text for elements and attributes', () => {
  expect(htmlSafe(`<a href="x">'&'</a>\u202e`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;\\u{202e}');
});

it('writes JSON that cannot end a script element and parses to the same value', () => {
  const value = { text: '</script><!--\u2028\u2029' };
  expect(scriptJson(value)).not.toMatch(/[<>\u2028\u2029]/);
  expect(JSON.parse(scriptJson(value))).toEqual(value);
});
