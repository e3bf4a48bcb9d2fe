// Where `--sandbox` finds its sandbox: a state file for an embedded one, or the address of one that runs on this machine.

import { InvalidArgumentError } from 'commander';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/;

/** An address is not taken for a file's name, nor any other machine for a sandbox. */
export function parseSandboxPlace(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !(LOOPBACK.test(text) && URL.canParse(text)))
    throw new InvalidArgumentError('Give a file, or http://127.0.0.1:PORT for a sandbox that runs.');
  return text;
}

/** The origin of a sandbox that runs; undefined for a file. */
export function sandboxAddress(place: true | string): string | undefined {
  return typeof place === 'string' && LOOPBACK.test(place) ? place.replace(/\/$/, '') : undefined;
}
