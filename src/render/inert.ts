// A stranger's text goes in; what comes out is one line that a terminal shows and does not obey. Every other renderer passes
// live values, and values of manifests, through here.

/**
 * Control characters (C0, C1, DEL), format characters (bidirectional controls, zero-width characters, tags) and line or
 * paragraph separators. Zero-width joiners are among them: they hold some emoji together, and they also hide differences.
 */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** GitHub's runner obeys `##[error]` and its like anywhere in a line. */
const RUNNER_COMMAND = /##(?=\[)/g;

export function neutralise(text: string): string {
  return text
    .replace(RUNNER_COMMAND, '#\\u{0023}')
    .replace(ACTIVE, (char) => NAMED[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`);
}
