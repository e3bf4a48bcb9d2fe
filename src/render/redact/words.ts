// Error messages → the same messages with quoted values masked. Our own sentences consist of plain words, so only words that look
// like them are kept; messages of vendors are masked as a whole. Pure.

import { ALL_DIALECTS } from '../../providers/table.ts';
import { redactUrlPath } from './requests.ts';
import { mark } from './values.ts';

/** Words to keep regardless of their form (names of accounts), and words to mask (personal values). */
export interface Vocabulary {
  readonly shown?: ReadonlySet<string>;
  readonly hidden?: ReadonlySet<string>;
}

/** `onMissing`, `with-consent`, `vendor's`. A word with a digit, an underscore or an initial capital may be a value. */
const PLAIN = /^[a-z]+(?:[A-Z][a-z]+)*(?:[-'’][a-z]+)*$/;
/** `consent.createdAt`. */
const DOTTED = /^(?:channels|consent|limits|expect|customProperties|at)(?:\.[A-Za-z]+)+$/;
const NUMBER = /^\d{1,5}(?:,\d{3})*(?:\.\d)?%?$/;
/** `GET`, `JSON`, `ECONNREFUSED`. */
const CAPITALS = /^[A-Z]+(?:_[A-Z]+)*$/;
const PLACE = /^[\w./-]+\.(?:ya?ml|json|ndjson)(?::\d+){1,2}$/;
const VENDOR_NAMES = ALL_DIALECTS.flatMap(({ vendorName }) => vendorName.split(' '));
const NAMES = new Set([...VENDOR_NAMES, 'GitHub', 'YAML', 'userIds']);
const PUNCTUATION = /^([([{<"'`“‘]*)(.*?)([)\]}>"'`”’.,;:!?…]*)$/su;

/** Masks every word of a sentence that does not look like one of ours. */
export function redactWords(text: string, vocabulary: Vocabulary = {}): string {
  return text
    .split(/(\s+)/u)
    .map((word, index) => redactWord(word, index === 0, vocabulary))
    .join('');
}

function redactWord(word: string, isFirst: boolean, { shown, hidden }: Vocabulary): string {
  const [, before = '', core = '', after = ''] = PUNCTUATION.exec(word) ?? [];
  if (shown?.has(core) === true) return word;
  if (hidden?.has(core) === true) return before + mark('value') + after;
  if (core.startsWith('/')) return before + redactUrlPath(core) + after;
  const sentence = isFirst ? core.charAt(0).toLowerCase() + core.slice(1) : core;
  return isHarmless(core) || isHarmless(sentence) ? word : before + mark('value') + after;
}

function isHarmless(word: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(word)) return true;
  return [PLAIN, DOTTED, NUMBER, CAPITALS, PLACE].some((pattern) => pattern.test(word)) || NAMES.has(word);
}

/** `shop: GET /api/contacts: 400 invalid: message of the vendor (request id)`. The vendor's message may quote the request. */
const REFUSAL = /^(.*: (?:GET|POST|PUT|PATCH|DELETE) \S+: \d{3} [a-z-]+)(?:: .*| \(.*)?$/su;

/** Masks the message of a failed read or write. */
export function redactFailure(message: string, vocabulary: Vocabulary): string {
  const [, ours] = REFUSAL.exec(message) ?? [];
  if (ours === undefined) return redactWords(message, vocabulary);
  const words = ours.length === message.length ? '' : `: ${mark('what the vendor says')}`;
  return redactWords(ours, vocabulary) + words;
}

/** All words of some values, to be masked in sentences. */
export function wordsOf(values: Iterable<string>): ReadonlySet<string> {
  return new Set([...values].flatMap((value) => [value, ...value.split(/[\s/]+/u), ...value.split(/[^\p{L}\p{N}]+/u)]));
}
