import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/plan/document.ts';
import { MAX_COMMENT, renderPlanMarkdown } from '../../../src/render/markdown/plan.ts';
import { markdownSafe } from '../../../src/render/markdown/safe.ts';
import { aChange, anAccount, aPlan, hostileParts } from '../../builders/plan.ts';
import { aRefusal } from '../../builders/problems.ts';
import { fiveChanges } from '../five-changes.ts';

function many(amount: number, value: (index: number) => string): Plan {
  const changes = Array.from({ length: amount }, (_, index) =>
    aChange({
      id: `c${index}`,
      key: `shop/user${index}@example.com`,
      differences: [{ path: ['city'], op: 'add', before: null, after: value(index) }],
    }),
  );
  const blocked = aChange({
    id: 'x',
    key: 'shop/last@example.com',
    differences: [],
    requests: [],
    blocked: [{ rule: 'missing-contact', path: [], before: null, after: null, args: {} }],
  });
  return aPlan({ changes: [...changes, blocked] });
}

describe('the limit', () => {
  it('is one of bytes: 6,002 changes of people whose names are not ASCII', { tags: ['slow'] }, () => {
    const names = ['Žygimantė Šiaučiūnaitė-Kęstutytė', 'Светлана Ивановна', '山田太郎', '👩🏽‍🚀👨‍👩‍👧‍👦'];
    const plan = many(6_001, (index) => `${names[index % names.length]} ${index}`);
    const text = renderPlanMarkdown(plan);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_COMMENT);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MAX_COMMENT * 0.98);
    const [, cut] = /Cut to fit: ([\d,]+) of 6,002 changes not shown/.exec(text) ?? [];
    const rows = text.match(/^<tr><td>.*<\/td><\/tr>$/gmu) ?? [];
    expect(rows.filter((row) => row.includes('user')).length + 1).toBe(6_002 - Number(cut?.replace(',', '')));
    expect(text).not.toMatch(/\p{Surrogate}|\uFFFD/u);
  });

  it('cuts a long value at a character', () => {
    const text = renderPlanMarkdown(many(1, () => `${'x'.repeat(298)}👩🏽‍🚀👩🏽‍🚀`));
    expect(text).toContain('xx…');
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it('is respected by every plan, and a note states what was cut', { tags: ['slow'] }, () => {
    const text = renderPlanMarkdown(
      many(20_000, (index) => `City ${index}`),
      { whole: 'artefact plan-html' },
    );
    expect(text.length).toBeLessThanOrEqual(MAX_COMMENT);
    expect(text.length).toBeGreaterThan(MAX_COMMENT * 0.98);
    const shown = text.match(/<code>"?City|&#34;City/g)?.length ?? 0;
    const [, cut] = /Cut to fit: ([\d,]+) of 20,001 changes not shown/.exec(text) ?? [];
    expect(Number(cut?.replace(',', '')) + shown + 1).toBe(20_001);
    expect(text).toContain('The whole plan: artefact plan-html');
    // Dangerous changes stay, wherever they are in the plan.
    expect(text).toContain('shop/last&#64;');
  });

  it.each([600, 2_000, 10_000])('can be %i bytes, with hostile values, notes and many accounts', (maxBytes) => {
    const account = anAccount({
      automations: Array.from({ length: 30 }, () => '|`<@#'.repeat(200)),
      failures: Array.from({ length: 30 }, () => aRefusal('<!-- @a '.repeat(500))),
      complete: false,
    });
    const accounts = Array.from({ length: 60 }, (_, index) => ({ ...account, account: `account${index}` }));
    const changes = accounts.map((_, index) =>
      aChange({ account: `account${index}`, id: `c${index}`, key: `account${index}/${'`|<'.repeat(99)}` }),
    );
    const text = renderPlanMarkdown(aPlan({ accounts, changes }), { maxBytes });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
    expect(text).toContain('Cut to fit');
  });

  it('is not mentioned if everything fits', () => {
    expect(renderPlanMarkdown(fiveChanges())).not.toContain('Cut to fit');
  });
});

it('folds equal changes', () => {
  const text = renderPlanMarkdown(many(412, () => 'London'));
  expect(text).toContain(
    '<b>412 contacts</b>: <code>shop/user0&#64;<wbr>example.com</code>, <code>shop/user1&#64;<wbr>example.com</code>, <code>shop/user2&#64;<wbr>example.com</code> and 409 more',
  );
  expect(text.match(/London/g)).toHaveLength(1);
});

const HOSTILE = {
  'a table’s pipe': 'a | b || c',
  'a code fence': '`a` ```js\n~~~ ``',
  HTML: '</code></td></table></details><script>alert(1)</script><img src=x onerror=alert(1)>',
  'the sticky comment’s marker': '<!-- rollcall:plan -->',
  mentions: '@everyone @octo-org/team jane@example.com',
  references: '#1 GH-1 octo-org/octo-repo#1',
  links:
    '[x](javascript:alert(1)) ![y](https://evil.example/z.png) https://evil.example www.evil.example <https://a.b>',
  'line starts': '# head\n\n- item\n\n> quote\n\n1. one\n\n---\n\n    code',
  'entities and emphasis': '&lt;b&gt; &#64;x **bold** _it_ ~~s~~ $x$ :smile: \\',
  controls: '\u202eevil\u0000\u001b[31m\u200b\u2028',
} as const;

/** Matches the HTML tags that the renderer writes. The rest of the text must not contain markup. */
const OURS =
  /<\/?(?:p|b|i|ul|li|h3|table|tr|td|th|code|details|summary|br|wbr)>|<details open>|<t[dh] align="(?:left|right)">/g;

describe.each(Object.entries(HOSTILE))('%s', (_name, hostile) => {
  const { change, account } = hostileParts(hostile);
  const text = renderPlanMarkdown(aPlan({ accounts: [account], changes: [change] }), { whole: hostile });

  it('opens no tag, closes no tag and starts no comment', () => {
    const rest = text.replace(OURS, '');
    expect(rest).not.toMatch(/[<>]/);
    for (const tag of ['table', 'details', 'ul', 'code', 'tr', 'td', 'p', 'b']) {
      const opened = text.match(new RegExp(`<${tag}(?: [^>]*)?>`, 'g'))?.length ?? 0;
      expect([tag, text.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0]).toEqual([tag, opened]);
    }
  });

  it('contains no character that Markdown or GitHub interprets', () => {
    const rest = text.replace(OURS, '').replace(/&#\d+;/g, '');
    expect(rest).not.toMatch(/[`|*_[\]\\~@#<>]/);
    expect(text).not.toMatch(/:\/\/|www\.|GH-|&#(?:64|35);(?!<wbr>)/);
  });

  it('never starts a new line', () => {
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('<'))).toEqual([]);
  });
});

it('leaves ordinary text readable', () => {
  expect(markdownSafe('Jane Doe, 221B Baker Street: 4 of 5')).toBe('Jane Doe, 221B Baker Street: 4 of 5');
});
