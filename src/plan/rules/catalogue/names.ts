// Rules that block a difference because the account does not define the name, or the vendor cannot remove members of a set.

import type { Entry } from './entry.ts';

const CREATE_IT = 'create the property at the vendor, with the type that you mean: no call changes the type later';

/** The rules about names and sets, by rule id. */
export const NAME_RULES = {
  'unknown-property': {
    means:
      'The account has no custom property of this name. It is not sent, as some vendors would create it permanently.',
    says: {
      sentence: 'the account has no property of this name, and the vendor might create it permanently',
      wayOut:
        'correct the name, or create the property at the vendor first; where its API can, `defineProperties: true` on the account plans that',
      takes: {},
    },
  },
  'unknown-list': {
    means: 'The account has no list or autoresponder of this name, or several that the vendor knows by this name only.',
    says: {
      sentence: 'the account has no list or autoresponder of this name, or several',
      wayOut: 'use a name or id that only one has, or create or rename it at the vendor first',
      takes: {},
    },
  },
  'ambiguous-list': {
    means: 'The account has several lists of this name.',
    says: {
      sentence: 'the account has several lists of this name',
      wayOut: 'declare the list by its id: one of {ids}',
      takes: { ids: 'text' },
    },
  },
  'list-declared-twice': {
    means: 'A list is declared both by its name and by its id, once as a member and once not.',
    says: {
      sentence: 'the list is declared by its name and by its id ({id}), once as a member and once not',
      wayOut: 'declare it once',
      takes: { id: 'text' },
    },
  },
  'property-type': {
    means: 'The account’s custom property has another type than the declared value.',
    says: {
      sentence: 'the account’s property is a {type}, and the declared value is not',
      wayOut: 'declare a {type}',
      takes: { type: 'text' },
    },
  },
  'property-type-unclear': {
    means: 'The property is to be defined, and its type does not follow from the declared values.',
    says: {
      types: {
        sentence: 'the property is to be defined, and the declared values are of several types',
        wayOut: CREATE_IT,
        takes: {},
      },
      date: {
        sentence: 'the property is to be defined, and all of its values read as dates: it could be a date or a text',
        wayOut: CREATE_IT,
        takes: {},
      },
    },
  },
  'list-removal-unsupported': {
    means: 'A list owns the whole set and omits members that the contact has, which the vendor cannot remove.',
    says: {
      sentence: 'the list omits members that the contact has, and the vendor cannot remove them',
      wayOut: 'list them too, or remove them in the vendor’s app',
      takes: {},
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
