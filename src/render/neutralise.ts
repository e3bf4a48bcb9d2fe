// Escapes untrusted text. The result is one line that a terminal or a CI runner shows without interpreting anything in it. Every
// renderer passes the values from vendors and manifests through `neutralise`. Pure.

/**
 * Control characters (C0, C1, DEL), format characters (bidirectional controls, zero-width characters, tags), line or paragraph
 * separators and lone surrogates. Zero-width joiners are included although some emoji need them, because they can hide differences.
 */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** GitHub's runner executes `##[error]` and similar commands anywhere in a line. */
const RUNNER_COMMAND = /##(?=\[)/g;

/** Replaces every character that could have an effect with a visible escape sequence. */
export function neutralise(text: string): string {
  return text
    .replace(RUNNER_COMMAND, '#\\u{0023}')
    .replace(ACTIVE, (char) => NAMED[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`);
}
