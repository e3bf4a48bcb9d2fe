// One file: what it has in its defaults, and that nothing is in it which was not proved.

import { describe, expect, test } from 'vitest';
import { DIALECTS } from '../../../src/providers/table.ts';
import { composeFile, type Draft } from '../../../src/workflows/import/compose.ts';
import { factorOut } from '../../../src/workflows/import/defaults.ts';
import { accountOf } from '../../builders/accounts.ts';
import { aLive } from '../../builders/contacts.ts';

const context = { account: accountOf(DIALECTS['omnisend@2026-03-15']), now: Date.parse('2026-06-01T12:00:00Z') };

function part(path: string, value: string | boolean = true) {
  return { path: path.split('.'), value };
}

function draft(name: string, parts: Draft['parts'], live = {}): Draft {
  const email = `${name}@example.com`;
  return {
    key: `shop/${email}`,
    live: aLive({ emails: [email], ...live }),
    parts: [part('email', email), ...parts],
    omitted: [],
  };
}

describe('defaults', () => {
  const defaultsOf = (...contacts: readonly Draft['parts'][]): readonly string[] =>
    factorOut('shop', contacts).defaults.map(({ path, value }) => `${path.join('.')}=${value}`);

  test('a tag is shared only if every contact has it: the others would be given it', () => {
    const vip = [part('tags.vip'), part('tags.beta')];
    expect(defaultsOf(vip, vip)).toEqual(['accounts=shop', 'tags.vip=true', 'tags.beta=true']);
    expect(defaultsOf(vip, [part('tags.vip')])).toEqual(['accounts=shop', 'tags.vip=true']);
    expect(defaultsOf(vip, [])).toEqual(['accounts=shop']);
    expect(defaultsOf(vip)).toEqual(['accounts=shop']);
  });

  test('a language is shared if most have the same and all have one', () => {
    const [en, de] = [[part('language', 'en')], [part('language', 'de')]];
    expect(defaultsOf(en, en, de)).toEqual(['accounts=shop', 'language=en']);
    expect(defaultsOf(en, de)).toEqual(['accounts=shop']);
    expect(defaultsOf(en, en, [])).toEqual(['accounts=shop']);
  });

  test('neither consent nor a name is shared, even if all have the same', () => {
    const ada = [part('firstName', 'Ada'), part('channels.email', 'subscribed'), part('customProperties.plan', 'pro')];
    expect(defaultsOf(ada, ada)).toEqual(['accounts=shop']);
  });
});

describe('proof', () => {
  test('an entry that a plan would change is not written', async () => {
    const drafts = [draft('a', [part('tags.vip')], { sets: { tags: ['vip'] } }), draft('b', [part('tags.vip')])];
    const { kept, excepted, text } = await composeFile(drafts, context);
    expect(kept.map(({ key }) => key)).toEqual(['shop/a@example.com']);
    expect(excepted).toEqual([{ key: 'shop/b@example.com', code: 'not-expressible' }]);
    expect(text).not.toContain('b@example.com');
  });

  test('a subscription that would be held is not written either', async () => {
    const left = { status: 'unsubscribed', optedOut: true, since: 'unknown', cause: 'person', word: 'left' } as const;
    const drafts = [draft('a', [part('channels.email', 'subscribed')], { channels: { email: left } })];
    expect((await composeFile(drafts, context)).excepted).toEqual([
      { key: 'shop/a@example.com', code: 'not-expressible' },
    ]);
  });

  test('a value that manifests refuse is left out by name, and an identifier only if another is left', async () => {
    const wrong = draft('a', [part('birthdate', '2026-02-30'), part('city', 'Boston')], {
      scalars: { city: 'Boston' },
    });
    const { kept } = await composeFile([wrong], context);
    expect(kept[0]?.omitted).toEqual([{ field: 'birthdate', code: 'not-accepted' }]);
    expect(kept[0]?.parts.map(({ path }) => path[0])).toEqual(['email', 'city']);

    const bad = { ...draft('b', []), parts: [part('email', 'nobody')] };
    const { excepted } = await composeFile([bad], context);
    expect(excepted).toEqual([{ key: 'shop/b@example.com', code: 'unreadable-identifier' }]);
  });
});
