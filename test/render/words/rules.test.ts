// The sentences of the rule catalogue: every placeholder has an argument, and every argument has a placeholder.

import { describe, expect, it } from 'vitest';
import { because } from '../../../src/apply/reason.ts';
import { personal } from '../../../src/contact/argument.ts';
import { mistake } from '../../../src/manifest/mistake.ts';
import { block, blockContact } from '../../../src/plan/match.ts';
import { RULES, type RuleKind, type Sentence, sentencesOf } from '../../../src/plan/rules/catalogue.ts';
import { refusal } from '../../../src/plan/rules/reading-limits.ts';
import { sentenceOfNotice, wordsOfBlock, wordsOfRefusal } from '../../../src/render/words/rules.ts';
import { fill, placeholdersIn, textOf } from '../../../src/render/words/text-of.ts';

const SAID: readonly (readonly [name: string, kind: RuleKind, said: Sentence])[] = Object.entries(RULES).flatMap(
  ([kind, rules]) =>
    Object.entries(rules).flatMap(([rule, entry]) =>
      [...sentencesOf(entry)].map(([why, said]) => [`${rule} ${why}`.trim(), kind as RuleKind, said] as const),
    ),
);

describe.each(SAID)('%s', (_name, kind, { sentence, wayOut, takes }) => {
  it('declares exactly the arguments that its sentences use', () => {
    const mentioned = new Set([...placeholdersIn(sentence), ...placeholdersIn(wayOut)]);
    expect([...mentioned].sort()).toEqual(Object.keys(takes).sort());
  });

  it('fits in a list, and says what to do', () => {
    expect(sentence).toMatch(/^[a-z`{]/);
    expect(sentence + wayOut).not.toMatch(/\.$/);
    if (kind === 'blocks' || kind === 'refuses') expect(wayOut).not.toBe('');
  });
});

describe('sentences', () => {
  it('are selected by `why` if a rule has several', () => {
    expect(wordsOfBlock(blockContact('protected', { why: 'removed' })).message).toContain('no longer declared');
    expect(wordsOfBlock(blockContact('protected', { why: 'unsubscribe' })).message).toBe('the contact is protected');
  });

  it('show the name of a missing argument and the id of an unknown rule', () => {
    expect(wordsOfRefusal({ rule: 'max-deletes', args: { why: 'limit', limit: 3 } }).message).toBe(
      '‹amount› would be deleted, over the limit of 3',
    );
    expect(wordsOfRefusal({ rule: 'constructor' as 'expect', args: {} }).message).toBe('constructor');
  });

  it('of notices include what to do', () => {
    expect(sentenceOfNotice('consent-expires')).toBe(
      'implied consent expires and is not renewed; ask for express consent',
    );
    expect(sentenceOfNotice('no-longer-declared')).not.toContain(';');
  });
});

describe('arguments in a sentence', () => {
  it.each([
    ['{n:contact}', { n: 1 }, '1 contact'],
    ['{n:contact}', { n: 1204 }, '1,204 contacts'],
    ['{n:person/people}', { n: 2 }, '2 people'],
    ['{n:digits}', { n: 1204 }, '1204'],
    ['{names:code}', { names: ['a', 'b: c'] }, '`a` and `b: c`'],
    ['{names}', { names: ['a', 'b', 'c'] }, 'a, b and c'],
    ['{id}', { id: personal('id', '66a0') }, '66a0'],
    ['{ids}', { ids: [personal('id', '1'), personal('id', '2')] }, '1 and 2'],
    ['`previously: { email: … }` {n}', { n: 3 }, '`previously: { email: … }` 3'],
  ])('%s', (template, args, text) => {
    expect(fill(template, args)).toBe(text);
  });

  it('are shown unchanged', () => {
    expect([textOf([]), textOf('a'), textOf(1000)]).toEqual(['', 'a', '1,000']);
  });
});

it('a missing argument, or one of another class, does not compile', () => {
  // `npm run types` checks these expectations: it fails if one of these lines compiles.
  const mistakes = [
    // @ts-expect-error: the rule takes the vendor's label
    block('phone-change-unsupported', {}, { path: [], before: null, after: null }),
    // @ts-expect-error: a date is personal
    blockContact('stale-status-date', { declared: '2026-05-01', live: '2026-05-02' }),
    // @ts-expect-error: it has no such reason
    blockContact('protected', { why: 'because' }),
    // @ts-expect-error: the limit is missing
    refusal('max-deletes', { amount: 3 }),
    // @ts-expect-error: what moved is missing
    because('live-moved', {}),
    // @ts-expect-error: an address is personal
    mistake('invalid-email', { value: 'jane@example.com' }),
    // @ts-expect-error: no such code
    mistake('wrong', {}),
  ];
  expect(mistakes).toHaveLength(7);
});
