// Rules about rollbacks: what a rollback does not take back, and what later plans do not write because it was rolled back.

import type { Entry } from './entry.ts';

const UNTIL_CHANGED = 'revert the commit that declares it (`git revert`), or declare something else; then plan again';

/** The rules about rollbacks, by rule id. */
export const ROLLBACK_RULES = {
  'rolled-back': {
    means: 'What the manifests declare of the contact was applied and then rolled back.',
    says: {
      sentence: 'what is declared here was rolled back, and has not changed since',
      wayOut: UNTIL_CHANGED,
      takes: {},
    },
  },
  'changed-since-apply': {
    means:
      'The contact is no longer as the apply left it that is rolled back, so a rollback would undo somebody else’s work.',
    says: {
      gone: {
        sentence: 'the vendor no longer has the contact that was written then',
        wayOut: 'nothing is left to roll back',
        takes: {},
      },
      changed: {
        sentence: 'the vendor no longer has the value that was written then',
        wayOut: 'compare it, and declare what it should be',
        takes: {},
      },
      added: {
        sentence: 'something was added to the contact since it was created',
        wayOut: 'look at it at the vendor, and delete it there if it is not needed',
        takes: {},
      },
    },
  },
  'not-rolled-back': {
    means: 'A rollback cannot take this back, or must not.',
    says: {
      unsubscribed: {
        sentence: 'the person was unsubscribed, and no rollback makes anybody mailable',
        wayOut: 'if there is consent that is newer, declare it with `consent`',
        takes: {},
      },
      created: {
        sentence: '{label} deletes no contacts, so the created one stays; nobody mails it',
        wayOut: 'delete it in the vendor’s app if it is not needed',
        takes: { label: 'text' },
      },
      deleted: {
        sentence: 'the contact was deleted, and only the vendor knew all of it',
        wayOut: 'declare it again if it is needed',
        takes: {},
      },
      'opted-out': {
        sentence: 'the created contact is opted out, and deleting it would lose that',
        wayOut: 'leave it, so that nobody mails the person',
        takes: {},
      },
      identifier: {
        sentence: 'a rollback changes no identifiers',
        wayOut: 'declare the change, or make it in the vendor’s app',
        takes: {},
      },
      clear: {
        sentence: 'there was no value before, and {label} cannot clear the field',
        wayOut: 'clear it in the vendor’s app, or declare another value',
        takes: { label: 'text' },
      },
      unanswered: {
        sentence: 'no answer says whether that apply created the contact',
        wayOut: 'look at it at the vendor, and delete it there if it is not needed',
        takes: {},
      },
      existed: {
        sentence: 'the vendor updated a contact that existed already, and what it had before is not known',
        wayOut: 'look at it at the vendor, and declare what it should be',
        takes: {},
      },
      mail: {
        sentence: 'joining it again would send mail',
        wayOut: 'add the person in the vendor’s app if that is meant',
        takes: {},
      },
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
