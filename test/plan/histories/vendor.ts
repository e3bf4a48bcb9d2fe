// A minimal vendor: contacts in memory, the changes that people make to them, and the effect of a plan's differences.

import type { Cause, ChannelConsent, Status } from '../../../src/contact/consent.ts';
import type { LiveContact, PropertyValue } from '../../../src/contact/contact.ts';
import type { Difference } from '../../../src/contact/difference.ts';
import type { Channel, ScalarField, SetField } from '../../../src/contact/fields.ts';
import type { Plan } from '../../../src/plan/document.ts';
import type { Capabilities } from '../../../src/providers/capabilities.ts';
import { dayOf, emailOf, PEOPLE, type Person, phoneOf, type Step, setOf } from './history.ts';

export type Contacts = ReadonlyMap<string, LiveContact>;

export function idOf(email: string): string {
  return `id-${email.slice(0, 3)}`;
}

function newcomer(email: string, { fields, channels }: Capabilities): LiveContact {
  const person = PEOPLE.find((name) => emailOf(name) === email);
  const phones = channels.sms === undefined || person === undefined ? [] : [phoneOf(person)];
  const bare = { emails: [email], phones, scalars: {}, sets: {}, customProperties: {}, channels: {} };
  return fields.id.has ? { id: idOf(email), ...bare } : bare;
}

/** Only Omnisend dates a change of status. */
function consent(
  status: Status,
  optedOut: boolean,
  { provider }: Capabilities,
  tick: number,
  cause: Cause = optedOut ? 'person' : 'none',
): ChannelConsent {
  return { status, optedOut, since: provider === 'omnisend' ? dayOf(tick) : 'unknown', cause, word: 'model' };
}

type Happening = Exclude<Step, { readonly kind: 'commit' | 'revert' | 'plan' }>;

export function happen(contacts: Contacts, step: Happening, capabilities: Capabilities, tick: number): Contacts {
  const email = emailOf(step.person satisfies Person);
  const others = new Map(contacts);
  if (step.kind === 'vanish') {
    others.delete(email);
    return others;
  }
  const live = contacts.get(email) ?? newcomer(email, capabilities);
  return others.set(email, { ...live, ...after(live, step, capabilities, tick) });
}

function after(
  live: LiveContact,
  step: Exclude<Happening, { readonly kind: 'vanish' }>,
  capabilities: Capabilities,
  tick: number,
): Partial<LiveContact> {
  const said = (channel: Channel, status: Status, optedOut: boolean, cause?: Cause): Pick<LiveContact, 'channels'> => ({
    channels: { ...live.channels, [channel]: consent(status, optedOut, capabilities, tick, cause) },
  });
  switch (step.kind) {
    case 'leave':
      return said(step.channel, 'unsubscribed', true);
    case 'join':
      return said(step.channel, 'subscribed', false);
    case 'expire':
      return capabilities.provider === 'envoke' ? said(step.channel, 'nonSubscribed', true) : {};
    case 'complain':
      return capabilities.provider === 'envoke' ? said(step.channel, 'unsubscribed', true, 'complaint') : {};
    case 'decline':
      return capabilities.provider === 'loops' ? said(step.channel, 'unsubscribed', true, 'rejected') : {};
    case 'await':
      return capabilities.provider === 'loops' ? said(step.channel, 'unsubscribed', true, 'pending') : {};
    case 'reset':
      return capabilities.provider === 'loops' ? {} : said(step.channel, 'nonSubscribed', false);
    case 'edit': {
      const field = setOf(capabilities);
      return {
        scalars: { ...live.scalars, firstName: step.name },
        sets: { [field]: withMember(live.sets[field], step.member, true) },
        customProperties: { ...live.customProperties, shade: step.name, size: step.name },
      };
    }
  }
}

function withMember(members: readonly string[] = [], member: string, isIn: boolean): readonly string[] {
  return [...members.filter((other) => other !== member), ...(isIn ? [member] : [])].sort();
}

export function carryOut(contacts: Contacts, plan: Plan, capabilities: Capabilities, tick: number): Contacts {
  const result = new Map(contacts);
  for (const { action, key, differences, requests } of plan.changes) {
    const email = key.slice(key.indexOf('/') + 1);
    if (requests.length === 0) continue;
    if (action === 'delete') result.delete(email);
    else {
      const live = result.get(email) ?? newcomer(email, capabilities);
      result.set(
        email,
        differences.reduce((contact, change) => carried(contact, change, capabilities, tick), live),
      );
    }
  }
  return result;
}

function carried(
  live: LiveContact,
  { path, after }: Difference,
  capabilities: Capabilities,
  tick: number,
): LiveContact {
  const [field = '', name = ''] = path;
  switch (field) {
    case 'email':
    case 'phone':
      return live;
    case 'channels': {
      const status = String(after) as Status;
      const now = consent(status, status === 'unsubscribed', capabilities, tick);
      return { ...live, channels: { ...live.channels, [name]: now } };
    }
    case 'customProperties':
      return { ...live, customProperties: withValue(live.customProperties, name, after as PropertyValue | null) };
    case 'tags':
    case 'lists':
    case 'autoresponders':
      return { ...live, sets: { ...live.sets, [field]: membersAfter(live.sets[field], path, after) } };
    default:
      return { ...live, scalars: withValue(live.scalars, field as ScalarField, after as string | null) };
  }
}

function membersAfter(
  members: LiveContact['sets'][SetField],
  [, member]: Difference['path'],
  after: Difference['after'],
): readonly string[] {
  if (member !== undefined) return withMember(members, member, after === true);
  return Array.isArray(after) ? after : [];
}

function withValue<T>(values: Readonly<Record<string, T>>, name: string, value: T | null): Record<string, T> {
  const others = Object.entries(values).filter(([other]) => other !== name);
  return Object.fromEntries(value === null ? others : [...others, [name, value] as const]);
}
