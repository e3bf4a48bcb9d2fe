// Sentences for mistakes in suppressions and erasures.

import type { SuppressionMistakes } from '../../../manifest/suppressions/mistakes.ts';
import type { Sentences } from '../say.ts';
import { words } from './parts.ts';
import { wordsOfRefusedFile } from './sources.ts';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const SUPPRESSION_MISTAKES: Sentences<SuppressionMistakes> = {
  'suppression-form': ({ what }) => {
    switch (what) {
      case 'none':
        return words('This suppression names nobody', 'Write one of email, phone, digest and from');
      case 'several':
        return words('A suppression names one person, or one file', 'Write another entry for this one');
      case 'column':
        return words('column belongs to a file', 'Remove it, or name the file with from');
    }
  },
  'invalid-digest': ({ value }) =>
    words(
      `${value} is not a digest`,
      'A digest is the id of a key, a colon, and 64 hexadecimal digits; `rollcall digest` prints it',
    ),
  'suppression-file': (args) => {
    switch (args.why) {
      case 'text':
        return words('This file is not UTF-8 text', 'Save it as UTF-8');
      case 'line':
        return words('This line names nobody', 'Write an object with email, phone or digest on every line');
      case 'column':
        return words(
          `This table has no column named ${args.columns.join(', ')}`,
          'Name the column with `column`, as the first line of the file does',
        );
      default:
        return wordsOfRefusedFile(args);
    }
  },
  'missing-digest-key': ({ variable }) =>
    words(
      `The variable ${variable} is not set, or is shorter than 16 characters, so nobody can be compared with this digest`,
      'Set it to the key of the digests, in the environment or in the secrets file',
    ),
};
