// `filter[…]` → a test of contacts. Operators as in MongoDB; conditions side by side must all hold.
// Source: support.envoke.com, article 1674395.

import type { AddressBook } from './address-book.ts';
import type { QueryNode } from './brackets.ts';
import { type Contact, comparableEmail } from './contact/contact.ts';
import { type FieldValue, fieldReader } from './contact/fields.ts';
import type { Report } from './json.ts';

export type Test = (contact: Contact, now: number) => boolean;

export function readFilter(book: AddressBook, node: QueryNode | undefined, report: Report): Test {
  if (node === undefined) return () => true;
  if (typeof node === 'string') {
    report("'filter' is not a valid filter");
    return () => true;
  }
  return all([...node].map(([name, condition]) => conditionTest(book, name, condition, report)));
}

function conditionTest(book: AddressBook, name: string, node: QueryNode, report: Report): Test {
  if (name === '$and' || name === '$or') {
    const tests = typeof node === 'string' ? [] : [...node.values()].map((part) => readFilter(book, part, report));
    if (tests.length === 0) report(`'${name}' needs a list of filters`);
    return name === '$and' ? all(tests) : (contact, now) => tests.some((test) => test(contact, now));
  }
  const read = fieldReader(book, name);
  if (read === undefined) {
    report(`'${name}' is not a valid filter field`);
    return () => true;
  }
  const operand = (text: string) => (name === 'email' ? comparableEmail(text) : text);
  const conditions: readonly (readonly [string, QueryNode])[] =
    typeof node === 'string' ? [['$in', new Map([['0', node]])]] : [...node];
  const tests = conditions.map(([operator, argument]) => valueTest(operator, argument, operand, report));
  return (contact, now) => tests.every((test) => test(read(contact, now)));
}

type ValueTest = (value: FieldValue) => boolean;

function valueTest(
  operator: string,
  argument: QueryNode,
  operand: (text: string) => string,
  report: Report,
): ValueTest {
  if (operator === '$in') {
    const wanted = new Set(typeof argument === 'string' ? [operand(argument)] : textsOf(argument).map(operand));
    return (value) => wanted.has(String(value));
  }
  if (typeof argument !== 'string') {
    report(`'${operator}' needs one value`);
    return () => true;
  }
  const wanted = operand(argument);
  switch (operator) {
    case '$ne':
      return (value) => String(value) !== wanted;
    case '$regex':
      return regexTest(argument, report);
    case '$gt':
      return (value) => order(value, wanted) > 0;
    case '$gte':
      return (value) => order(value, wanted) >= 0;
    case '$lt':
      return (value) => order(value, wanted) < 0;
    case '$lte':
      return (value) => order(value, wanted) <= 0;
    default:
      report(`'${operator}' is not a valid operator`);
      return () => true;
  }
}

function regexTest(source: string, report: Report): ValueTest {
  try {
    const expression = new RegExp(source, 'i');
    return (value) => expression.test(String(value));
  } catch {
    report(`'${source}' is not a valid expression`);
    return () => true;
  }
}

/** Negative, 0 or positive; NaN, which no comparison holds for, where a number is compared with something else. */
function order(value: FieldValue, wanted: string): number {
  if (typeof value === 'number') return value - Number(wanted);
  if (value === wanted) return 0;
  return value < wanted ? -1 : 1;
}

function textsOf(node: Exclude<QueryNode, string>): readonly string[] {
  return [...node.values()].filter((item) => typeof item === 'string');
}

function all(tests: readonly Test[]): Test {
  return (contact, now) => tests.every((test) => test(contact, now));
}
