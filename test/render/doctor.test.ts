// A rehearsal in text and JSON, and what of it redaction hides.

import { expect, test } from 'vitest';
import { personal } from '../../src/contact/argument.ts';
import type { AccountDiagnosis, Diagnosis } from '../../src/plan/doctor/document.ts';
import type { Rehearsal } from '../../src/plan/doctor/rehearsal.ts';
import { renderDoctorJson } from '../../src/render/doctor/json.ts';
import { renderDoctor } from '../../src/render/doctor/text.ts';
import { redactDiagnosis } from '../../src/render/redact/doctor.ts';
import { parseDiagnosis } from '../helpers/doctor-schema.ts';

const EMAIL = 'me.secret@example.net';
const FAILURE = {
  code: 'invalid',
  args: {
    account: 'shop',
    method: 'PATCH',
    path: personal('path', '/v5/contacts/66a1'),
    status: 400,
    words: personal('vendor', 'told words'),
  },
};

function diagnosis(rehearsal: Rehearsal, facts: AccountDiagnosis['facts'] = []): Diagnosis {
  return {
    formatVersion: 1,
    tool: { name: 'rollcall', version: '0.0.0' },
    environment: null,
    accounts: [
      {
        ...{ account: 'shop', provider: 'omnisend', dialect: 'omnisend@v5', origin: 'https://api.omnisend.com' },
        missingVariables: [],
        way: { kind: 'direct', authorities: [] },
        access: [{ what: 'contacts', allowed: true }],
        clockAheadMs: 0,
        quota: { limit: 400, remaining: 390, rate: '300/min' },
        defines: null,
        size: { contacts: 5, exact: true },
        reading: { declared: 1, strategy: 'look-up', lookUps: 1 },
        facts,
        rehearsal,
      },
    ],
  };
}

const FOUND: Rehearsal = {
  ...{ email: EMAIL, ended: 'done', contact: 'stays' },
  trials: [
    { path: ['city'], does: 'set', result: 'proved' },
    { path: ['city'], does: 'clear', fact: 'clear.city', result: 'ignored' },
    { path: ['state'], does: 'clear', fact: 'clear.state', result: 'refused', failure: FAILURE },
    { path: ['lists', 'ann@example.com'], does: 'join', result: 'not-tried', why: 'needs-subscription' },
  ],
  recorded: { file: 'contacts.d/facts.shop.yaml', facts: 2, elsewhere: ['clear.tags'] },
};

function textOf(found: Diagnosis): string {
  return renderDoctor(found, { color: false, width: 200 });
}

test('what was found, what stays, and what to do', () => {
  const text = textOf(diagnosis(FOUND));
  expect(text).toContain(`the contact ${EMAIL} stays, without mailing rights, because the vendor deletes no contacts`);
  expect(text).toMatch(/^! {14}clear city: accepted and not carried out$/m);
  expect(text).toMatch(/^! {14}clear state: refused: .*told words/m);
  expect(text).toMatch(/join lists\.ann@example\.com: not tried, because the vendor lets only subscribers join/);
  expect(text).toMatch(/2 facts recorded in contacts\.d\/facts\.shop\.yaml\n.*→ review and merge it/);
  expect(text).toContain('clear.tags left as another manifest declares it');
  expect(text).toContain('one contact was written at shop, and no other');
});

test('as JSON, with sentences', () => {
  const printed = parseDiagnosis([...renderDoctorJson(diagnosis(FOUND))].join(''));
  expect(printed.accounts[0]?.rehearsal?.trials[2]).toMatchObject({
    failure: { message: expect.stringContaining('400') },
  });
});

test('redacted: nobody is named, and no vendor quoted', () => {
  const masked = redactDiagnosis(diagnosis(FOUND));
  for (const shown of [textOf(masked), [...renderDoctorJson(masked)].join('')]) {
    expect(shown).not.toMatch(/secret|ann@|told words|66a1/);
    expect(shown).toContain('‹email›');
  }
  parseDiagnosis([...renderDoctorJson(masked)].join(''));
});

test.each<readonly [Partial<Rehearsal>, RegExp]>([
  [
    { ended: 'existed', contact: 'none', trials: [] },
    /the account has a contact of the address .*; nothing was written\n.*→ give another/,
  ],
  [
    { ended: 'stopped', failure: FAILURE, contact: 'left' },
    /it ended early: .*\n[\s\S]*may still be there\n.*→ remove it/,
  ],
  [
    { ended: 'stopped', contact: 'removed' },
    /it was interrupted, or the vendor subscribed the contact[\s\S]*the contact was removed again/,
  ],
])('%j', (change, words) => {
  const { recorded: _recorded, ...rest } = FOUND;
  const text = textOf(diagnosis({ ...rest, ...change }));
  expect(text).toMatch(words);
  expect(text).not.toContain('recorded in');
});

test('facts of which something was found', () => {
  const sentence = 'Omnisend empties city when it is sent `""`.';
  const facts = [
    { fact: 'clear.city', sentence, contacts: 2, found: { result: 'proved', date: '2026-06-01', believed: true } },
    { fact: 'clear.state', sentence, contacts: 1, found: { result: 'refused', date: '2026-06-01', believed: false } },
    { fact: 'clear.tags', sentence, contacts: 0 },
  ] as const;
  const text = textOf(diagnosis(FOUND, facts));
  expect(text).toMatch(/unproven {5}1 fact that declared values rest on/);
  expect(text).toContain('clear.city, 2 contacts: proved here on 2026-06-01\n');
  expect(text).toContain('clear.state, 1 contact: refused here on 2026-06-01, not merged, so not believed');
  expect(text).not.toContain('clear.tags,');
});

test('redacted: a file that is named after somebody is masked', () => {
  const file = 'contacts.d/ann@example.com.yaml';
  const recorded = { file, facts: 1, elsewhere: [] };
  const shown = JSON.stringify(redactDiagnosis(diagnosis({ ...FOUND, recorded })));
  expect(shown).not.toContain('ann@example.com.yaml');
  expect(shown).toContain('‹file');
});
