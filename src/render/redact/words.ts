// Sentences without what they quote. Our own sentences are plain words, so a word passes only if it looks like one; the
// vendors' sentences do not pass at all.

import { ALL_DIALECTS } from '../../providers/table.ts';
import { redactUrlPath } from './requests.ts';
import { mark } from './values.ts';

/** Words that a sentence may hold whatever they look like (names of accounts), and words that it may not (somebody's values). */
export interface Vocabulary {
  readonly shown?: ReadonlySet<string>;
  readonly hidden?: ReadonlySet<string>;
}

/** `onMissing`, `with-consent`, `vendor's`. A digit, an underscore or a capital letter in front is how values look. */
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

/** `shop: GET /api/contacts: 400 invalid: what the vendor says (its request id)`: the vendor may quote what it was sent. */
const REFUSAL = /^(.*: (?:GET|POST|PUT|PATCH|DELETE) \S+: \d{3} [a-z-]+)(?:: .*| \(.*)?$/su;

/** A failure of reading or writing. */
export function redactFailure(message: string, vocabulary: Vocabulary): string {
  const [, ours] = REFUSAL.exec(message) ?? [];
  if (ours === undefined) return redactWords(message, vocabulary);
  const words = ours.length === message.length ? '' : `: ${mark('what the vendor says')}`;
  return redactWords(ours, vocabulary) + words;
}

/** Every word of some values, to be kept out of sentences. */
export function wordsOf(values: Iterable<string>): ReadonlySet<string> {
  return new Set([...values].flatMap((value) => [value, ...value.split(/[\s/]+/u), ...value.split(/[^\p{L}\p{N}]+/u)]));
}
