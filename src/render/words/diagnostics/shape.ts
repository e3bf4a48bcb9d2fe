// Sentences for violations of the schema: unknown or missing fields, wrong types and values that are not allowed.

import type { ShapeMistakes } from '../../../manifest/mistake.ts';
import type { Sentences, Words } from '../say.ts';
import { always, didYouMean, oneOf, typeWord, typeWords, words } from './parts.ts';

const LEAVE_OUT = 'Leave the key out to leave it alone';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const SHAPE_MISTAKES: Sentences<ShapeMistakes> = {
  'unknown-field': (args) => {
    switch (args.what) {
      case 'id':
        return words('An id is valid at one vendor only', 'Write it as at: { <account>: { id: … } }');
      case 'section':
        return words(
          `Unknown key ${args.name}`,
          didYouMean(args.suggestion, 'A manifest has accounts, defaults and contacts'),
        );
      case 'next-to-defaults':
        return words('A line with defaults must not contain anything else', 'Put each contact on a line of its own');
      case 'field':
        return words(
          `Unknown field ${args.name}`,
          didYouMean(args.suggestion, args.known.length === 0 ? '' : `Known here: ${args.known.join(', ')}`),
        );
    }
  },
  'merge-key': always('Merge keys are not supported', 'Put the shared fields into defaults'),
  'not-in-defaults': (args) =>
    args.what === 'subscription'
      ? words('A default cannot subscribe anyone', 'Write the status, and its consent, on each contact')
      : words(`${args.field} cannot be a default`, `Write ${args.field} on each contact`),
  'missing-field': (args) => {
    switch (args.what) {
      case 'credential':
        return words(
          `${args.field} is missing`,
          `Add ${args.field}: "\${${args.variable}}" and set that environment variable`,
        );
      case 'status':
        return words(`The status of ${args.channel} is missing`, 'Add status, or leave the channel out');
      case 'field':
        return words(`${args.field} is missing`, `Add ${args.field}`);
    }
  },
  'null-not-allowed': (args) => {
    const message = `${args.name} cannot be null`;
    switch (args.what) {
      case 'section':
        return words(message, section(args));
      case 'set':
        return words(message, 'Write [] for the empty set, or leave the key out to leave it alone');
      case 'field':
        return words(message, LEAVE_OUT);
    }
  },
  'nested-object': ({ name, expected }) =>
    words(`${name} is an object, but vendors accept only plain values`, `Write ${typeWords(expected)}`),
  'wrong-type': (args) => {
    switch (args.what) {
      case 'manifest':
        return words(
          'A manifest is a mapping of accounts, defaults and contacts',
          'Write accounts:, defaults: or contacts: at the left margin',
        );
      case 'section':
        return words(`${args.name} must be ${args.expected}`, section(args));
      case 'field':
        return words(
          `${args.name} must be ${typeWords(args.expected)}, but is ${typeWord(args.given)}`,
          isMembers(args.expected)
            ? 'Write [a, b] for exactly these, or { a: true, b: false } to add and take away single ones'
            : '',
        );
    }
  },
  'empty-string': (args) => {
    switch (args.what) {
      case 'setting':
        return words(`${args.name} is empty`);
      case 'field':
        return words(`${args.name} is empty`, 'Write null to remove the value, or leave the key out to leave it alone');
      case 'identifier':
        return words(`${args.field} is empty`, 'Write the id, or leave the key out');
      case 'member':
        return words('This member has no name', 'Remove it');
      case 'removal':
        return words(`${args.label} treats an empty ${args.name} as a removal`, 'Write null to remove the value');
    }
  },
  'invalid-value': (args): Words => {
    switch (args.what) {
      case 'choice':
        return words(`${args.value} is not a valid ${args.name}`, didYouMean(args.suggestion, oneOf(args.allowed)));
      case 'choice-type':
        return words(`${args.name} cannot be ${typeWord(args.given)}`, oneOf(args.allowed));
      case 'not-taken':
        return words(
          `${args.label} does not accept ${args.value} as ${args.field}`,
          didYouMean(args.suggestion, oneOf(args.allowed)),
        );
      case 'empty-list':
        return words(`${args.name} is empty`, 'Add at least one entry');
      case 'form':
        return words(
          `This is not a valid ${args.name}`,
          args.example === undefined ? '' : `For example ${args.example}`,
        );
      case 'field':
        return words(`There is no field ${args.name}`);
      case 'country-code':
        return words(
          `${args.value} is not a country code`,
          args.capitals === undefined ? 'Two capital letters, ISO 3166-1, like GB' : `Write ${args.capitals}`,
        );
      case 'language-code':
        return words(`${args.value} is not a language code`, 'Two small letters, ISO 639-1, like en');
      case 'web-address':
        return words(`${args.value} is not a web address`, 'Like https://example.com');
      case 'ip-address':
        return words(`${args.value} is not an IP address`, 'Like 192.0.2.1 or 2001:db8::1');
    }
  },
};

function section({ name, expected }: { readonly name: string; readonly expected: string }): string {
  return `Write ${expected}, or leave ${name} out`;
}

/** Whether a value may be a list or a mapping, as those of tags and lists. */
function isMembers(expected: readonly string[]): boolean {
  return expected.includes('array') && expected.includes('object');
}
