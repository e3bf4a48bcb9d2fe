// Sentences for failures, which state why an account, or a contact of it, could not be read or written. Pure.

import type { Arguments } from '../../contact/argument.ts';
import type { Mask, Sentence } from '../../contact/sentence.ts';
import type { NoAnswer, ProblemArguments, VendorRefusal } from '../../live/problem.ts';
import type { FailureKind } from '../../providers/contract.ts';
import { count } from './numbers.ts';
import { type PlainArguments, type Sentences, say, type Words } from './say.ts';

const TAKE_AGAIN = 'take the snapshot again with these manifests';

const FAILURES: Sentences<ProblemArguments> = {
  unauthorized: refusal(
    'unauthorized',
    'check that the environment variable holds this account’s key, and that the key was not revoked',
  ),
  forbidden: refusal('forbidden', 'give the key the scope that this call needs, in the vendor’s settings'),
  retired: refusal('retired', 'the vendor has retired this API version: set a newer `apiVersion` for the account'),
  'not-found': refusal('not-found', 'check `baseUrl`, or whether the contact was deleted at the vendor'),
  conflict: refusal('conflict', 'another contact at the vendor has this identifier'),
  'rate-limited': refusal(
    'rate-limited',
    'run again later, or lower the account’s `rateLimit`: another program may be using the same quota',
  ),
  invalid: refusal('invalid', (words) =>
    words === undefined
      ? 'the vendor rejected the request and did not say why: its own log may, or its support'
      : 'the vendor rejected the request: see its message',
  ),
  server: refusal('server', 'the vendor had an internal error: run again later'),
  malformed: (args) =>
    'status' in args
      ? refusal(
          'malformed',
          'the response is not what the vendor documents: check `baseUrl`, and any proxy in between',
        )(args)
      : noAnswer('the response is not JSON: check `baseUrl`, and any proxy in between')(args),
  refused: noAnswer('check `baseUrl`, the network, and what the message names'),
  timeout: noAnswer('the vendor did not answer in time: run again later'),
  reset: noAnswer('the connection was closed: run again later'),
  'too-large': noAnswer('the response is larger than any that the vendor documents: check `baseUrl`'),
  'given-up': noAnswer(
    'wait until the vendor responds again, then run again; `rollcall apply --resume` continues an apply',
  ),
  'pause-too-long': noAnswer('run again after that time; `rollcall apply --resume` continues an apply'),
  'time-limit': noAnswer('run again with a longer `--timeout`'),
  redirect: noAnswer('credentials are never sent to another address: set `baseUrl` to the final one'),
  aborted: noAnswer('interrupted: run again; `rollcall apply --resume` continues an apply'),
  'repeated-page': ({ account, method, path }) => ({
    message: `${account}: ${method} ${path}: the vendor sent the same page twice`,
    hint: 'run again later; if it happens again, report the broken paging to the vendor',
  }),
  'empty-page': ({ account, method, path }) => ({
    message: `${account}: ${method} ${path}: the vendor sent a page without contacts and says that more follow`,
    hint: 'run again later; if it happens again, report the broken paging to the vendor',
  }),
  'incomplete-listing': ({ account, listed, asked, found }) => ({
    message: `${account}: the vendor listed ${count(listed, 'contact')}, but look-ups of ${asked} declared ones that it did not list found ${found}`,
    hint: 'run again later; if it happens again, report the incomplete listing to the vendor',
  }),
  'too-many-pages': ({ account, method, path, pages, known }) => ({
    message: `${account}: ${method} ${path}: the listing did not end after ${count(pages, 'page')}${known === undefined ? '' : `, although the last one had ${count(known, 'contact')}`}`,
    hint: 'run again later; if the account has grown that much, delete `.rollcall/listings`, which holds the size of the last listing',
  }),
  'not-in-snapshot': ({ account, what }) => ({ message: `${account}: ${NOT_IN_SNAPSHOT[what]}`, hint: TAKE_AGAIN }),
  'other-dialect': ({ account, taken, now }) => ({
    message: `${account}: the snapshot was taken from ${taken}, but the account is now ${now}`,
    hint: TAKE_AGAIN,
  }),
  'missing-digest-key': ({ variables }) => ({
    message: `suppressions and erasures, also those of earlier applies, cannot be compared with anybody, because ${variables.join(', ')} ${variables.length === 1 ? 'is' : 'are'} not set`,
    hint: 'set the key of the digests, in the environment or in the secrets file',
  }),
  'no-look-up': () => ({
    message: 'the contact declares no identifier by which the vendor can look it up',
    hint: 'plan again to see what is left',
  }),
};

/** Codes of failures whose hint already mentions how to resume an apply. */
export const HINTS_THAT_MENTION_RESUME: readonly string[] = [
  'given-up',
  'pause-too-long',
  'aborted',
] satisfies (keyof ProblemArguments)[];

/** Returns the sentence of a failure and a hint; undefined if this version does not know the code. */
export function wordsOfFailure({ code, args }: { readonly code: string; readonly args: Arguments }): Words | undefined {
  return say(FAILURES, code, args);
}

/**
 * Returns the words of `wordsOfFailure` as sentences whose arguments can still be masked. If this version does not know the code,
 * the message is the code.
 */
export function sentencesOfFailure({ code, args }: Parameters<typeof wordsOfFailure>[0]): {
  readonly message: Sentence;
  readonly hint: Sentence;
} {
  const compose = (mask: Mask): Words => wordsOfFailure({ code, args: mask(args) }) ?? { message: code, hint: '' };
  return { message: (mask) => compose(mask).message, hint: (mask) => compose(mask).hint };
}

/**
 * Composes the sentence for a request that the vendor refused, such as
 * `shop: GET /api/contacts: 400 invalid: what the vendor says (its request id)`.
 */
function refusal(
  kind: FailureKind,
  hint: string | ((words: string | undefined) => string),
): (args: PlainArguments<VendorRefusal>) => Words {
  return ({ account, method, path, status, words, requestId }) => {
    const said = words === undefined ? '' : `: ${words}`;
    const id = requestId === undefined ? '' : ` (${requestId})`;
    const message = `${account}: ${method} ${path}: ${status} ${kind}${said}${id}`;
    return { message, hint: typeof hint === 'string' ? hint : hint(words) };
  };
}

/** Composes the sentence for a request without a usable response. */
function noAnswer(hint: string): (args: PlainArguments<NoAnswer>) => Words {
  return ({ account, method, path, what, quoted }) => {
    const request = method === undefined ? '' : `${method} ${path}: `;
    return { message: `${account}: ${request}${what}${quoted === undefined ? '' : ` (${quoted})`}`, hint };
  };
}

const NOT_IN_SNAPSHOT = {
  account: 'the snapshot does not include this account',
  contacts: 'the snapshot does not say whether the vendor has these contacts: they were not declared when it was taken',
  suppression:
    'the snapshot does not say whether the vendor suppresses these addresses: no manifest resubscribed them when it was taken',
} as const;
