import { BASES, STATUSES } from '../../contact/consent.ts';
import { described, type Schema, TEXT_TYPES, text } from './parts.ts';

/**
 * Builds the schema of `channels`.
 *
 * @param definition name of the definition that describes one channel
 */
export function channels(definition: string): Schema {
  const channel = { $ref: `#/definitions/${definition}` };
  return {
    ...described('Channels', 'Subscription status by channel, with the evidence of consent.'),
    examples: [{ email: 'unsubscribed' }],
    type: 'object',
    additionalProperties: false,
    properties: { email: channel, sms: channel },
  };
}

/**
 * Builds the schema of one channel.
 *
 * @param inDefaults true for the defaults of a file, which cannot declare `subscribed` or evidence of consent
 */
export function channelSchema(inDefaults: boolean): Schema {
  const statuses = STATUSES.filter((status) => !(inDefaults && status === 'subscribed'));
  const status = {
    ...described('Status', 'A live opt-out always wins over subscribed, unless newer consent is declared.'),
    examples: [...statuses],
    enum: [...statuses],
  };
  return {
    ...described('Channel', 'A status, or a mapping with the status and its evidence.'),
    examples: [statuses[0] ?? '', { status: statuses[0] ?? '' }],
    type: ['string', 'object'],
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { enum: [...statuses] },
    additionalProperties: false,
    properties: {
      status,
      statusChangedAt: date('Status changed at', 'When the status took effect.'),
      basis: { ...described('Basis', 'The legal basis of a subscription.'), examples: ['express'], enum: [...BASES] },
      ...(inDefaults ? {} : { consent: consentSchema() }),
    },
  };
}

function consentSchema(): Schema {
  return {
    ...described('Consent', 'Evidence that this person gave consent.'),
    examples: [{ source: 'checkout form', createdAt: '2024-01-01T00:00:00Z', ip: '192.0.2.1' }],
    type: 'object',
    additionalProperties: false,
    properties: {
      source: { ...text('Source', 'Where consent was given.', 'checkout form'), type: TEXT_TYPES, minLength: 1 },
      createdAt: date('Created at', 'When consent was given.'),
      ip: {
        ...text('IP address', 'The IP address from which consent was given.', '192.0.2.1'),
        type: 'string',
        minLength: 1,
      },
      userAgent: {
        ...text('User agent', 'The browser in which consent was given.', 'Mozilla/5.0'),
        type: TEXT_TYPES,
        minLength: 1,
      },
      supersedesOptOut: {
        ...described(
          'Supersedes opt-out',
          'Declares that this consent is newer than an opt-out for which the vendor has no date. Allows one resubscription: has no effect if it was applied before, or if this consent is older than what was applied last.',
        ),
        examples: [true],
        type: 'boolean',
      },
    },
  };
}

function date(title: string, description: string): Schema {
  return { ...text(title, description, '2024-01-01T00:00:00Z'), type: 'string', minLength: 1 };
}
