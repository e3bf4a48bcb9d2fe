// Checks the consent rules on the request bodies of random contacts, for every dialect: nobody who opted out is subscribed without
// the account's permission and newer consent, and no request contains a status that does not change, except beside evidence of consent.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelConsent, DesiredChannel } from '../../../src/contact/consent.ts';
import { BASES } from '../../../src/contact/consent.ts';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import type { Channel } from '../../../src/contact/fields.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import { decide } from '../../../src/plan/decide.ts';
import type { Capabilities } from '../../../src/providers/capabilities.ts';
import { DIALECTS, type DialectName, providerOf } from '../../../src/providers/table.ts';
import { mayResubscribe, type SentStatus, statusesIn } from '../sent-statuses.ts';
import { AFTER, account, BEFORE, desired, live, OPTED_OUT_ON } from '../subject.ts';

const date = fc.constantFrom(BEFORE, OPTED_OUT_ON, AFTER, undefined);
/** Evidence of consent that is mostly complete, so that resubscriptions do occur. */
const evidence = fc
  .record({
    source: fc.constantFrom('form', 'form', 'form', undefined),
    createdAt: fc.constantFrom(AFTER, AFTER, OPTED_OUT_ON, BEFORE, undefined),
    supersedesOptOut: fc.constantFrom(true, true, false, undefined),
  })
  .map(clean);
const consents: fc.Arbitrary<ChannelConsent> = fc
  .constantFrom(
    { status: 'subscribed', optedOut: false } as const,
    { status: 'nonSubscribed', optedOut: false } as const,
    { status: 'nonSubscribed', optedOut: true } as const,
    { status: 'unsubscribed', optedOut: true } as const,
  )
  .chain((status) =>
    fc.constantFrom(OPTED_OUT_ON, 'unknown').map((since) => ({
      ...status,
      since,
      cause: status.optedOut ? ('person' as const) : ('none' as const),
      word: 'drawn',
    })),
  );

function claims({ channels }: Capabilities, channel: Channel): fc.Arbitrary<DesiredChannel | undefined> {
  const statuses = channels[channel]?.statuses;
  if (statuses === undefined) return fc.constant(undefined);
  const claim = fc.record({
    status: fc.constantFrom(...statuses),
    statusChangedAt: date,
    consent: fc.option(evidence, { nil: undefined }),
  });
  return fc.option(
    fc.tuple(claim, fc.constantFrom(...BASES)).map(([drawn, basis]) => clean({ ...drawn, basis }) as DesiredChannel),
    { nil: undefined },
  );
}

type Clean<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function clean<T extends object>(value: T): Clean<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Clean<T>;
}

const EMAILS = ['jane@example.com', 'j@example.com'];
const PHONES = ['+37060000001', '+37060000002'];
const USER_IDS = ['u1', 'u2'];

interface World {
  readonly person: DesiredContact;
  readonly contact: LiveContact | undefined;
  readonly at: Account;
}

function world(dialect: DialectName): fc.Arbitrary<World> {
  const { capabilities } = account(dialect);
  const has = (name: 'phone' | 'userId' | 'id'): boolean => capabilities.fields[name].has;
  const maybe = <T>(values: readonly T[], wanted = true) =>
    wanted ? fc.option(fc.constantFrom(...values), { nil: undefined }) : fc.constant(undefined);
  const person = fc
    .record({
      email: fc.constantFrom(...EMAILS),
      phone: maybe(PHONES, has('phone')),
      userId: maybe(USER_IDS, has('userId')),
      previously: maybe(EMAILS),
      emailClaim: claims(capabilities, 'email'),
      sms: claims(capabilities, 'sms'),
      protect: fc.boolean(),
    })
    .map(({ email, phone, userId, previously, emailClaim, sms, protect }) =>
      desired({
        identifiers: clean({ email, phone, userId }),
        ...(previously === undefined || previously === email ? {} : { previously: { email: previously } }),
        channels: clean({ email: emailClaim, sms }),
        protect,
      }),
    );
  const contact = fc
    .record({
      emails: fc.uniqueArray(fc.constantFrom(...EMAILS), {
        minLength: 1,
        maxLength: dialect.startsWith('omnisend') ? 2 : 1,
      }),
      phones: fc.uniqueArray(fc.constantFrom(...PHONES), { maxLength: has('phone') ? 2 : 0 }),
      userId: maybe(USER_IDS, has('userId')),
      email: consents,
      sms: fc.option(consents, { nil: undefined }),
    })
    .map(({ emails, phones, userId, email, sms }) => {
      const channels = clean({ email, sms: phones.length > 0 ? sms : undefined });
      const { id: _, ...bare } = live({ emails, phones, channels, ...clean({ userId }) });
      return has('id') ? { id: 'v1', ...bare } : bare;
    });
  const at = fc
    .record({ resubscribe: fc.constantFrom('never', 'with-consent'), backfillConsent: fc.boolean() })
    .map((settings) => account(dialect, settings));
  return fc.record({ person, contact: fc.option(contact, { nil: undefined, freq: 8 }), at });
}

describe.each(Object.keys(DIALECTS) as DialectName[])('%s', (dialect) => {
  const send = ({ person, contact, at }: World): readonly SentStatus[] => {
    const decision = decide({ desired: person }, contact, at);
    if (decision.kind !== 'change' || decision.differences.length === 0) return [];
    const draft = {
      id: 'c1',
      action: decision.action,
      desired: person,
      differences: decision.differences,
      ...(contact === undefined ? {} : { live: contact }),
    };
    return providerOf(dialect)
      .requests.plan([draft], { keyField: at.keyField })
      .flatMap(({ body }) => statusesIn(body));
  };

  test('nobody who opted out is subscribed without permission and newer consent', () => {
    fc.assert(
      fc.property(world(dialect), (drawn) => {
        for (const { channel, status } of send(drawn)) {
          const now = drawn.contact?.channels[channel];
          if (status !== 'subscribed' || now?.optedOut !== true) continue;
          expect(mayResubscribe(drawn.person, channel, now, drawn.at)).toBe(true);
          // Under another address than that of the opt-out, nobody is resubscribed at all.
          const addresses = channel === 'email' ? drawn.contact?.emails : drawn.contact?.phones;
          expect(addresses?.[0]).toBe(
            channel === 'email' ? drawn.person.identifiers.email : (drawn.person.identifiers.phone ?? addresses?.[0]),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('the test covers permitted resubscriptions', () => {
    const lifts = fc
      .sample(world(dialect), { numRuns: 4000, seed: 1 })
      .filter((drawn) =>
        send(drawn).some(
          ({ channel, status }) => status === 'subscribed' && drawn.contact?.channels[channel]?.optedOut,
        ),
      );
    expect(lifts.length).toBeGreaterThan(5);
  });

  test('nobody is subscribed unless the manifest declares it', () => {
    fc.assert(
      fc.property(world(dialect), (drawn) => {
        for (const { channel, status } of send(drawn)) {
          if (status === 'subscribed') expect(drawn.person.channels[channel]?.status).toBe('subscribed');
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('no status is sent to a contact that has it already', () => {
    fc.assert(
      fc.property(world(dialect), (drawn) => {
        const { contact } = drawn;
        if (contact === undefined) return;
        for (const { channel, address, status, isBesideEvidence } of send(drawn)) {
          const addresses = channel === 'email' ? contact.emails : contact.phones;
          // The one exception (docs/semantics.md#evidence-and-dates): evidence of a subscription that the vendor has.
          if (isBesideEvidence) {
            expect(drawn.at.backfillConsent).toBe(true);
            expect(contact.channels[channel]).toMatchObject({ status: 'subscribed', optedOut: false });
            expect(drawn.person.channels[channel]?.status).toBe('subscribed');
            continue;
          }
          // An identifier that is added needs a status in the request, and has none at the vendor yet.
          if (address !== undefined && !addresses.includes(address)) continue;
          expect(contact.channels[channel]?.status ?? 'nonSubscribed').not.toBe(status);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
