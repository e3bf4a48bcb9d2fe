// Parses the value of `--sandbox`: the state file of an embedded sandbox, or the URL of a sandbox that runs on this machine.

import { InvalidArgumentError } from 'commander';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/;

/**
 * Checks the value of `--sandbox`. Anything that looks like a URL must be a loopback URL; other values are file names.
 *
 * @returns the value, unchanged
 * @throws InvalidArgumentError for any other URL
 */
export function parseSandboxPlace(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !(LOOPBACK.test(text) && URL.canParse(text)))
    throw new InvalidArgumentError('Give a file, or http://127.0.0.1:PORT for a running sandbox.');
  return text;
}

/** Returns the base URL of a running sandbox; undefined if the value is a file or absent. */
export function sandboxAddress(place: true | string): string | undefined {
  return typeof place === 'string' && LOOPBACK.test(place) ? place.replace(/\/$/, '') : undefined;
}
