// Measures how long it takes to find many mistakes in one contact: the time for each of them must not grow with their number.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { child } from './processes.mjs';
import { bar, inTurns } from './statistics.mjs';

export function mistakes(directory, { few, many, rounds }) {
  const measured = Object.fromEntries(
    [few, many].map((count) => {
      const cwd = writeMistakes(join(directory, `mistakes-${count}`), count);
      return [count, () => child('mistakes.mjs', cwd)];
    }),
  );
  const { [few]: a, [many]: b } = inTurns(measured, rounds);
  if (a.found < few || b.found < many) throw new Error('not every mistake was found');
  const name = `one contact with ${many.toLocaleString('en')} unknown keys ÷ one with ${few.toLocaleString('en')}: time for each key`;
  return [bar(name, b.ms / many / (a.ms / few), 2, { manyMs: b.ms, fewMs: a.ms })];
}

function writeMistakes(directory, count) {
  mkdirSync(directory, { recursive: true });
  const accounts = `accounts:\n  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }\n`;
  const keys = Array.from({ length: count }, (_, index) => `    unknown${index}: a\n`).join('');
  writeFileSync(join(directory, 'all.yaml'), `${accounts}contacts:\n  - email: jane@example.com\n${keys}`);
  return directory;
}
