// Sentences about the comparison with the base, for the plan. Without personal values.

import type { Account } from '../manifest/configuration.ts';

/** The base's account is no longer declared; `count` contacts were declared there. */
export function accountGone(name: string, count: number): string {
  return `account ${name} is no longer declared: its ${people(count)} left alone`;
}

/** The account's name belonged to another vendor in the base; `count` contacts were declared there. */
export function anotherVendor({ name, capabilities }: Account, count: number): string {
  return `${name}: the base has an account of another vendor under this name, and this one is ${capabilities.label}: its ${people(count)} left alone`;
}

/** A field is no longer declared for `count` contacts, and the vendor cannot clear it. */
export function notCleared({ name, capabilities }: Account, field: string, count: number): string {
  return `${name}: ${field}, no longer declared for ${count} ${count === 1 ? 'contact' : 'contacts'}, stays as it is: ${capabilities.label} cannot clear it`;
}

/** The identifiers of `count` contacts of the base are now declared for other contacts. */
export function identifiersReused({ name }: Account, count: number): string {
  return `${name}: ${people(count)} left alone, because the identifiers that the base declared for them now belong to others`;
}

function people(count: number): string {
  return count === 1 ? '1 contact is' : `${count} contacts are`;
}
