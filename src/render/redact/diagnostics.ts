// Diagnostics without the values of manifests: place, code and advice stay, source lines keep their shape.

import { CHANNELS, IDENTIFIER_KINDS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { redactArguments } from './arguments.ts';
import { redactName } from './values.ts';

/** Keys that are shown in a source line. Any other text, keys included, could be a value in the wrong place. */
const KEYS = new Set<string>([
  ...SCALAR_NAMES,
  ...IDENTIFIER_KINDS,
  ...SET_FIELDS,
  ...CHANNELS,
  ...['accounts', 'contacts', 'defaults', 'at', 'previously', 'customProperties', 'channels', 'prune', 'unmanaged'],
  ...['protect', 'welcome', 'status', 'statusChangedAt', 'basis', 'consent', 'createdAt', 'ip', 'userAgent'],
  ...['supersedesOptOut', 'provider', 'apiVersion', 'apiKey', 'apiId', 'baseUrl', 'rateLimit', 'onMissing'],
  ...['onRemoved', 'resubscribe', 'keyField', 'sender', 'team', 'limits', 'expect', 'maxChangedPercent', 'minContacts'],
  ...['maxDeletes', 'maxUnsubscribes', 'becomesMailable', 'stopsBeingMailable', 'creates', 'updates', 'deletes'],
  ...['requests'],
]);

export function redactDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map(({ args, snippet, ...diagnostic }) => ({
    ...diagnostic,
    args: redactArguments(args),
    file: redactName(diagnostic.file, 'file'),
    ...(snippet === undefined ? {} : { snippet: redactSourceLine(snippet) }),
  }));
}

/** What makes a text before it a key. */
const COLON = /(?:\s*:(?=\s|$|["'[{]))?/;
/** A scalar in quotes, escapes and doubled quotes included; to the end of the line where it goes on in the next one. */
const QUOTED = /(?<=^|[\s{}[\],:-])(?:"(?:[^"\\]|\\.?)*"?|'(?:[^']|'')*'?)/;
/** A run of text without blanks and brackets, which may hold an apostrophe. The marks of YAML before it are no part of it. */
const PLAIN = /[^\s{}[\],:"'#&*!|>-][^\s{}[\],:"]*|-+[^\s{}[\],:"]+|'[^\s{}[\],:"]*/;
const SCALAR = new RegExp(`(${QUOTED.source}|${PLAIN.source})(${COLON.source})`, 'gu');

/** Keys that a schema knows and the structure stay; scalars become dots of the same width, so that the caret stays below what it marks. */
export function redactSourceLine(line: string): string {
  return line.replace(SCALAR, (found, text: string, colon: string) =>
    colon !== '' && KEYS.has(unquoted(text)) ? found : masked(text) + colon,
  );
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** Its quotes stay where it has both. */
function masked(text: string): string {
  const inner = unquoted(text);
  const quote = inner === text ? '' : text.charAt(0);
  return quote + inner.replace(/[^\s]/gu, (char) => '·'.repeat(char.length)) + quote;
}
