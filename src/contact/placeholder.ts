// Recognises texts that a program was meant to replace, or that it wrote by mistake instead of a value. Pure.

/**
 * Placeholders of common template languages and of mailing programs: `${name}`, `{{ name }}`, `{% … %}`, `<%= name %>`,
 * `*|NAME|*`.
 */
const PLACEHOLDER = /\$\{|\{\{|\{%|<%|\*\|\w+\|\*/;

/** What programs write for a missing value: JavaScript's `undefined` and `NaN`, and an object that was not converted to text. */
const MISSING = /^(?:undefined|NaN|\[object \w+\])$/;

/** True if the text looks like a placeholder that nobody filled in, or like a missing value that a program wrote as text. */
export function looksLikeTemplate(text: string): boolean {
  return PLACEHOLDER.test(text) || MISSING.test(text);
}
