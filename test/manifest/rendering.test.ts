import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/manifest/diagnostic.ts';
import { formatDiagnosticsForGitHub } from '../../src/render/github/diagnostics.ts';
import { neutralise } from '../../src/render/neutralise.ts';
import { diagnosticsToSarif } from '../../src/render/sarif/diagnostics.ts';
import { formatDiagnostics } from '../../src/render/text/diagnostics.ts';
import { diagnosticsWithWords } from '../../src/render/words/diagnostics.ts';

function diagnostic(overrides: Partial<Diagnostic>): Diagnostic {
  return {
    code: 'invalid-value',
    args: { what: 'web-address', value: { is: 'value', value: 'Lond' } },
    severity: 'error',
    file: 'contacts.d/x.yaml',
    line: 12,
    column: 5,
    ...overrides,
  };
}

/** Whether a line is the first of a message, or one of the two that show the source. */
function isExcerpt(line: string): boolean {
  return line.startsWith('contacts.d/') || line.includes('yesterday') || line.trim().startsWith('^');
}

function lines(overrides: Partial<Diagnostic>): readonly string[] {
  return formatDiagnostics([diagnostic(overrides)], { color: false }).split('\n');
}

describe('a diagnostic as text', () => {
  it.each([40, 60, 80])('breaks at a terminal of %i columns, and nowhere else', (width) => {
    const long = diagnostic({
      code: 'unknown-field',
      args: { what: 'field', name: 'zip', suggestion: 'postalCode', known: [] },
    });
    const whole = formatDiagnostics([long], { color: false });
    const broken = formatDiagnostics([long], { color: false, width });
    expect(broken.split('\n').filter((line) => line.length > width)).toEqual([]);
    expect(broken.replaceAll(/\n +(?![ →])/g, ' ').replaceAll(/ +/g, ' ')).toBe(
      whole.replaceAll(/\n +(?![ →])/g, ' ').replaceAll(/ +/g, ' '),
    );
    expect(formatDiagnostics([long], { color: true, width })).toContain('\u001b[1m');
  });

  it.each([40, 60, 80])(
    'shows of a long source line what fits into %i columns, with the caret below its column',
    (width) => {
      const snippet = `    channels: { email: { status: subscribed, consent: { createdAt: yesterday, source: "${'x'.repeat(60)}" } } }`;
      const column = snippet.indexOf('yesterday') + 1;
      const long = diagnostic({ snippet, column, endColumn: column + 'yesterday'.length });
      const [, text = '', caret = ''] = formatDiagnostics([long], { color: false, width })
        .split('\n')
        .filter(isExcerpt);
      expect(text.length).toBeLessThanOrEqual(width);
      expect(text.slice(caret.indexOf('^'), caret.length)).toBe('yesterday');
    },
  );

  it('has place, code, message, source line, caret and hint', () => {
    const text = formatDiagnostics(
      [
        diagnostic({ column: 11, endColumn: 15, snippet: '    city: Lond' }),
        diagnostic({
          severity: 'note',
          code: 'empty-file',
          line: 1,
          column: 1,
          args: {},
        }),
      ],
      { color: false },
    );
    expect(text).toBe(`contacts.d/x.yaml:12:11 error invalid-value  Lond is not a web address
      city: Lond
            ^^^^
  → Like https://example.com

contacts.d/x.yaml:1:1 note empty-file  This file declares nothing
`);
  });

  it('is only counted beyond the first 20 of its code', () => {
    const alike = Array.from({ length: 3_001 }, (_, index) => diagnostic({ line: index + 1 }));
    const others = Array.from({ length: 20 }, (_, index) =>
      diagnostic({ line: index + 5_000, code: 'empty-file', args: {} }),
    );
    const text = formatDiagnostics([...alike, ...others], { color: false });
    expect(text.match(/ error invalid-value /g)).toHaveLength(20);
    expect(text.match(/ error empty-file /g)).toHaveLength(20);
    expect(text).toMatch(/^contacts\.d\/x\.yaml:20:5 error/m);
    expect(text).not.toMatch(/^contacts\.d\/x\.yaml:21:5 error/m);
    expect(text.split('\n').filter((line) => line.startsWith('…'))).toEqual([
      '… and 2,981 more `invalid-value`; `rollcall validate --format json` lists all',
    ]);
  });

  it('is counted in no other format: annotations and SARIF have all', () => {
    const alike = Array.from({ length: 30 }, (_, index) => diagnostic({ line: index + 1 }));
    expect(formatDiagnosticsForGitHub(alike).trimEnd().split('\n')).toHaveLength(30);
    expect(JSON.stringify(diagnosticsToSarif(alike, '0.1.0')).match(/"startLine"/g)).toHaveLength(30);
    expect(diagnosticsWithWords(alike)).toHaveLength(30);
  });

  it('is coloured only where that was asked for', () => {
    expect(formatDiagnostics([diagnostic({ snippet: 'x' })], { color: true })).toContain('\u001b[31merror');
    expect(formatDiagnostics([diagnostic({ snippet: 'x' })], { color: false })).not.toContain('\u001b');
  });

  it('keeps the caret below its column after tabs, wide characters and escapes', () => {
    expect(lines({ snippet: '\t\tcity: x', column: 9, endColumn: 10 }).slice(1, 3)).toEqual([
      '    city: x',
      `  ${' '.repeat(8)}^`,
    ]);
    expect(lines({ snippet: 'a: 丽丽 b', column: 7, endColumn: 8 }).slice(1, 3)).toEqual([
      '  a: 丽丽 b',
      `  ${' '.repeat(8)}^`,
    ]);
    expect(lines({ snippet: 'a: \u202eb', column: 5, endColumn: 6 }).slice(1, 3)).toEqual([
      '  a: \\u{202e}b',
      `  ${' '.repeat(11)}^`,
    ]);
    expect(lines({ snippet: 'a', column: 2 }).slice(1, 3)).toEqual(['  a', '   ^']);
  });

  it('shows a window of a long line', () => {
    const [, source = '', caret = ''] = lines({
      snippet: `${'a'.repeat(5000)}HERE${'b'.repeat(5000)}`,
      column: 5001,
      endColumn: 5005,
    });
    expect(source.length).toBeLessThanOrEqual(104);
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('HERE');
    expect(source.trim()).toMatch(/^….*…$/);
  });

  it('underlines only what is shown', () => {
    const [, source = '', caret = ''] = lines({ snippet: `key: ${'x'.repeat(5000)}`, column: 6, endColumn: 5006 });
    expect(caret.length).toBeLessThanOrEqual(source.length);
  });

  it('neutralises hostile names and messages', () => {
    const consequence = 'x\n::error::y\u200b';
    const text = formatDiagnostics(
      [diagnostic({ file: 'a\u001b[2J.yaml', code: 'risky-key-field', args: { consequence, advice: '\u0007' } })],
      { color: false },
    );
    expect(text).toBe('a\\u{001b}[2J.yaml:12:5 error risky-key-field  x\\n::error::y\\u{200b}\n  → \\u{0007}\n');
  });

  it('is nothing for nothing', () => {
    expect(formatDiagnostics([], { color: false })).toBe('');
  });
});

describe('neutralise', () => {
  it.each([
    ['plain text, é, 丽, 🦊', 'plain text, é, 丽, 🦊'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b]8;;x\u0007', '\\u{001b}]8;;x\\u{0007}'],
    ['\u009b31m\u007f', '\\u{009b}31m\\u{007f}'],
    ['\u202eabc\u2066\u061c', '\\u{202e}abc\\u{2066}\\u{061c}'],
    ['a\u200b\u200d\ufeff\u2060\u00ad', 'a\\u{200b}\\u{200d}\\u{feff}\\u{2060}\\u{00ad}'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\u{d800}'],
  ])('%j', (text, shown) => {
    expect(neutralise(text)).toBe(shown);
  });
});
