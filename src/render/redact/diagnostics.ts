// Masks the values of manifests in diagnostics. Positions, codes and advice stay, and source lines keep their layout. Pure.

import { CHANNELS, IDENTIFIER_KINDS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { redactArguments } from './arguments.ts';
import { redactName } from './values.ts';

/** Keys that stay visible in a source line. Any other text is masked, even as a key, because it could be a misplaced value. */
const KEYS = new Set<string>([
  ...SCALAR_NAMES,
  ...IDENTIFIER_KINDS,
  ...SET_FIELDS,
  ...CHANNELS,
  ...['accounts', 'contacts', 'defaults', 'at', 'previously', 'customProperties', 'channels', 'prune', 'unmanaged'],
  ...[
    'protect',
    'welcome',
    'recreate',
    'phoneRegion',
    'status',
    'statusChangedAt',
    'basis',
    'consent',
    'createdAt',
    'ip',
    'userAgent',
  ],
  ...['supersedesOptOut', 'provider', 'apiVersion', 'apiKey', 'apiId', 'baseUrl', 'rateLimit', 'onMissing'],
  ...[
    'onRemoved',
    'resubscribe',
    'backfillConsent',
    'defineProperties',
    'keyField',
    'sender',
    'team',
    'limits',
    'expect',
    'maxChangedPercent',
    'minContacts',
  ],
  ...['maxDeletes', 'maxUnsubscribes', 'becomesMailable', 'stopsBeingMailable', 'creates', 'updates', 'deletes'],
  ...[
    'requests',
    'crossCheck',
    'exclude',
    'optOuts',
    'environments',
    'behind',
    'stage',
    'suppressions',
    'digest',
    'reason',
  ],
  ...[
    'sources',
    'key',
    'fields',
    'where',
    'blank',
    'sha256',
    'invalid',
    'split',
    'type',
    'values',
    'delimiter',
    'encoding',
  ],
  ...['minRows', 'maxShrinkPercent', 'maxInvalidPercent', 'sql', 'connect'],
  ...['from', 'column', 'erasures', 'requestedAt', 'doneAt', 'ids', 'facts', 'fact', 'result', 'date', 'environment'],
]);

/** Returns the diagnostics with the values of manifests masked. */
export function redactDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map(({ args, snippet, ...diagnostic }) => ({
    ...diagnostic,
    args: redactArguments(args),
    file: redactName(diagnostic.file, 'file'),
    ...(snippet === undefined ? {} : { snippet: redactSourceLine(snippet) }),
  }));
}

/** Matches the colon that makes the text before it a key, or nothing. */
const COLON = /(?:\s*:(?=\s|$|["'[{]))?/;
/** Matches a quoted scalar, with escaped and doubled quotes. If it continues on the next line, matches to the end of this one. */
const QUOTED = /(?<=^|[\s{}[\],:-])(?:"(?:[^"\\]|\\.?)*"?|'(?:[^']|'')*'?)/;
/** Matches an unquoted scalar, or one word of it. YAML indicators before it, such as `&` or `|`, are not part of the match. */
const PLAIN = /[^\s{}[\],:"'#&*!|>-][^\s{}[\],:"]*|-+[^\s{}[\],:"]+|'[^\s{}[\],:"]*/;
const SCALAR = new RegExp(`(${QUOTED.source}|${PLAIN.source})(${COLON.source})`, 'gu');

/**
 * Returns a line of a manifest with its scalars replaced by dots. The structure and the keys in KEYS stay. There is one dot for
 * each UTF-16 code unit, so that the column of the caret stays correct.
 */
export function redactSourceLine(line: string): string {
  return line.replace(SCALAR, (found, text: string, colon: string) =>
    colon !== '' && KEYS.has(unquoted(text)) ? found : masked(text) + colon,
  );
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** Returns the scalar with dots instead of its characters. Keeps white space, and the quotes if it has both of them. */
function masked(text: string): string {
  const inner = unquoted(text);
  const quote = inner === text ? '' : text.charAt(0);
  return quote + inner.replace(/[^\s]/gu, (char) => '·'.repeat(char.length)) + quote;
}
