import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/manifest/diagnostic.ts';
import { formatDiagnosticsForGitHub } from '../../src/render/github/diagnostics.ts';
import { diagnosticsToSarif } from '../../src/render/sarif/diagnostics.ts';

const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    code: 'invalid-value',
    severity: 'error',
    file: 'contacts.d/10-vip.yaml',
    line: 12,
    column: 11,
    endColumn: 15,
    args: { what: 'web-address', value: { is: 'value', value: 'Lond' } },
    snippet: '    city: Lond',
  },
  { code: 'empty-file', severity: 'note', file: 'contacts.d/x.yaml', line: 1, column: 1, args: {} },
  {
    code: 'invalid-value',
    severity: 'warning',
    file: 'contacts.d/ä b.yaml',
    line: 2,
    column: 3,
    endColumn: 3,
    args: { what: 'field', name: { is: 'name', value: '50 % [off](1)' } },
  },
];

const HOSTILE: Diagnostic = {
  code: 'unknown-field',
  severity: 'error',
  file: 'a,line=9::b\n::stop-commands::x.yaml',
  line: 1,
  column: 1,
  args: {
    what: 'section',
    name: { is: 'name', value: '100%0A\r\n::error::owned ##[error]x \u001b[31m' },
    suggestion: '::warning file=b::owned',
  },
};

describe('annotations', () => {
  it('are one workflow command per diagnostic', () => {
    expect(formatDiagnosticsForGitHub(DIAGNOSTICS)).toMatchInlineSnapshot(`
      "::error file=contacts.d/10-vip.yaml,line=12,col=11,title=invalid-value::Lond is not a web address%0A→ Like https://example.com
      ::notice file=contacts.d/x.yaml,line=1,col=1,title=empty-file::This file declares nothing
      ::warning file=contacts.d/ä b.yaml,line=2,col=3,title=invalid-value::There is no field 50 %25 [off](1)
      "
    `);
  });

  it('neutralise hostile text', () => {
    const text = formatDiagnosticsForGitHub([HOSTILE]);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    const [, properties = '', message = ''] = /^::error ([^:]*)::(.*)\n$/.exec(text) ?? [];
    expect(properties.split(',').map((property) => property.split('=')[0])).toEqual(['file', 'line', 'col', 'title']);
    expect(message).toContain(
      '100%250A\\r\\n::error::owned #\\u{0023}[error]x \\u{001b}[31m%0A→ Did you mean ::warning',
    );
  });

  it('are empty without diagnostics', () => {
    expect(formatDiagnosticsForGitHub([])).toBe('');
  });
});

describe('SARIF', () => {
  it('has one rule per code and one result per diagnostic', () => {
    expect(diagnosticsToSarif(DIAGNOSTICS, '0.1.0')).toMatchInlineSnapshot(`
      {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
          {
            "columnKind": "utf16CodeUnits",
            "results": [
              {
                "level": "error",
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "contacts.d/10-vip.yaml",
                      },
                      "region": {
                        "endColumn": 15,
                        "startColumn": 11,
                        "startLine": 12,
                      },
                    },
                  },
                ],
                "message": {
                  "text": "Lond is not a web address. Like https://example.com",
                },
                "ruleId": "invalid-value",
                "ruleIndex": 1,
              },
              {
                "level": "note",
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "contacts.d/x.yaml",
                      },
                      "region": {
                        "startColumn": 1,
                        "startLine": 1,
                      },
                    },
                  },
                ],
                "message": {
                  "text": "This file declares nothing",
                },
                "ruleId": "empty-file",
                "ruleIndex": 0,
              },
              {
                "level": "warning",
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "contacts.d/%C3%A4%20b.yaml",
                      },
                      "region": {
                        "startColumn": 3,
                        "startLine": 2,
                      },
                    },
                  },
                ],
                "message": {
                  "text": "There is no field 50 % [off] (1)",
                },
                "ruleId": "invalid-value",
                "ruleIndex": 1,
              },
            ],
            "tool": {
              "driver": {
                "name": "rollcall",
                "rules": [
                  {
                    "id": "empty-file",
                    "shortDescription": {
                      "text": "empty file",
                    },
                  },
                  {
                    "id": "invalid-value",
                    "shortDescription": {
                      "text": "invalid value",
                    },
                  },
                ],
                "version": "0.1.0",
              },
            },
          },
        ],
        "version": "2.1.0",
      }
    `);
  });

  it('shows hostile text without links, control characters and URI schemes', () => {
    const [run] = diagnosticsToSarif(
      [HOSTILE, { ...HOSTILE, code: 'risky-key-field', args: { consequence: '[x](javascript:y)', advice: 'z' } }],
      '0.1.0',
    ).runs;
    const [first, second] = run.results;
    expect(first?.message.text).not.toMatch(/\p{Cc}/u);
    expect(second?.message.text).toMatch(/^\[x\] \(javascript:y\)/);
    const uri = first?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
    expect(new URL(uri, 'file:///repository/').protocol).toBe('file:');
    expect(uri).toMatch(/^[\w.%~!*'()-]+$/);
  });
});
