// Diagnostics as SARIF 2.1.0 (OASIS), the format of code scanning: one run, one rule per code. Pure.

import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { neutralise } from '../neutralise.ts';
import { wordsOfMistake } from '../words/diagnostics.ts';

const LEVELS = { error: 'error', warning: 'warning', note: 'note' } as const;

/** A SARIF log with one run. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly [SarifRun];
}

interface SarifRun {
  readonly tool: {
    readonly driver: {
      readonly name: 'rollcall';
      readonly version: string;
      readonly rules: readonly { readonly id: string; readonly shortDescription: SarifText }[];
    };
  };
  /** Columns are counted in UTF-16 code units, as in JavaScript. */
  readonly columnKind: 'utf16CodeUnits';
  readonly results: readonly SarifResult[];
}

interface SarifText {
  readonly text: string;
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: SarifText;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number; readonly startColumn: number; readonly endColumn?: number };
    };
  }[];
}

/**
 * Returns the diagnostics as a SARIF log.
 *
 * @param version version of rollcall
 */
export function diagnosticsToSarif(diagnostics: readonly Diagnostic[], version: string): SarifLog {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const rules = codes.map((code) => ({ id: code, shortDescription: { text: code.replaceAll('-', ' ') } }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'rollcall', version, rules } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => toResult(diagnostic, codes.indexOf(diagnostic.code))),
      },
    ],
  };
}

function toResult(diagnostic: Diagnostic, ruleIndex: number): SarifResult {
  const { code, severity, file, line, column, endColumn } = diagnostic;
  const { message, hint } = wordsOfMistake(diagnostic);
  const end = endColumn !== undefined && endColumn > column ? { endColumn } : {};
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: plainText(hint === '' ? message : `${message}. ${hint}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(file) },
          region: { startLine: line, startColumn: column, ...end },
        },
      },
    ],
  };
}

/** Neutralises text and breaks up links, which SARIF writes as `[text](target)` (SARIF 2.1.0, section 3.11.6). */
function plainText(text: string): string {
  return neutralise(text).replaceAll('](', '] (');
}

/** Returns the file as a relative reference. It is percent-encoded: otherwise a `:` in the first segment would look like the end of a URI scheme. */
function toUri(file: string): string {
  return neutralise(file.replaceAll('\\', '/'))
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}
