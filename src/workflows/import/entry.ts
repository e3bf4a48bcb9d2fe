// Turns a live contact into the entry of a manifest, or says why it cannot. Pure.
//
//   live status            live opted out    entry
//   subscribed             no                subscribed, with the live basis; not while the person has not confirmed
//   nonSubscribed          no                nonSubscribed
//   unsubscribed           yes               unsubscribed: it holds, whoever asks for a subscription later
//   nonSubscribed          yes               no entry: only the vendor can set such a status (expired, not understood)

import type { DesiredChannel } from '../../contact/consent.ts';
import { identifierKey, type LiveContact, type PropertyValue, vendorText } from '../../contact/contact.ts';
import { writtenEmail } from '../../contact/email.ts';
import { CHANNELS, type Channel, type SetField } from '../../contact/fields.ts';
import { hasInvisible, normaliseEmail } from '../../contact/normalise.ts';
import { looksLikeTemplate } from '../../contact/placeholder.ts';
import type { WrittenPart, WrittenParts } from '../../manifest/write/file.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import type { ExceptionCode, OmissionCode } from '../../render/words/imports.ts';
import type { TakenFields } from './selection.ts';

/** A value that is left out of a contact's entry. */
export interface Omission {
  /** The first part of its path: `phone`, `city`, `customProperties`. */
  readonly field: string;
  readonly code: OmissionCode;
}

/** The entry of a live contact. */
export interface Entry {
  readonly parts: WrittenParts;
  readonly omitted: readonly Omission[];
}

/** What decides how a live contact is written. */
export interface EntryContext {
  readonly capabilities: Capabilities;
  readonly fields: TakenFields;
  /** True if several live contacts of the account carry the identifier. */
  readonly isShared: (key: string) => boolean;
}

/** Returns the entry of a live contact, or why there is none. */
export function entryOf(live: LiveContact, context: EntryContext): Entry | { readonly exception: ExceptionCode } {
  const omitted: Omission[] = [];
  const identifiers = identifierParts(live, context, omitted);
  if (typeof identifiers === 'string') return { exception: identifiers };
  const channels = channelParts(live);
  if (channels === undefined) return { exception: 'vendor-status' };
  const values = valueParts(live, context).filter(({ path, value }) => {
    const isTemplate = isTemplateLike(value) || path.some(isTemplateLike);
    if (isTemplate) omitted.push({ field: path[0] ?? '', code: 'template-like' });
    return !isTemplate;
  });
  return { parts: [...identifiers, ...values, ...channels], omitted };
}

/** True for a placeholder of a template. A program that fills it in would change who or what the manifest means. */
function isTemplateLike(value: PropertyValue): boolean {
  return Array.isArray(value) ? value.some(looksLikeTemplate) : looksLikeTemplate(String(value));
}

function identifierParts(
  live: LiveContact,
  { capabilities, isShared }: EntryContext,
  omitted: Omission[],
): WrittenParts | ExceptionCode {
  const { userId, emails, phones } = live;
  const all = (
    [
      ['userId', userId],
      ['email', emails[0]],
      ['phone', phones[0]],
    ] as const
  ).flatMap(([kind, value]) => (value === undefined || !capabilities.fields[kind].has ? [] : [{ kind, value }]));
  const lookUp: readonly string[] = capabilities.identity.lookUp;
  const isEnough = (parts: typeof all): boolean => parts.some(({ kind }) => lookUp.includes(kind));
  if (!isEnough(all)) return 'no-identifier';
  const own = all.filter((identifier) => !isShared(identifierKey(identifier)));
  if (!isEnough(own)) return 'shared-identifier';
  const readable = own.filter(({ value }) => !isTemplateLike(value));
  if (!isEnough(readable)) return 'template-like';
  for (const { kind } of all.filter((identifier) => !own.includes(identifier)))
    omitted.push({ field: kind, code: 'shared' });
  for (const { kind } of own.filter((identifier) => !readable.includes(identifier)))
    omitted.push({ field: kind, code: 'template-like' });
  return readable.map(({ kind, value }) => ({ path: [kind], value: textToDeclare(kind, value, live, capabilities) }));
}

/**
 * Returns the text to declare: the vendor's own text if a manifest may contain it and it means the same, otherwise the normal
 * form.
 */
function textToDeclare(
  kind: 'userId' | 'email' | 'phone',
  value: string,
  live: LiveContact,
  { identity }: Capabilities,
): string {
  const own = vendorText(live, value).trim();
  if (kind === 'userId' || hasInvisible(own)) return value;
  if (kind === 'phone') return identity.phonesByDigits ? own : value;
  const written = writtenEmail(own);
  return /\s/.test(written) || written.endsWith('.') || normaliseEmail(written) !== value ? value : written;
}

/** Returns the statuses; undefined if one of them cannot be declared. */
function channelParts({ channels }: LiveContact): WrittenParts | undefined {
  const parts: WrittenPart[] = [];
  for (const channel of CHANNELS) {
    const now = channels[channel];
    if (now === undefined) continue;
    if (now.optedOut && now.status !== 'unsubscribed') return undefined;
    // Only the person can confirm the subscription, so the channel stays unmanaged.
    if (now.cause === 'pending' && now.status === 'subscribed') continue;
    parts.push(...statusParts(channel, now));
  }
  return parts;
}

function statusParts(channel: Channel, { status, basis }: Pick<DesiredChannel, 'status' | 'basis'>): WrittenParts {
  if (status !== 'subscribed' || basis === undefined) return [{ path: ['channels', channel], value: status }];
  return [
    { path: ['channels', channel, 'status'], value: status },
    { path: ['channels', channel, 'basis'], value: basis },
  ];
}

function valueParts(live: LiveContact, { capabilities, fields }: EntryContext): WrittenParts {
  const scalars = fields.scalars.flatMap((name) => {
    const value = live.scalars[name];
    const support = capabilities.fields[name];
    const winner = support.has ? support.yieldsTo : undefined;
    // Two fields may share a place at the vendor: then only the field that wins is declared.
    const yields = fields.scalars.some((other) => other === winner && live.scalars[other] !== undefined);
    return value === undefined || yields ? [] : [{ path: [name], value }];
  });
  const sets = [...fields.sets].flatMap(([field, form]) => setParts(field, form, live.sets[field]));
  return [...scalars, ...sets, ...propertyParts(live, fields)];
}

function setParts(field: SetField, form: 'map' | 'list', members: readonly string[] | undefined): WrittenParts {
  if (members === undefined || members.length === 0) return [];
  if (form === 'list') return [{ path: [field], value: members }];
  return members.map((name) => ({ path: [field, name], value: true }));
}

function propertyParts({ customProperties }: LiveContact, fields: TakenFields): WrittenParts {
  const { customProperties: taken } = fields;
  return Object.keys(customProperties)
    .filter((name) => taken === 'all' || taken.has(name))
    .sort()
    .flatMap((name) => {
      const value = customProperties[name];
      return value === undefined ? [] : [{ path: ['customProperties', name], value }];
    });
}
