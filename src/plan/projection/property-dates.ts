// Properties that the account says are dates (docs/semantics.md#dates-and-numbers): compared as instants, and written as the vendor writes them.

import type { DesiredContact, LiveContact, PropertyValue } from '../../contact/contact.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { PropertySupport } from '../../providers/capabilities.ts';
import type { AccountSchema } from '../../providers/contract.ts';

/**
 * The contact with its dates as the vendor spells them: where live means the same, in live's own words, so that they are equal.
 * What is no date stays as it is, and is refused elsewhere.
 */
export function withDates(
  desired: DesiredContact,
  live: LiveContact | undefined,
  { properties }: AccountSchema,
  { dates }: PropertySupport,
): DesiredContact {
  const { customProperties, dropped } = desired;
  const isDate = (name: string): boolean => properties?.get(name) === 'date';
  const names = [...Object.keys(customProperties), ...Object.keys(dropped?.customProperties ?? {})];
  if (dates === undefined || !names.some(isDate)) return desired;
  const spelt = <T extends PropertyValue | null>(values: Readonly<Record<string, T>>): Readonly<Record<string, T>> => {
    const entries = Object.entries(values).map(([name, value]) => {
      const now = live !== undefined && Object.hasOwn(live.customProperties, name) ? live.customProperties[name] : null;
      return [name, isDate(name) && value !== null ? spell(value, now ?? null, dates) : value] as const;
    });
    return Object.fromEntries(entries) as Readonly<Record<string, T>>;
  };
  return {
    ...desired,
    customProperties: spelt(customProperties),
    ...(dropped === undefined ? {} : { dropped: { ...dropped, customProperties: spelt(dropped.customProperties) } }),
  };
}

type Form = NonNullable<PropertySupport['dates']>;

function spell(value: PropertyValue, live: PropertyValue | null, form: Form): PropertyValue {
  const wanted = format(value, form);
  if (wanted === undefined) return value;
  return live !== null && format(live, form) === wanted ? live : wanted;
}

/** Milliseconds are taken for a number; seconds would be a day in 1970, and are no date here. No date is later than the last. */
const FIRST_MILLISECONDS = 1e11;
const LAST_MILLISECONDS = 8.64e15;

function format(value: PropertyValue, form: Form): string | undefined {
  const instant = instantOf(value);
  if (instant === undefined || form === 'instant') return instant;
  return instant.slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
}

/** `2024-01-17T10:21:11.000Z` */
function instantOf(value: PropertyValue): string | undefined {
  if (typeof value === 'number') {
    return value < FIRST_MILLISECONDS || value > LAST_MILLISECONDS ? undefined : new Date(value).toISOString();
  }
  const instant = typeof value === 'string' ? normaliseInstant(value) : undefined;
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
