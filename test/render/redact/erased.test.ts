import { expect, test } from 'vitest';
import { redactErased } from '../../../src/render/redact/erased.ts';

const PLAN = 'a'.repeat(64);

test('digests, vendors’ ids and plan ids are masked; accounts, counts and places stay', () => {
  const erased = {
    entries: 2,
    digests: [`k1:${'b'.repeat(64)}`],
    ids: { shop: ['0000000100c0000000000001'], app: [] },
    stillNamed: ['contacts.d/all.yaml:3', 'contacts.d/jane@example.com.yaml:1'],
    outdatedErasures: ['contacts.d/erasures.yaml:3', 'contacts.d/jane@example.com.yaml:1'],
    cleaned: {
      removed: [`plans/${PLAN}.json`],
      encrypted: [`journal/${PLAN}.age`],
      unresumable: [`journal/${PLAN}.ndjson`],
    },
  };
  expect(redactErased(erased, (what) => `‹${what} 1›`)).toEqual({
    entries: 2,
    digests: ['‹digest 1›'],
    ids: { shop: ['‹id›'], app: [] },
    stillNamed: ['contacts.d/all.yaml:3', '‹file›'],
    outdatedErasures: ['contacts.d/erasures.yaml:3', '‹file›'],
    cleaned: { removed: ['plans/‹id›.json'], encrypted: ['journal/‹id›.age'], unresumable: ['journal/‹id›.ndjson'] },
  });
});
