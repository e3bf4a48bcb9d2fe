// A `git` that writes down how it was called and in which environment, and then is the real one.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { temporaryDirectory } from './repository.ts';

export interface Probe {
  /** A PATH on which it comes first. */
  readonly path: string;
  /** Its arguments, call by call. */
  calls(): readonly (readonly string[])[];
  /** Every environment that it was given. */
  environments(): string;
}

export function probeGit(): Probe {
  const directory = temporaryDirectory();
  const path = process.env.PATH ?? '';
  const real = path
    .split(delimiter)
    .map((folder) => join(folder, 'git'))
    .find((file) => isAbsolute(file) && existsSync(file));
  const [calls, environments] = [join(directory, 'calls'), join(directory, 'environments')];
  const script = `#!/bin/sh
env >> '${environments}'
{ printf '%s\\037' "$@"; printf '\\036'; } >> '${calls}'
exec '${real}' "$@"
`;
  writeFileSync(join(directory, 'git'), script);
  chmodSync(join(directory, 'git'), 0o755);
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    path: `${directory}${delimiter}${path}`,
    calls: () =>
      read(calls)
        .split('\x1e')
        .filter((call) => call !== '')
        .map((call) => call.split('\x1f').slice(0, -1)),
    environments: () => read(environments),
  };
}
