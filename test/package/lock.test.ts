// The lock file pins what is installed by its content: the build of the action runs on it (fault I15).

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

/** Entries that have no integrity, each with the reason. */
const WITHOUT: Readonly<Record<string, string>> = {
  '': 'the project itself',
};

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, Entry>>;
};

test('every entry of the lock file has an integrity, or a stated reason why not', () => {
  const without = Object.entries(packages).filter(([, { integrity }]) => !/^sha512-[\w+/]+=*$/.test(integrity ?? ''));
  expect(without.map(([name]) => name)).toEqual(Object.keys(WITHOUT));
  expect(Object.keys(packages).length).toBeGreaterThan(100);
});

test('no entry of the lock file comes from elsewhere than the registry', () => {
  const elsewhere = Object.values(packages).filter(
    ({ link, resolved = 'https://registry.npmjs.org/' }) => link || !resolved.startsWith('https://registry.npmjs.org/'),
  );
  expect(elsewhere).toEqual([]);
});
