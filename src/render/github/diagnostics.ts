// Diagnostics as annotations of a GitHub run: one workflow command a line. The escaping is the documented one
// (docs.github.com, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core/src/command.ts).

import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { neutralise } from '../inert.ts';
import { wordsOfMistake } from '../words/diagnostics.ts';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

export function formatDiagnosticsForGitHub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${formatCommand(diagnostic)}\n`).join('');
}

function formatCommand(diagnostic: Diagnostic): string {
  const { severity, code, file, line, column } = diagnostic;
  const { message, hint } = wordsOfMistake(diagnostic);
  const properties = [
    ['file', neutralise(file)],
    ['line', String(line)],
    ['col', String(column)],
    ['title', neutralise(code)],
  ] as const;
  const text = [message, ...(hint === '' ? [] : [`→ ${hint}`])].map(neutralise).join('\n');
  const parameters = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(',');
  return `::${COMMANDS[severity]} ${parameters}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
