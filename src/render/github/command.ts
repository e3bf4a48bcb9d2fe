// Workflow commands of GitHub Actions, one line each, escaped as documented (docs.github.com, "Workflow commands for GitHub
// Actions"; actions/toolkit, packages/core/src/command.ts). Pure.

/** Severity of an annotation. */
export type Annotation = 'error' | 'warning' | 'notice';

/**
 * Returns one workflow command, without a line break at its end.
 *
 * @param text must already be neutralised (neutralise.ts)
 * @param properties such as `file` and `line`; the values must already be neutralised
 */
export function workflowCommand(
  annotation: Annotation,
  text: string,
  properties: readonly (readonly [name: string, value: string])[] = [],
): string {
  const parameters = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(',');
  return `::${annotation}${parameters === '' ? '' : ` ${parameters}`}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
