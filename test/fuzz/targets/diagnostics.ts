// What must hold of every diagnostic: its position lies in the text of its file, and it can be shown in every way.

import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import type { ManifestFile } from '../../../src/manifest/read/source.ts';
import { formatDiagnosticsForGitHub } from '../../../src/render/github/diagnostics.ts';
import { redactDiagnostics } from '../../../src/render/redact/diagnostics.ts';
import { diagnosticsToSarif } from '../../../src/render/sarif/diagnostics.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import { diagnosticsWithWords } from '../../../src/render/words/diagnostics.ts';

/** Checks all diagnostics; those of files that are not given, such as a directory, only as far as they can be shown. */
export function assertDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: readonly Pick<ManifestFile, 'name' | 'text' | 'lineStarts'>[],
): void {
  for (const diagnostic of diagnostics) assertPlaced(diagnostic, files);
  render(toRender(diagnostics));
}

function assertPlaced(
  { code, file: name, line, column, endColumn }: Diagnostic,
  files: Parameters<typeof assertDiagnostics>[1],
): void {
  const file = files.find((one) => one.name === name);
  if (file === undefined) return;
  const start = file.lineStarts[line - 1];
  assert.ok(start !== undefined, `${code} at line ${line}`);
  const width = (file.lineStarts[line] ?? file.text.length) - start;
  assert.ok(column >= 1 && column <= width + 1, `${code} at ${line}:${column}`);
  assert.ok(
    endColumn === undefined || (endColumn > column && endColumn <= width + 2),
    `${code} ends at ${line}:${endColumn}`,
  );
}

/** Diagnostics of many runs, as JSON. */
const seen = new Set<string>();

/**
 * Leaves out what was rendered already, because every edit of a document repeats the mistakes that it had before, and of the others
 * three in four, because rendering takes longer than reading. Which ones depends on the diagnostic alone, so that a case repeats.
 */
function toRender(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (seen.size > 100_000) seen.clear();
  return diagnostics.filter((one) => {
    const text = JSON.stringify(one);
    if (text.length % 4 !== 0 || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function render(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  for (const shown of [diagnostics, redactDiagnostics(diagnostics)]) {
    assert.equal(typeof formatDiagnostics(shown, { color: true }), 'string');
    assert.equal(typeof formatDiagnosticsForGitHub(shown), 'string');
    assert.notEqual(JSON.stringify([diagnosticsToSarif(shown, '0.0.0'), diagnosticsWithWords(shown)]), '');
  }
}
