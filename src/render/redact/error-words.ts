// Messages of errors without what they quote. An error holds a sentence and no arguments, so that a word of it passes only if it
// looks like one of ours. Nothing else is masked by its look: everything that has arguments is masked by their class.

import { ALL_DIALECTS } from '../../providers/table.ts';
import { redactUrlPath } from './requests.ts';
import { mark } from './values.ts';

/** `onMissing`, `with-consent`, `vendor's`. A digit, an underscore or a capital letter in front is how values look. */
const PLAIN = /^[a-z]+(?:[A-Z][a-z]+)*(?:[-'’][a-z]+)*$/;
/** `consent.createdAt`. */
const DOTTED = /^(?:channels|consent|limits|expect|customProperties|at)(?:\.[A-Za-z]+)+$/;
const NUMBER = /^\d{1,5}(?:,\d{3})*(?:\.\d)?%?$/;
/** `GET`, `JSON`, `ECONNREFUSED`. */
const CAPITALS = /^[A-Z]+(?:_[A-Z]+)*$/;
const PLACE = /^[\w./-]+\.(?:ya?ml|json|ndjson|jsonl)(?::\d+){1,2}$/;
const VENDOR_NAMES = ALL_DIALECTS.flatMap(({ vendorName }) => vendorName.split(' '));
const NAMES = new Set([...VENDOR_NAMES, 'GitHub', 'YAML', 'userIds']);
const PUNCTUATION = /^([([{<"'`“‘]*)(.*?)([)\]}>"'`”’.,;:!?…]*)$/su;

export function redactErrorWords(text: string): string {
  return text
    .split(/(\s+)/u)
    .map((word, index) => redactWord(word, index === 0))
    .join('');
}

function redactWord(word: string, isFirst: boolean): string {
  const [, before = '', core = '', after = ''] = PUNCTUATION.exec(word) ?? [];
  if (core.startsWith('/')) return before + redactUrlPath(core) + after;
  const sentence = isFirst ? core.charAt(0).toLowerCase() + core.slice(1) : core;
  return isHarmless(core) || isHarmless(sentence) ? word : before + mark('value') + after;
}

function isHarmless(word: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(word)) return true;
  return [PLAIN, DOTTED, NUMBER, CAPITALS, PLACE].some((pattern) => pattern.test(word)) || NAMES.has(word);
}
