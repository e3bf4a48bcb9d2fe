// Every capability row that no document proves has a fact: an id, a sentence, and a way to find it out both ways on the sandbox.

import { describe, expect, test } from 'vitest';
import { FIELD_NAMES, SET_FIELDS } from '../../src/contact/fields.ts';
import { ALL_DIALECTS } from '../../src/providers/table.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { FIXTURES } from '../contract/fixtures.ts';

describe.each(ALL_DIALECTS.map((capabilities) => [capabilities.dialect, capabilities] as const))(
  '%s',
  (dialect, { fields, unproven, provider, ...capabilities }) => {
    const { switches } = FIXTURES[dialect];

    test('every row that is unproven has one fact, and every fact a row', () => {
      const rows = FIELD_NAMES.filter((name) => {
        const row = fields[name];
        return row.has && row.clear === 'unproven';
      });
      const facts = unproven.filter(({ decides }) => decides === 'clear').map(({ field }) => field);
      expect(facts.filter((field) => rows.includes(field)).sort()).toEqual([...rows].sort());
      for (const { field, decides } of unproven) {
        expect(fields[field]).toMatchObject({ has: true, read: true, write: true });
        if (decides === 'replace') expect(SET_FIELDS).toContain(field);
      }
    });

    test('ids and sentences are of one form, and none is there twice', () => {
      expect(new Set(unproven.map(({ id }) => id)).size).toBe(unproven.length);
      for (const { id, sentence, field, decides } of unproven) {
        expect(id).toBe({ clear: `clear.${field}`, replace: `${field}.replace`, time: 'dates.time' }[decides]);
        expect(sentence).toMatch(/^[A-Z][^\n]*[a-z`]\.$/);
        expect(sentence).toContain(capabilities.vendorName);
      }
    });

    test('the sandbox has a switch for every fact', async () => {
      const sandbox = await startSandbox({});
      const put = async (settings: unknown): Promise<number> => {
        const state = { version: 1, accounts: { shop: { [provider]: settings } } };
        const answer = await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
        return answer.status;
      };
      try {
        for (const { id } of unproven) {
          const settings = Object.values(switches[id] ?? {});
          expect(settings.length, `no switch for ${id}`).toBeGreaterThan(0);
          for (const one of settings) expect(await put(one)).toBe(204);
        }
        expect(await put({ clearing: { nonsense: 'ignored' } })).toBe(400);
        expect(await put({ clearing: { [Object.keys(switches)[0] ?? '']: 'kept' } })).toBe(400);
      } finally {
        await sandbox.close();
      }
    });
  },
);
