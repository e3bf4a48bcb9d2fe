// Drift in every format: what a stranger wrote does nothing, an issue is never too long, and masks leave what a reader needs.

import { describe, expect, it } from 'vitest';
import { renderDriftHtml } from '../../../src/render/drift/html.ts';
import { renderDriftJson } from '../../../src/render/drift/json.ts';
import { renderDriftMarkdown } from '../../../src/render/drift/markdown.ts';
import { renderDriftText } from '../../../src/render/drift/text.ts';
import { redactDrift } from '../../../src/render/redact/drift.ts';
import { aDrift, aField, hostileDrift } from '../../builders/drift.ts';
import { parseDrift } from '../../helpers/drift-schema.ts';

const HOSTILE = {
  'a terminal escape': '\u001b[2J\u001b]0;owned\u0007',
  'a line break': 'one\ntwo\r\nthree\u2028four',
  'a workflow command after many words': `${'word '.repeat(30)}::stop-commands::x ${'::error::owned '.repeat(30)}`,
  'bidirectional controls': '\u202eevil\u2066x\u2069',
  'a command of the runner': 'x ##[error]owned ##[group]y',
  Markdown: '| a | `b` <script>alert(1)</script> <!-- x --> @everyone #1 [x](javascript:y)',
} as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the test searches for them
const ACTIVE = /[\u0000-\u0009\u000b-\u001f]|[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u;

function expectInert(text: string): void {
  expect(text).not.toMatch(ACTIVE);
  expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
  expect(text).not.toContain('##[');
}

describe.each(Object.entries(HOSTILE))('%s', (_name, hostile) => {
  it('does nothing in text, Markdown, HTML and JSON', () => {
    const drift = hostileDrift(hostile);
    for (const width of [40, 80]) expectInert(renderDriftText(drift, { color: false, width }));
    expectInert(renderDriftText(drift, { color: false, width: 80, plain: true, full: true }));
    for (const text of [renderDriftMarkdown(drift), [...renderDriftHtml(drift)].join('')]) {
      expectInert(text);
      expect(text).not.toContain('<script');
      expect(text).not.toContain('<!-- x');
    }
    const json = [...renderDriftJson(drift)].join('');
    expectInert(json);
    expect(parseDrift(json).entries).toHaveLength(drift.entries.length);
  });

  it('is masked in redacted drift', () => {
    const shown = JSON.stringify(
      redactDrift(hostileDrift(`${hostile}@`)).entries.map(({ source: _, ...entry }) => entry),
    );
    expect(shown).not.toContain(JSON.stringify(hostile).slice(1, -1));
  });
});

describe('an issue', () => {
  const many = Array.from({ length: 2_000 }, (_, index) =>
    aField({ key: `shop/person${index}@example.com`, live: `J${index}` }),
  );
  const gone = { ...aField(), kind: 'gone', key: 'shop/gone@example.com' } as never;

  it('is never longer than GitHub allows, and names who is gone first', () => {
    const text = renderDriftMarkdown(aDrift([gone, ...many]));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(text).toContain('gone&#64;');
    expect(text).toMatch(/Cut to fit: 1,\d{3} contacts not shown/);
    expect(text).toContain('<code>rollcall apply</code> writes the manifests');
  });

  it('is whole if it fits', () => {
    expect(renderDriftMarkdown(aDrift([gone, ...many.slice(0, 20)]))).not.toContain('Cut to fit');
  });
});

describe('text', () => {
  it('lists fifty contacts of a kind, or all of them', () => {
    const many = Array.from({ length: 60 }, (_, index) => aField({ key: `shop/p${index}@example.com` }));
    const lines = (full: boolean) =>
      renderDriftText(aDrift(many), { color: false, width: 80, full }).match(/shop\/p\d+@/g)?.length;
    expect([lines(false), lines(true)]).toEqual([50, 60]);
  });

  it('says what the manifests say by now, if that is neither', () => {
    const text = renderDriftText(aDrift([aField({ declared: 'Janet' })]), { color: false, width: 100 });
    expect(text).toContain('firstName  "Jane" → "J." (the manifests now say "Janet")');
  });
});

describe('masked values', () => {
  const masked = (values: Parameters<typeof aField>[0]) => {
    const [entry] = redactDrift(aDrift([aField({ path: ['city'], ...values })])).entries;
    if (entry === undefined || !('live' in entry)) throw new Error('there is an entry with values');
    const { recorded, declared, live } = entry;
    return { recorded, declared, live };
  };

  it.each([
    [{ recorded: 'Oslo', declared: null, live: 'Bergen' }],
    [{ recorded: 'Oslo', declared: 'Bergen', live: 'Bergen' }],
    [{ recorded: 'Oslo', declared: 'Oslo', live: 'Bergen' }],
    [{ recorded: 'Oslo', declared: 'Rome', live: 'Bergen' }],
    [{ recorded: 'Oslo', declared: 'Rome', live: 'Oslo' }],
  ])('%j are equal where the values are, and nowhere else', (values) => {
    const marks = masked(values);
    for (const one of ['recorded', 'declared', 'live'] as const) {
      for (const other of ['recorded', 'declared', 'live'] as const)
        expect(marks[one] === marks[other], `${one} ${other}`).toBe(values[one] === values[other]);
    }
    expect(JSON.stringify(marks)).not.toMatch(/Oslo|Bergen|Rome/);
  });

  it('of a set show what is declared, and mask what only the vendor has', () => {
    const values = { path: ['tags'], recorded: ['vip'], declared: ['vip'], live: ['vip', 'lives alone'] };
    expect(masked(values)).toEqual({ recorded: ['vip'], declared: ['vip'], live: ['vip', '‹tag›'] });
  });
});
