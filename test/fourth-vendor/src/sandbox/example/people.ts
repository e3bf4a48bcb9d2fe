// The people of an account at Example as the sandbox keeps them. Source: docs.example.com/people, read 2026-11-28.

import type { JsonObject } from '../json.ts';
import { sampleEmail } from '../sample-people.ts';
import { listAt, nameAt, objectAt, oneOfAt, refuseUnknown, textOrNullAt } from '../state-values.ts';
import { addOrLeaveOut, type OnInvalid } from '../vendor.ts';

const STATUSES = ['subscribed', 'none', 'left'] as const;

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly status: (typeof STATUSES)[number];
}

/** The people of an account by their id, in the order in which they came. */
export type People = Map<string, Person>;

/**
 * @param state `{contacts: […]}`, as every vendor's state has them, or undefined for an empty account
 * @param onInvalid called for people who are not valid, and are then left out
 * @throws StateError
 */
export function peopleFrom(state: unknown, onInvalid?: OnInvalid): People {
  const { contacts, ...rest } = objectAt(state ?? {}, 'state');
  refuseUnknown(rest, '');
  const people: People = new Map();
  for (const [index, person] of listAt(contacts, 'contacts').entries()) {
    addOrLeaveOut(() => {
      const read = personFrom(objectAt(person, `contacts[${index}]`), `contacts[${index}]`);
      people.set(read.id, read);
    }, onInvalid);
  }
  return people;
}

function personFrom({ id, email, first_name, last_name, status, ...rest }: JsonObject, at: string): Person {
  refuseUnknown(rest, `${at}.`);
  return {
    id: nameAt(id, `${at}.id`),
    email: nameAt(email, `${at}.email`),
    first_name: textOrNullAt(first_name, `${at}.first_name`),
    last_name: textOrNullAt(last_name, `${at}.last_name`),
    status: oneOfAt(status ?? 'none', `${at}.status`, STATUSES),
  };
}

export function byEmail(people: People, email: string): Person | undefined {
  return [...people.values()].find((person) => person.email === email.toLowerCase());
}

export function nextId(people: People): string {
  return `p${people.size + 1}`;
}

/** Adds people 1 … count who are not there yet. */
export function fillPeople(people: People, count: number): void {
  for (let n = 1; n <= count; n += 1) {
    const email = sampleEmail(n);
    const id = nextId(people);
    if (byEmail(people, email) === undefined) {
      people.set(id, { id, email, first_name: 'Ada', last_name: 'Doe', status: 'subscribed' });
    }
  }
}

/** @returns undefined where a member of the body is not the vendor's, or has another type */
export function changesIn(body: JsonObject): Partial<Person> | undefined {
  const { email, first_name, last_name, status, ...rest } = body;
  const isValid =
    Object.keys(rest).length === 0 &&
    (email === undefined || typeof email === 'string') &&
    [first_name, last_name].every((value) => value === undefined || value === null || typeof value === 'string') &&
    (status === undefined || STATUSES.some((known) => known === status));
  return isValid ? (body as Partial<Person>) : undefined;
}
