// Describes an account of Example to a sandbox, in the shape of docs.example.com/people. An account defines nothing. Pure.

import type { Rehearsal } from '../rehearsal.ts';
import { encodeScalars, WORDS } from './codec.ts';

/** Example v1 in a sandbox. */
export const rehearsal: Rehearsal = {
  definitions: () => ({}),
  contact({ id = '', emails: [email], scalars, channels }) {
    if (email === undefined) return undefined;
    const { status = 'nonSubscribed', optedOut = false } = channels.email ?? {};
    return { id, email, ...encodeScalars(scalars), status: optedOut ? 'left' : WORDS[status] };
  },
};
