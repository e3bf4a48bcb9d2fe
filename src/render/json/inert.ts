// JSON goes in; the same document comes out, spelled so that a terminal or a CI runner that shows it obeys nothing in it.

/** What JSON lets stand in a string as it is: DEL and C1 controls, format characters, line and paragraph separators. */
const ACTIVE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** GitHub's runner obeys `##[error]` and its like anywhere in a line. */
const RUNNER_COMMAND = /##(?=\[)/g;

export function neutraliseJson(json: string): string {
  return json.replace(RUNNER_COMMAND, '#\\u0023').replace(ACTIVE, escapeUnits);
}

/** One character as JSON's escape sequences. */
export function escapeUnits(char: string): string {
  return Array.from({ length: char.length }, (_, index) => {
    return `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
