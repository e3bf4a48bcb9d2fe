import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Plan, PlannedChange, PlannedDifference } from '../../../src/plan/document.ts';
import { renderPlanText } from '../../../src/render/text/plan.ts';
import { aChange, anAccount, aPlan } from '../../builders/plan.ts';
import { aRefusal, aTimeout } from '../../builders/problems.ts';
import { annaIsNew, bobLosesHisName, eveIsUnsubscribed } from '../five-changes.ts';

const PLAIN = { color: false, width: 80 };

function text(plan: Plan): string {
  return renderPlanText(plan, PLAIN);
}

/** A plan with every kind of change. */
function rich(): Plan {
  const anna = annaIsNew('c1');
  const age: PlannedDifference = { path: ['customProperties', 'age'], op: 'add', before: null, after: 33 };
  const changes: readonly PlannedChange[] = [
    { ...anna, differences: anna.differences.toSpliced(2, 0, age) },
    bobLosesHisName('c2'),
    aChange({
      id: 'c3',
      key: 'shop/carl@example.com',
      differences: [],
      requests: [],
      blocked: [
        {
          rule: 'resubscribe',
          path: ['channels', 'email', 'status'],
          before: 'unsubscribed',
          after: 'subscribed',
          args: {
            why: 'needs-consent',
            since: { is: 'date', value: '2026-05-01T00:00:00Z' },
            missing: ['accounts.shop.resubscribe: with-consent', 'consent.source'],
          },
        },
      ],
    }),
    aChange({ id: 'c4', key: 'shop/dora@example.com', action: 'delete', differences: [] }),
    eveIsUnsubscribed('c5'),
    aChange({
      id: 'c6',
      key: 'shop/fritz@example.com',
      differences: [
        { path: ['firstName'], op: 'change', before: 'F', after: 'Fritz' },
        { path: ['customProperties', 'age'], op: 'change', before: 33, after: 34 },
        {
          path: ['address'],
          op: 'change',
          before: '1 Main Street, Westminster',
          after: '221B Baker Street, Marylebone',
        },
        { path: ['tags', 'a'], op: 'add', before: null, after: true },
        { path: ['tags', 'b'], op: 'add', before: null, after: true },
      ],
    }),
  ];
  const account = anAccount({
    origin: 'http://127.0.0.1:4010/omnisend',
    requests: 5,
    estimatedSeconds: 3,
    people: { touched: 5, becomeMailable: 0, stopBeingMailable: 1 },
    automations: ['automations that start when a contact enters or leaves a segment'],
    held: ['a', 'b', 'c', 'd'].map((name) => ({
      key: `shop/${name}`,
      channel: 'email',
      reason: 'opt-out',
      since: 'unknown',
    })),
    skipped: 2,
    unsupportedFields: [
      { field: 'userId', contacts: 412 },
      { field: 'lists', contacts: 412 },
      { field: 'group', contacts: 1 },
    ],
    notices: [
      {
        rule: 'changed-since-base',
        entries: ['anna', 'bob', 'cid', 'dan'].map((name, line) => ({
          key: `shop/${name}`,
          source: { file: 'contacts.d/people.yaml', line: line + 1, column: 3 },
          path: line === 3 ? ['customProperties', 'age'] : ['city'],
        })),
      },
      {
        rule: 'no-longer-declared',
        entries: ['eve', 'fay'].map((name) => ({ key: `shop/${name}`, source: aChange().source, path: [] })),
      },
    ],
  });
  return aPlan({ accounts: [account], changes });
}

describe('renderPlanText', () => {
  it('says in one line that there are no changes', () => {
    expect(text(aPlan())).toBe('No changes. 1,204 contacts are as declared.\n');
    expect(text(aPlan({ accounts: [anAccount({ unchanged: 1 })] }))).toBe('No changes. 1 contact is as declared.\n');
  });

  it('does not count a held contact as declared', () => {
    const held = [{ key: 'shop/jane@example.com', channel: 'email', reason: 'opt-out', since: 'unknown' } as const];
    expect(text(aPlan({ accounts: [anAccount({ held, unchangedHeld: 1 })] }))).toMatchInlineSnapshot(`
      "No changes. 1,203 contacts are as declared, 1 opt-out respected.

      shop · Omnisend 2026-03-15
        1,216 declared contacts, listed in 5 requests; the account has 1,203

        1 opt-out respected: shop/jane@example.com

      No changes. 1,203 contacts are as declared, 1 opt-out respected.
      "
    `);
  });

  it('counts what is held by its reason, and a contact once, also where it is not among the unchanged', () => {
    const held = [
      { key: 'shop/jane@example.com', channel: 'email', reason: 'opt-out', since: 'unknown' },
      { key: 'shop/jane@example.com', channel: 'sms', reason: 'opt-out', since: 'unknown' },
      { key: 'shop/gone@example.com', channel: 'email', reason: 'would-lose-opt-out', since: 'unknown' },
    ] as const;
    const [first] = text(aPlan({ accounts: [anAccount({ held, unchangedHeld: 1 })] })).split('\n\n');
    expect(first?.replace(/\s+/g, ' ')).toBe(
      'No changes. 1,203 contacts are as declared, 1 opt-out respected, 1 contact not deleted, to keep the opt-out.',
    );
  });

  it('shows the most dangerous changes first, and the summary at the beginning and the end', () => {
    expect(text(rich())).toMatchInlineSnapshot(`
      "Plan: 1 stops being mailable, 1 to delete · 1 blocked, 4 opt-outs respected ·
        1 to create, 3 to update, 2 values to remove, 1,204 unchanged · 5 requests,
        about 3 s at 300/min

        + create, add · ~ update, change · - delete, remove · ! blocked, refused

      shop · Omnisend 2026-03-15 · http://127.0.0.1:4010/omnisend
        1,216 declared contacts, listed in 5 requests; the account has 1,203

        blocked (1)
        ! shop/carl@example.com  contacts.d/10-vip.yaml:12
            ! resubscribe
              channels.email.status  "unsubscribed" → "subscribed"
              the person opted out on 2026-05-01T00:00:00Z, and the manifest
              subscribes them again
              → if they have agreed again, add \`accounts.shop.resubscribe:
                with-consent\` and \`consent.source\`

        to delete (1)
        - shop/dora@example.com  contacts.d/10-vip.yaml:12
            PATCH /api/contacts/66f0c0ffee {"firstName":"Janet"}

        to unsubscribe (1)
        ~ shop/eve@example.com  contacts.d/10-vip.yaml:12
            ~ channels.email.status  "subscribed" → "unsubscribed"
            PATCH /api/contacts/66f0c0ffee {"firstName":"Janet"}

        with removals (1)
        ~ shop/bob@example.com  contacts.d/10-vip.yaml:12
            - lastName  "Doe" (unproven: the read-back will show)
            ~ tags      +vip -old
            PATCH /api/contacts/66f0c0ffee {"firstName":"Janet"}

        to create (1)
        + shop/anna@example.com  contacts.d/10-vip.yaml:12
            + email                            "anna@example.com"
            + tags                             "returning customer" vip
            + customProperties.age             33
            + customProperties.favoriteColors  [blue, green]
            PATCH /api/contacts/66f0c0ffee {"firstName":"Janet"}

        to update (1)
        ~ shop/fritz@example.com  contacts.d/10-vip.yaml:12
            ~ firstName             "F" → "Fritz"
            ~ customProperties.age  33  → 34
            ~ address               "1 Main Street, Westminster"
                                    → "221B Baker Street, Marylebone"
            + tags                  a b
            PATCH /api/contacts/66f0c0ffee {"firstName":"Janet"}

        touches 5 of 1,216 declared contacts; 0 become mailable, 1 stops being
          mailable
        may trigger: automations that start when a contact enters or leaves a
          segment
        4 opt-outs respected: shop/a, shop/b, shop/c and 1 more
        2 contacts not at the vendor, skipped (\`onMissing: skip\`)
        shop: userId, lists do not apply, 412 contacts; group does not apply, 1
          contact
        changed-since-base: no longer declared, and left as it is because it was
          changed at the vendor since the base: city, customProperties.age of 4
          contacts (contacts.d/people.yaml:1, contacts.d/people.yaml:2,
          contacts.d/people.yaml:3 and 1 more)
        no-longer-declared: the base declares it, the manifests no longer do, and it
          is left as it is: shop/eve, shop/fay

      Plan: 1 stops being mailable, 1 to delete · 1 blocked, 4 opt-outs respected ·
        1 to create, 3 to update, 2 values to remove, 1,204 unchanged · 5 requests,
        about 3 s at 300/min
      "
    `);
  });

  it('shows refusals and failed reads first, and never says that there are no changes', () => {
    const accounts = [
      anAccount({
        unchanged: 0,
        refusals: [
          {
            rule: 'min-contacts',
            args: { listed: 3, limit: 10 },
          },
        ],
      }),
      anAccount({
        account: 'app',
        provider: 'loops',
        dialect: 'loops@v1',
        origin: 'https://app.loops.so',
        reading: { strategy: 'look-up', requests: 7 },
        declared: 4,
        unchanged: 0,
        complete: false,
        failures: [
          {
            keys: ['app/a', 'app/b', 'app/c', 'app/d'],
            code: 'server',
            args: aRefusal('no JSON', { account: 'app', status: 502 }).args,
          },
        ],
      }),
      anAccount({
        account: 'news',
        provider: 'envoke',
        dialect: 'envoke@v1',
        origin: 'sandbox:news',
        reading: { strategy: 'none', requests: 0 },
        declared: 0,
        unchanged: 0,
        complete: false,
        failures: [{ code: 'refused', args: aTimeout('connection refused').args }],
      }),
    ];
    expect(text(aPlan({ accounts }))).toMatchInlineSnapshot(`
      "Plan: no requests · incomplete: app, news · refused: shop

      shop · Omnisend 2026-03-15
        1,216 declared contacts, listed in 5 requests; the account has 1,203

        ! refused: min-contacts
          the vendor listed 3 contacts, fewer than the 10 of \`limits.minContacts\`
          → check that this is the right account; if it is, plan with
            \`--min-contacts\`, or lower \`limits.minContacts\` of the account

      app · Loops v1
        4 declared contacts, looked up in 7 requests

        ! could not read 4 contacts: app/a, app/b, app/c and 1 more
          app: GET /api/contacts: 502 server: no JSON
          → the vendor had an internal error: run again later

      news · Envoke v1 · sandbox:news
        not read

        ! could not read the account
          shop: connection refused
          → check \`baseUrl\`, the network, and what the message names

      Plan: no requests · incomplete: app, news · refused: shop
      "
    `);
  });

  it('has a section for each account', () => {
    const accounts = [
      anAccount({ account: 'a', requests: 1, estimatedSeconds: 1, declared: 1, unchanged: 0 }),
      anAccount({ account: 'b', requests: 1, estimatedSeconds: 9000, rate: '10/s', declared: 1, unchanged: 0 }),
    ];
    const changes = [aChange({ id: 'c1', account: 'a' }), aChange({ id: 'c2', account: 'b' })];
    const lines = text(aPlan({ accounts, changes })).split('\n');
    expect(lines[0]).toBe("Plan: 2 to update · 2 requests, about 2 h 30 min at the accounts' rates");
    expect(lines.indexOf('a · Omnisend 2026-03-15')).toBeLessThan(
      lines.indexOf('  ~ a/jane@example.com  contacts.d/10-vip.yaml:12'),
    );
    expect(lines.indexOf('  ~ a/jane@example.com  contacts.d/10-vip.yaml:12')).toBeLessThan(
      lines.indexOf('b · Omnisend 2026-03-15'),
    );
  });

  it('stays within the width wherever a line can be broken', () => {
    for (const width of [70, 80, 120]) {
      const longest = Math.max(
        ...renderPlanText(rich(), { color: false, width })
          .split('\n')
          .map((line) => line.length),
      );
      expect(longest).toBeLessThanOrEqual(width);
    }
  });

  it('cuts a very long value and states its length', () => {
    const change = aChange({
      differences: [{ path: ['address'], op: 'add', before: null, after: 'x'.repeat(10_000) }],
    });
    expect(text(aPlan({ changes: [change] }))).toContain(`"${'x'.repeat(200)}…" (10,000 characters)`);
  });

  it('adds only colours if asked to, whatever the environment says', () => {
    const colored = renderPlanText(rich(), { color: true, width: 80 });
    expect(colored).toContain('\u001b[31m! resubscribe\u001b[39m');
    expect(colored).toContain('\u001b[32m+vip\u001b[39m \u001b[31m-old\u001b[39m');
    expect(stripVTControlCharacters(colored)).toBe(text(rich()));
    expect(text(rich())).not.toContain('\u001b');
  });
});
