// GitHub's expressions, as far as action.yml uses them: names with hyphens, a missing member, strings and logic are as in JavaScript.

export type Scope = Readonly<Record<string, unknown>>;

function evaluate(expression: string, scope: Scope): unknown {
  const script = expression
    .replace(/\b(inputs|outputs)\.([a-z][a-z-]*)/g, '$1["$2"]')
    .replace(/(?<=[\w\])])\.(?=\w)/g, '?.')
    .replace(/ == /g, ' === ')
    .replace(/ != /g, ' !== ');
  return new Function(...Object.keys(scope), `return (${script});`)(...Object.values(scope));
}

export function isTrue(condition: string, scope: Scope): boolean {
  return evaluate(condition.replace(/\$\{\{(.*?)\}\}/g, '$1'), scope) === true;
}

export function fill(text: string, scope: Scope): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => String(evaluate(expression, scope) ?? ''));
}

export function filled(
  texts: Readonly<Record<string, string | boolean>>,
  scope: Scope,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(String(text), scope)]));
}
