// Diagnostics as annotations in GitHub Actions: one workflow command per line. Pure.

import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { neutralise } from '../neutralise.ts';
import { wordsOfMistake } from '../words/diagnostics.ts';
import { workflowCommand } from './command.ts';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Returns the annotations as text. Every line ends with a line break. */
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
  return workflowCommand(COMMANDS[severity], text, properties);
}
