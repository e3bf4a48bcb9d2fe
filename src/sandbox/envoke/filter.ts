// Parses the parameter `filter[…]` into a predicate on contacts. The operators are those of MongoDB. A contact matches a filter
// if all conditions hold. Source: support.envoke.com 1674395, read 2026-11-21.

import type { AddressBook } from './address-book.ts';
import type { QueryNode } from './brackets.ts';
import { type Contact, comparableEmail } from './contact/contact.ts';
import { type FieldValue, fieldReader } from './contact/fields.ts';
import type { Report } from './json.ts';

/**
 * Returns whether a contact matches a filter. `now` is the current time in milliseconds since the epoch, at which consent may
 * have expired.
 */
export type ContactPredicate = (contact: Contact, now: number) => boolean;

/** Parses a filter. The predicate must not be used if an error was reported. */
export function readFilter(book: AddressBook, node: QueryNode | undefined, report: Report): ContactPredicate {
  if (node === undefined) return () => true;
  if (typeof node === 'string') {
    report("'filter' is not a valid filter");
    return () => true;
  }
  return every([...node].map(([name, condition]) => readCondition(book, name, condition, report)));
}

function readCondition(book: AddressBook, name: string, node: QueryNode, report: Report): ContactPredicate {
  if (name === '$and' || name === '$or') {
    const tests = typeof node === 'string' ? [] : [...node.values()].map((part) => readFilter(book, part, report));
    if (tests.length === 0) report(`'${name}' needs a list of filters`);
    return name === '$and' ? every(tests) : (contact, now) => tests.some((test) => test(contact, now));
  }
  const read = fieldReader(book, name);
  if (read === undefined) {
    report(`'${name}' is not a valid filter field`);
    return () => true;
  }
  const operand = (text: string) => (name === 'email' ? comparableEmail(text) : text);
  const conditions: readonly (readonly [string, QueryNode])[] =
    typeof node === 'string' ? [['$in', new Map([['0', node]])]] : [...node];
  const tests = conditions.map(([operator, argument]) => readOperator(operator, argument, operand, report));
  return (contact, now) => tests.every((test) => test(read(contact, now)));
}

type ValuePredicate = (value: FieldValue) => boolean;

function readOperator(
  operator: string,
  argument: QueryNode,
  operand: (text: string) => string,
  report: Report,
): ValuePredicate {
  if (operator === '$in') {
    const expected = new Set(typeof argument === 'string' ? [operand(argument)] : textsOf(argument).map(operand));
    return (value) => expected.has(String(value));
  }
  if (typeof argument !== 'string') {
    report(`'${operator}' needs one value`);
    return () => true;
  }
  const expected = operand(argument);
  switch (operator) {
    case '$ne':
      return (value) => String(value) !== expected;
    case '$regex':
      return regexTest(argument, report);
    case '$gt':
      return (value) => compareValues(value, expected) > 0;
    case '$gte':
      return (value) => compareValues(value, expected) >= 0;
    case '$lt':
      return (value) => compareValues(value, expected) < 0;
    case '$lte':
      return (value) => compareValues(value, expected) <= 0;
    default:
      report(`'${operator}' is not a valid operator`);
      return () => true;
  }
}

function regexTest(source: string, report: Report): ValuePredicate {
  try {
    const expression = new RegExp(source, 'i');
    return (value) => expression.test(String(value));
  } catch {
    report(`'${source}' is not a valid expression`);
    return () => true;
  }
}

/**
 * Compares as a sort function does: returns a negative number, 0 or a positive number. Returns NaN, so that no operator matches,
 * if `value` is a number and `expected` is not.
 */
function compareValues(value: FieldValue, expected: string): number {
  if (typeof value === 'number') return value - Number(expected);
  if (value === expected) return 0;
  return value < expected ? -1 : 1;
}

function textsOf(node: Exclude<QueryNode, string>): readonly string[] {
  return [...node.values()].filter((item) => typeof item === 'string');
}

function every(tests: readonly ContactPredicate[]): ContactPredicate {
  return (contact, now) => tests.every((test) => test(contact, now));
}
