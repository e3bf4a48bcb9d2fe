// What a comparison with the base says in the plan, in sentences without personal values.

import type { Account } from '../manifest/configuration.ts';

export function accountGone(name: string, count: number): string {
  return `account ${name} is no longer declared: its ${people(count)} left alone`;
}

export function anotherVendor({ name, capabilities }: Account, count: number): string {
  return `${name}: the base has an account of another vendor under this name, and this one is ${capabilities.label}: its ${people(count)} left alone`;
}

/** @param field declared in the base, and now no longer, for that many contacts */
export function notCleared({ name, capabilities }: Account, field: string, count: number): string {
  return `${name}: ${field}, no longer declared for ${count} ${count === 1 ? 'contact' : 'contacts'}, stays as it is: ${capabilities.label} cannot clear it`;
}

export function nowAnothers({ name }: Account, count: number): string {
  return `${name}: ${people(count)} left alone, as what the base knows them by is declared for others now`;
}

function people(count: number): string {
  return count === 1 ? '1 contact is' : `${count} contacts are`;
}
