// Diagnostics without the values of manifests: place, rule and advice stay, source lines keep their shape.

import { CHANNELS, IDENTIFIER_KINDS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { redactName } from './values.ts';
import { redactWords, wordsOf } from './words.ts';

/** Keys that are shown in a source line. Any other text, keys included, could be a value in the wrong place. */
const KEYS = new Set<string>([
  ...SCALAR_NAMES,
  ...IDENTIFIER_KINDS,
  ...SET_FIELDS,
  ...CHANNELS,
  ...['accounts', 'contacts', 'defaults', 'at', 'previously', 'customProperties', 'channels', 'prune', 'unmanaged'],
  ...['protect', 'welcome', 'status', 'statusChangedAt', 'basis', 'consent', 'createdAt', 'ip', 'userAgent'],
  ...['supersedesOptOut', 'provider', 'apiVersion', 'apiKey', 'apiId', 'baseUrl', 'rateLimit', 'onMissing'],
  ...['onRemoved', 'resubscribe', 'keyField', 'sender', 'limits', 'expect'],
]);

/** A run of text and, where it is one, the colon that makes it a key. */
const RUN = /([^\s{}[\],:"'#&*!|>-][^\s{}[\],:"']*|-+[^\s{}[\],:"']+)(["']?\s*:(?=\s|$|["'[{]))?/gu;

export function redactDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map(redactDiagnostic);
}

function redactDiagnostic({ message, hint, snippet, ...diagnostic }: Diagnostic): Diagnostic {
  const masked = snippet === undefined ? undefined : redactSourceLine(snippet);
  const vocabulary = { shown: KEYS, hidden: hiddenWords(snippet) };
  return {
    ...diagnostic,
    file: redactName(diagnostic.file, 'file'),
    message: redactWords(message, vocabulary),
    ...(hint === undefined ? {} : { hint: redactWords(hint, vocabulary) }),
    ...(masked === undefined ? {} : { snippet: masked }),
  };
}

/** Dots of the same width, so that the caret stays below what it marks. */
export function redactSourceLine(line: string): string {
  return line.replace(RUN, (run, text: string, colon = '') =>
    colon !== '' && KEYS.has(text) ? run : text.replace(/[^\s]/gu, dots) + colon,
  );
}

function dots(char: string): string {
  return '·'.repeat(char.length);
}

/** Everything of the line that is masked there is masked in the sentence about it too. */
function hiddenWords(snippet: string | undefined): ReadonlySet<string> {
  if (snippet === undefined) return wordsOf([]);
  const texts = [...snippet.matchAll(RUN)].filter(([, text = '', colon]) => colon === undefined || !KEYS.has(text));
  return wordsOf(texts.flatMap(([, text = '']) => [text]));
}
