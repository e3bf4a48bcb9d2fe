// Reads the consent in a request body from the vendors' own names, and implements a second time who may be resubscribed. Shares no
// code with the modules under test.

import type { ChannelConsent } from '../../src/contact/consent.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import { CHANNELS, type Channel } from '../../src/contact/fields.ts';
import type { Account } from '../../src/manifest/configuration.ts';

export interface SentStatus {
  readonly channel: Channel;
  readonly address: string | undefined;
  readonly status: string;
  /** It is there because the vendor demands it beside evidence of consent, and is older than every other. */
  readonly isBesideEvidence?: true;
}

/** Returns every status in the body of a request to any vendor. */
export function statusesIn(body: unknown): readonly SentStatus[] {
  if (Array.isArray(body)) return body.flatMap(statusesIn);
  if (typeof body !== 'object' || body === null) return [];
  const { identifiers, items, subscribed, consent_status: envoke } = body as Record<string, unknown>;
  const omnisend = (Array.isArray(identifiers) ? identifiers : []).flatMap(({ id, channels, consent }) =>
    CHANNELS.flatMap((channel): readonly SentStatus[] => {
      const sent = channels?.[channel];
      if (!sent) return [];
      const date = sent.statusChangedAt ?? sent.statusDate ?? '';
      const isBesideEvidence = consent !== undefined && String(date).startsWith('1970-01-01');
      const { status } = sent;
      return [
        { channel, address: String(id), status: String(status), ...(isBesideEvidence ? { isBesideEvidence } : {}) },
      ];
    }),
  );
  const loops =
    typeof subscribed === 'boolean'
      ? [{ channel: 'email' as const, address: undefined, status: subscribed ? 'subscribed' : 'unsubscribed' }]
      : [];
  const own =
    typeof envoke === 'string'
      ? [
          {
            channel: 'email' as const,
            address: undefined,
            status: /^(express|implied)/i.test(envoke)
              ? 'subscribed'
              : envoke === 'Revoked'
                ? 'unsubscribed'
                : 'nonSubscribed',
          },
        ]
      : [];
  return [...omnisend, ...loops, ...own, ...statusesIn(items)];
}

/** True if the account and the declared consent allow resubscribing the channel. */
export function mayResubscribe(
  { channels }: DesiredContact,
  channel: Channel,
  now: ChannelConsent,
  { resubscribe }: Account,
  appliedAt?: string,
): boolean {
  const { statusChangedAt, consent } = channels[channel] ?? {};
  const { source, createdAt, supersedesOptOut } = consent ?? {};
  if (resubscribe !== 'with-consent' || source === undefined || createdAt === undefined) return false;
  if (now.since !== 'unknown') return Date.parse(createdAt) > Date.parse(now.since);
  // A claim is valid once: one that was applied before, or that is older than the last apply, is outdated.
  const made = [createdAt, statusChangedAt ?? createdAt].map((date) => Date.parse(date));
  return supersedesOptOut === true && made.some((date) => date > Date.parse(appliedAt ?? '1970-01-01'));
}
