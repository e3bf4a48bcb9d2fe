// A vendor in a few lines: contacts in memory, what people do there, and what a plan's differences do to them.

import type { ChannelConsent, Status } from '../../../src/contact/consent.ts';
import type { LiveContact, PropertyValue } from '../../../src/contact/contact.ts';
import type { Difference } from '../../../src/contact/difference.ts';
import type { ScalarField, SetField } from '../../../src/contact/fields.ts';
import type { Plan } from '../../../src/plan/document.ts';
import type { Capabilities } from '../../../src/providers/capabilities.ts';
import { dayOf, emailOf, type Person, type Step, setOf } from './history.ts';

export type Contacts = ReadonlyMap<string, LiveContact>;

export function idOf(email: string): string {
  return `id-${email.slice(0, 3)}`;
}

function newcomer(email: string, { fields }: Capabilities): LiveContact {
  const bare = { emails: [email], phones: [], scalars: {}, sets: {}, customProperties: {}, channels: {} };
  return fields.id.has ? { id: idOf(email), ...bare } : bare;
}

/** Only Omnisend says since when. */
function consent(status: Status, optedOut: boolean, { provider }: Capabilities, tick: number): ChannelConsent {
  return { status, optedOut, since: provider === 'omnisend' ? dayOf(tick) : 'unknown', cause: 'model' };
}

type Happening = Exclude<Step, { readonly kind: 'commit' | 'revert' | 'plan' }>;

export function happen(contacts: Contacts, step: Happening, capabilities: Capabilities, tick: number): Contacts {
  const email = emailOf(step.person satisfies Person);
  const live = contacts.get(email) ?? newcomer(email, capabilities);
  return new Map(contacts).set(email, { ...live, ...after(live, step, capabilities, tick) });
}

function after(live: LiveContact, step: Happening, capabilities: Capabilities, tick: number): Partial<LiveContact> {
  switch (step.kind) {
    case 'leave':
      return { channels: { email: consent('unsubscribed', true, capabilities, tick) } };
    case 'join':
      return { channels: { email: consent('subscribed', false, capabilities, tick) } };
    case 'expire':
      return capabilities.provider === 'envoke'
        ? { channels: { email: consent('nonSubscribed', true, capabilities, tick) } }
        : {};
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
      return live;
    case 'channels': {
      const status = String(after) as Status;
      return { ...live, channels: { email: consent(status, status === 'unsubscribed', capabilities, tick) } };
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
