// Quotes texts for commands that a user copies into a shell. Pure.

/** Returns a text as one word of a command: in quotes if it has characters that mean something to a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : shellQuoted(text);
}

/** Returns a text in single quotes, in which a shell takes every character as it is. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
