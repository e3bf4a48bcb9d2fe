// The law of rollbacks, for every dialect: apply, roll back, and every managed field is as it was before, except for what the rollback
// names; nobody gets mail who got none before. What a rollback plans is written once.
// @module-tag slow

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { recorder } from '../../src/apply/journal/journal.ts';
import { foldWritten } from '../../src/apply/journal/written.ts';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import type { Status } from '../../src/contact/consent.ts';
import { SCALAR_NAMES, SET_FIELDS } from '../../src/contact/fields.ts';
import { type ApplyEvent, connectAccounts, type Plan } from '../../src/index.ts';
import { parsePlan, serialisePlan } from '../../src/plan/plan-file.ts';
import { contactOfRollback } from '../../src/plan/rollback/contact.ts';
import type { Dialect } from '../../src/providers/table.ts';
import { planRollback } from '../../src/workflows/rollback/plan.ts';
import { completePerson, MEMBERS, type Person, PROPERTY_VALUES, person, SCALAR_VALUES } from './person.ts';
import { describeDialects, type Stage } from './stage.ts';

const NEW = 'new@example.com';

/** What is at the vendor, and what is declared: choices by number, so that every failure shrinks. */
interface Choices {
  readonly people: readonly {
    readonly status: number;
    readonly declared: number;
    readonly fields: readonly number[];
  }[];
  readonly created: { readonly declared: number; readonly fields: readonly number[] };
}

const FIELDS = fc.array(fc.nat(2), { minLength: 24, maxLength: 24 });
const CHOICES: fc.Arbitrary<Choices> = fc.record({
  people: fc.array(fc.record({ status: fc.nat(2), declared: fc.nat(3), fields: FIELDS }), {
    minLength: 1,
    maxLength: 3,
  }),
  created: fc.record({ declared: fc.nat(2), fields: FIELDS }),
});

describeDialects((stage) => {
  test('apply and rollback leave everything as it was, but for what is named', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(CHOICES, (choices) => holds(stage, choices)),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test('what others changed since stays, as a whole contact', async () => {
    const { capabilities } = stage;
    const jane = completePerson(capabilities);
    await stage.populate([jane]);
    await stage.declare([{ email: jane.email, firstName: 'Janet', lastName: 'Roe' }]);
    const run = await applyOnce(stage);
    const [now = jane] = await stage.people();
    await stage.populate([{ ...now, scalars: { ...now.scalars, lastName: 'Somebody Else' } }]);
    const plan = await rollbackOf(stage, run);
    expect(plan.requests).toEqual([]);
    expect(plan.changes).toMatchObject([{ blocked: [{ rule: 'changed-since-apply', args: { why: 'changed' } }] }]);
  });

  test('a rollback that was edited to subscribe somebody is refused', async () => {
    const { capabilities } = stage;
    const jane = { ...completePerson(capabilities), status: 'nonSubscribed' as const };
    if (!statusesOf(capabilities).includes('nonSubscribed')) return;
    await stage.populate([jane]);
    await stage.declare([{ email: jane.email, channels: { email: consentOf(capabilities, 'subscribed') } }]);
    const plan = await rollbackOf(stage, await applyOnce(stage));
    const text = [...serialisePlan(plan)].join('');
    expect(parsePlan(text, 'plan.json')).toEqual(plan);
    expect(() => parsePlan(text.replaceAll('"after":"nonSubscribed"', '"after":"subscribed"'), 'plan.json')).toThrow(
      /was changed after it was made/,
    );
  });
});

async function holds(stage: Stage, choices: Choices): Promise<void> {
  const { capabilities } = stage;
  const before = choices.people.map((one, index) => livePerson(capabilities, one, index));
  await stage.populate(before);
  await stage.declare([
    ...choices.people.map((one, index) => ({
      email: `user${index}@example.com`,
      ...claimOf(capabilities, one, before[index]),
    })),
    { email: NEW, ...claimOf(capabilities, { ...choices.created, declared: 1 + (choices.created.declared % 2) }) },
  ]);
  const started = await stage.people();
  const run = await applyOnce(stage);
  const plan = await rollbackOf(stage, run);
  expect(plan.changes.filter(({ action }) => action === 'create')).toEqual([]);
  const outcomes = await applyRollback(stage, plan);
  const blocked = new Set(plan.changes.filter((change) => change.blocked.length > 0).map(({ id }) => id));
  expect(outcomes.filter(({ change, status }) => status !== (blocked.has(change) ? 'blocked' : 'succeeded'))).toEqual(
    [],
  );

  const after = await stage.people();
  for (const one of started) {
    const now = after.find(({ email }) => email === one.email);
    expect(withoutNamed(now ?? person({ email: 'gone' }), plan), one.email).toEqual(withoutNamed(one, plan));
  }
  const mailable = (people: readonly Person[]) =>
    people.filter(({ status }) => status === 'subscribed').map(({ email }) => email);
  expect(mailable(started)).toEqual(expect.arrayContaining(mailable(after)));
  const created = after.find(({ email }) => email === NEW);
  if (capabilities.deletes && !blocked.has(plan.changes.find(({ key }) => key.endsWith(NEW))?.id ?? ''))
    expect(created).toBeUndefined();
  const again = await rollbackOf(stage, run);
  expect(again.requests).toEqual([]);
}

function statusesOf({ channels }: Dialect): readonly Status[] {
  return channels.email?.statuses ?? [];
}

function livePerson(capabilities: Dialect, { status, fields }: Choices['people'][number], index: number): Person {
  const complete = completePerson(capabilities);
  const statuses = statusesOf(capabilities);
  const has = (position: number): boolean => fields[position % fields.length] !== 0;
  const keep = <T>(values: Readonly<Record<string, T>>, from: number): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(values).filter((_, position) => has(from + position)));
  const { phone: _, sms: _sms, userId: _id, ...rest } = complete;
  return {
    ...rest,
    email: `user${index}@example.com`,
    status: statuses[status % statuses.length] ?? 'subscribed',
    scalars: withCountry(keep(complete.scalars, 0), complete),
    sets: keep(complete.sets, 11),
    properties: keep(complete.properties, 17) as Person['properties'],
  };
}

/** A vendor keeps both or derives one: such a person has both. */
function withCountry(scalars: Person['scalars'], { scalars: all }: Person): Person['scalars'] {
  const { country, countryCode } = all;
  return {
    ...scalars,
    ...(country === undefined ? {} : { country }),
    ...(countryCode === undefined ? {} : { countryCode }),
  };
}

function consentOf({ channels }: Dialect, status: Status) {
  return { status, ...(channels.email?.basisRequired === true && status === 'subscribed' ? { basis: 'express' } : {}) };
}

/** What a manifest declares of somebody; `fields` says of each: unmanaged, another value, or none. */
function claimOf(
  capabilities: Dialect,
  { declared, fields }: { readonly declared: number; readonly fields: readonly number[] },
  live?: Person,
): Readonly<Record<string, unknown>> {
  const scalars = SCALAR_NAMES.flatMap((name, index) => {
    const support = capabilities.fields[name];
    const choice = fields[(index + 3) % fields.length];
    if (!support.has || !support.write || name === 'country' || name === 'countryCode' || choice === 0) return [];
    if (choice === 2 && support.clear === 'no') return [];
    return [[name, choice === 2 ? null : SCALAR_VALUES[name][1]] as const];
  });
  const sets = SET_FIELDS.flatMap((name, index): readonly (readonly [string, unknown])[] => {
    const support = capabilities[name];
    if (!capabilities.fields[name].has || fields[index] === 0) return [];
    if (support.map && name !== 'autoresponders')
      return [[name, Object.fromEntries(MEMBERS.map((one, at) => [one, fields[at + index] === 1]))] as const];
    return support.list ? [[name, [...new Set([...(live?.sets[name] ?? []), 'beta'])]] as const] : [];
  });
  const properties = capabilities.customProperties.types.flatMap((type, index) => {
    const { name, after } = PROPERTY_VALUES[type];
    const choice = fields[index + 8];
    return choice === 0 ? [] : [[name, choice === 2 ? null : after] as const];
  });
  const status = declared === 1 ? 'subscribed' : declared === 2 ? 'unsubscribed' : undefined;
  return Object.fromEntries([
    ...scalars,
    ...sets,
    ...(properties.length === 0 ? [] : [['customProperties', Object.fromEntries(properties)] as const]),
    ...(status === undefined ? [] : [['channels', { email: consentOf(capabilities, status) }] as const]),
  ]);
}

/** A person without the fields that the rollback says it left. */
function withoutNamed(one: Person, { changes }: Plan): unknown {
  const paths = changes.find(({ key }) => key.endsWith(`/${one.email}`))?.blocked.map(({ path }) => path) ?? [];
  const isNamed = (...path: readonly string[]): boolean =>
    paths.some(
      (blocked) =>
        blocked.length === 0 || (blocked[0] === path[0] && (path[1] === undefined || blocked[1] === path[1])),
    );
  const keep = <T>(values: Readonly<Record<string, T>>, named: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !named(name)));
  return {
    email: one.email,
    ...(isNamed('channels') ? {} : { status: one.status }),
    scalars: keep(one.scalars, (name) => isNamed(name)),
    sets: keep(one.sets, (name) => isNamed(name)),
    properties: keep(one.properties, (name) => isNamed('customProperties', name)),
  };
}

interface RunOnce {
  readonly plan: Plan;
  readonly lines: readonly string[];
}

/** Plans and applies, with the lines of the journal. */
async function applyOnce({ bench }: Stage): Promise<RunOnce> {
  const plan = await bench.plan();
  const lines: string[] = [];
  const file = { path: 'j', append: async (line: string) => void lines.push(line), close: async () => {} };
  const { listener, record } = recorder(file, Date.now);
  await record({ type: 'started', formatVersion: 3, planId: plan.planId, reviewed: null });
  await bench.apply(plan, undefined, (event: ApplyEvent) => listener(event));
  return { plan, lines };
}

async function rollbackOf({ bench }: Stage, { plan, lines }: RunOnce): Promise<Plan> {
  async function* journal() {
    yield* lines;
  }
  const configuration = withoutBase(await bench.load());
  const connections = connectAccounts(configuration, { environment: {}, sandboxUrl: bench.sandbox.url });
  try {
    return await planRollback({
      run: { run: plan.planId, journal: 'j', plan, written: await foldWritten(journal(), 'j') },
      session: { configuration, before: new Map(), commit: null },
      accounts: connections.accounts,
      filters: { accounts: [], contacts: [], changed: false },
    });
  } finally {
    await connections.close();
  }
}

async function applyRollback({ bench }: Stage, plan: Plan) {
  const configuration = withoutBase(await bench.load());
  const contacts = plan.changes.map(contactOfRollback);
  const { outcomes } = await bench.apply(plan, { ...configuration, contacts });
  return outcomes;
}
