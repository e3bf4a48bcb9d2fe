// Patterns that select contacts by their key. A pattern is compared with the part of the key after `account/`, and with the whole
// key if the pattern contains a slash, so that `a*` never selects all contacts of an account `app`. `*` stands for any text, `?`
// for any one character. A pattern that begins with `!` excludes. Pure.

import { normaliseEmail } from '../../contact/normalise.ts';

/** Returns whether a contact key matches. */
type KeyTest = (key: string) => boolean;

/**
 * Returns a function that tests whether a contact key is selected: it matches a pattern, and no pattern that excludes it. If all
 * patterns exclude, every other key is selected; without patterns, every key.
 *
 * @param patterns any number: those without wildcards are looked up in a set
 */
export function keyFilter(patterns: readonly string[] | undefined): KeyTest {
  if (patterns === undefined) return () => true;
  const included = patterns.filter((pattern) => !excludes(pattern));
  const isIncluded = included.length === 0 ? () => true : matcherOf(included);
  const isExcluded = matcherOf(patterns.filter(excludes).map(withoutMark));
  return (key) => isIncluded(key) && !isExcluded(key);
}

/** Returns the patterns that match none of the keys, whether they include or exclude. */
export function unmatchedPatterns(patterns: readonly string[], keys: readonly string[]): readonly string[] {
  if (patterns.length === 0) return [];
  const names = new Set(keys.flatMap(namesOf));
  return patterns.filter((pattern) => {
    const wanted = withoutMark(pattern);
    if (!hasWildcard(wanted)) return !spellingsOf(wanted).some((name) => names.has(name));
    return !keys.some(globTest(wanted));
  });
}

function excludes(pattern: string): boolean {
  return pattern.startsWith('!');
}

function withoutMark(pattern: string): string {
  return excludes(pattern) ? pattern.slice(1) : pattern;
}

function matcherOf(patterns: readonly string[]): KeyTest {
  const exact = new Set(patterns.filter((pattern) => !hasWildcard(pattern)).flatMap(spellingsOf));
  const globs = patterns.filter(hasWildcard).map(globTest);
  const isNamed = (key: string): boolean =>
    exact.has(key) ||
    exact.has(withoutAccount(key)) ||
    (isBeyondAscii(key) && namesOf(key).some((name) => exact.has(name)));
  return (key) => isNamed(key) || globs.some((isMatch) => isMatch(key));
}

/**
 * Returns the names of a contact: its key, and the part after the account. For a key beyond ASCII, which may be one of several
 * spellings of an address, also their normal forms.
 */
function namesOf(key: string): readonly string[] {
  const names = [key, withoutAccount(key)];
  return isBeyondAscii(key) ? [...names, ...names.map(normaliseEmail)] : names;
}

function isBeyondAscii(key: string): boolean {
  return /[^\0-\x7f]/.test(key);
}

/** Returns the pattern as it is written and, if it may be an email address, in the normal form of emails, too. */
function spellingsOf(pattern: string): readonly string[] {
  return pattern.includes('@') ? [pattern, normaliseEmail(pattern)] : [pattern];
}

function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

function globTest(pattern: string): KeyTest {
  const source = [...pattern].map((char) =>
    char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}/]/, '\\$&'),
  );
  const glob = new RegExp(`^${source.join('')}$`, 'su');
  const isForWholeKeys = pattern.includes('/');
  return (key) => glob.test(withoutAccount(key)) || (isForWholeKeys && glob.test(key));
}

function withoutAccount(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
