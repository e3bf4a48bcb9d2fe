// Escapes a JSON document, so that a terminal or a CI runner shows it without interpreting anything in it. Pure.

/** Active characters that JSON allows unescaped in strings: DEL, C1 controls, format characters, line and paragraph separators. */
const ACTIVE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** GitHub's runner executes `##[error]` and similar commands anywhere in a line. */
const RUNNER_COMMAND = /##(?=\[)/g;

/** Escapes every active character of a JSON text. The result parses to the same value. */
export function neutraliseJson(json: string): string {
  return json.replace(RUNNER_COMMAND, '#\\u0023').replace(ACTIVE, escapeUnits);
}

/** Returns a character as JSON escape sequences, one for each UTF-16 code unit. */
export function escapeUnits(char: string): string {
  return Array.from({ length: char.length }, (_, index) => {
    return `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
