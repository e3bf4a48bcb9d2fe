// The value of `--sandbox`: the state file of an embedded sandbox, or the address of one that runs on this machine.

import { InvalidArgumentError } from 'commander';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/;

/**
 * Checks the value of `--sandbox`. A URL never counts as a file name, and only loopback addresses are accepted.
 *
 * @throws InvalidArgumentError
 */
export function parseSandboxPlace(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !(LOOPBACK.test(text) && URL.canParse(text)))
    throw new InvalidArgumentError('Give a file, or http://127.0.0.1:PORT for a running sandbox.');
  return text;
}

/** The base URL of a running sandbox; undefined for a file. */
export function sandboxAddress(place: true | string): string | undefined {
  return typeof place === 'string' && LOOPBACK.test(place) ? place.replace(/\/$/, '') : undefined;
}
