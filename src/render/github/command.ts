// Workflow commands of a GitHub run: one line of its log each. The escaping is the documented one (docs.github.com, "Workflow
// commands for GitHub Actions"; actions/toolkit, packages/core/src/command.ts).

export type Annotation = 'error' | 'warning' | 'notice';

/** @param properties such as `file` and `line`; what they and the text say must be inert already */
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
