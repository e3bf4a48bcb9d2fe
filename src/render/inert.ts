// Untrusted text → one line of text that a terminal or a CI runner shows without interpreting it. Every renderer passes values from
// vendors and manifests through here. Pure.

/**
 * Control characters (C0, C1, DEL), format characters (bidirectional controls, zero-width characters, tags), line or paragraph
 * separators and lone surrogates. Zero-width joiners are included: they combine some emoji, but they can also hide differences.
 */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** GitHub's runner executes `##[error]` and similar commands anywhere in a line. */
const RUNNER_COMMAND = /##(?=\[)/g;

/** Replaces every character that could have an effect by a visible escape sequence. */
export function neutralise(text: string): string {
  return text
    .replace(RUNNER_COMMAND, '#\\u{0023}')
    .replace(ACTIVE, (char) => NAMED[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`);
}
