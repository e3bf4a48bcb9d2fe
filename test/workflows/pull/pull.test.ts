// What a pull takes into the files and what it names instead, from drift that is given.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelConsent } from '../../../src/contact/consent.ts';
import type { LiveContact } from '../../../src/contact/contact.ts';
import type { FieldPath, FieldValue } from '../../../src/contact/difference.ts';
import { loadManifests } from '../../../src/index.ts';
import type { PullResult, ValueEntry } from '../../../src/plan/drift/pulled.ts';
import { takeDrift } from '../../../src/workflows/pull/index.ts';
import type { PullSelection } from '../../../src/workflows/pull/selection.ts';
import { aLive } from '../../builders/contacts.ts';
import { aDrift } from '../../builders/drift.ts';

let directory: string;
const NOW = () => Date.parse('2026-06-01T12:00:00Z');
const ALL: PullSelection = { all: true, optOuts: false, fields: [] };

const PEOPLE = `accounts:
  shop: { provider: omnisend, apiKey: "\${KEY}" }
  more: { provider: omnisend, apiKey: "\${OTHER}" }
contacts:
  - email: ann@x.co
    accounts: [shop]
    firstName: Ann
    gender: f
    birthdate: 1990-01-01
    channels: { email: { status: subscribed, statusChangedAt: 2026-01-01T00:00:00Z } }
  - email: bob@x.co
    accounts: [shop, more]
    firstName: Bob
`;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'rollcall-pull-')), 'contacts.d');
  await mkdir(directory);
  await writeFile(join(directory, 'people.yaml'), PEOPLE);
});
afterEach(() => rm(dirname(directory), { recursive: true, force: true }));

interface Value {
  readonly key: string;
  readonly path: FieldPath;
  readonly declared: FieldValue;
  readonly live: FieldValue;
  readonly recorded?: FieldValue;
  readonly kind?: ValueEntry['kind'];
}

async function pull(
  values: readonly Value[],
  selection = ALL,
  channels: LiveContact['channels'] = {},
): Promise<PullResult> {
  const where = { directory, workingDirectory: dirname(directory), now: NOW };
  const { whole } = await loadManifests({ ...where, environment: {}, sandbox: true });
  const entries = values.map(({ kind = 'field', recorded, ...value }) => {
    const declared = whole.contacts.find(({ key }) => key === value.key);
    if (declared === undefined) throw new Error('nobody declares this');
    const { account, source } = declared;
    return { account, source, kind, recorded: recorded ?? value.declared, since: 'unknown', ...value } as ValueEntry;
  });
  const seen = new Map(whole.contacts.map((desired) => [desired.key, { desired, live: aLive({ channels }) }]));
  return takeDrift({ drift: aDrift(entries), configuration: whole as never, seen }, selection, {
    ...where,
    dryRun: false,
  });
}

const people = (): Promise<string> => readFile(join(directory, 'people.yaml'), 'utf8');
const left: ChannelConsent = { status: 'unsubscribed', optedOut: true, since: 'unknown', cause: 'person', word: 'x' };
const back: ChannelConsent = { status: 'subscribed', optedOut: false, since: 'unknown', cause: 'none', word: 'x' };
const firstName = { key: 'shop/ann@x.co', path: ['firstName'], declared: 'Ann', live: 'Anna' };

describe('a pull', () => {
  test('names what the vendor cannot clear, and takes the rest', async () => {
    const gender = { key: 'shop/ann@x.co', path: ['gender'], declared: 'f', live: null };
    const { taken, exceptions } = await pull([gender, firstName]);
    expect(taken.map(({ path }) => path)).toEqual([['firstName']]);
    expect(exceptions.map(({ why }) => why)).toEqual(['cannot-clear']);
    expect(await people()).toBe(PEOPLE.replace('firstName: Ann', 'firstName: Anna'));
  });

  test('names what no manifest accepts, and writes no file with a mistake', async () => {
    const birthdate = { key: 'shop/ann@x.co', path: ['birthdate'], declared: '1990-01-01', live: 'in spring' };
    const bob = { key: 'shop/bob@x.co', path: ['firstName'], declared: 'Bob', live: 'Rob' };
    const { taken, exceptions } = await pull([birthdate, bob]);
    expect(taken.map(({ key }) => key)).toEqual(['shop/bob@x.co']);
    expect(exceptions).toMatchObject([{ why: 'invalid', entry: { path: ['birthdate'] } }]);
    expect(await people()).toContain('birthdate: 1990-01-01');
    expect(await people()).toMatch(/at:\n {6}shop:\n {8}firstName: Rob/);
  });

  test('takes an opt-out without the date of the former status', async () => {
    const path = ['channels', 'email', 'status'];
    const optOut = {
      key: 'shop/ann@x.co',
      path,
      declared: 'subscribed',
      live: 'unsubscribed',
      kind: 'opted-out',
    } as const;
    const { taken } = await pull([optOut, firstName], { all: false, optOuts: true, fields: [] }, { email: left });
    expect(taken.map(({ kind }) => kind)).toEqual(['opted-out']);
    expect(await people()).toBe(
      PEOPLE.replace('{ status: subscribed, statusChangedAt: 2026-01-01T00:00:00Z }', '{ status: unsubscribed }'),
    );
  });

  test('takes no subscription over an opt-out that may not have reached the vendor', async () => {
    await writeFile(join(directory, 'people.yaml'), PEOPLE.replace('status: subscribed', 'status: unsubscribed'));
    const before = await people();
    const path = ['channels', 'email', 'status'];
    const joined = {
      key: 'shop/ann@x.co',
      path,
      declared: 'unsubscribed',
      recorded: 'nonSubscribed',
      live: 'subscribed',
      kind: 'subscribed',
    } as const;
    const { exceptions } = await pull([joined], ALL, { email: back });
    expect(exceptions.map(({ why }) => why)).toEqual(['not-applied']);
    expect(await people()).toBe(before);
    const confirmed = await pull([{ ...joined, recorded: 'unsubscribed' }], ALL, { email: back });
    expect(confirmed.taken).toHaveLength(1);
  });

  test('chooses fields, members and properties by their paths', async () => {
    const age = { key: 'shop/bob@x.co', path: ['customProperties', 'age'], declared: null, live: 3 };
    const tier = { key: 'shop/bob@x.co', path: ['customProperties', 'tier'], declared: null, live: 'a' };
    const { taken } = await pull([firstName, age, tier], {
      all: false,
      optOuts: false,
      fields: ['customProperties.age'],
    });
    expect(taken.map(({ path }) => path)).toEqual([['customProperties', 'age']]);
  });
});
