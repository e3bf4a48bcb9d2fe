// Plays a random history of a team on real clones, a real remote and a sandbox, and checks after every apply what may have happened
// to people at the vendors. What is expected is worked out from the history and from what the vendors hold, not by rollcall.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FIXTURES } from '../contract/fixtures.ts';
import { type Person, person } from '../contract/person.ts';
import { plantRecord } from './records.ts';
import type { Run } from './rollcall.ts';
import type { Machine, Team } from './team.ts';
import { ACCOUNTS, type AccountName, type Declaration, FIELDS, PEOPLE, type Step, type Trouble } from './team-steps.ts';

const VENDORS = {
  shop: { provider: 'omnisend', fixture: FIXTURES['omnisend@2026-03-15'] },
  news: { provider: 'envoke', fixture: FIXTURES['envoke@v1'] },
} as const;

/** Nobody's manifest declares them. */
const BYSTANDER = 'bystander@example.com';

/** People at each account, by email. */
type Live = Readonly<Record<AccountName, ReadonlyMap<string, Person>>>;

function emailOf(one: number): string {
  return `person${one}@example.com`;
}

/** What a history has done so far. */
export interface World {
  readonly team: Team;
  readonly machines: readonly Machine[];
  /** `account email` of everybody whom an apply has declared. */
  readonly declared: Set<string>;
  /** `account email` of everybody whom an apply has written to. */
  readonly written: Set<string>;
  /** `account email value` of values that are nobody's business any more: their person was dropped, and `onRemoved` is `keep`. */
  readonly released: Set<string>;
  /** The remote's records before a stranger replaced them, by ref. */
  planted: ReadonlyMap<string, string> | undefined;
  branches: number;
}

/** A team of three with one manifest for each person; the first two are at the vendors already. */
export async function openWorld(team: Team): Promise<World> {
  const keys = { NEWS_KEY: 'key', NEWS_ID: 'id' };
  const machines: Machine[] = [];
  for (const _ of [0, 1, 2, 'stranger']) machines.push(await team.machine(keys));
  const [first] = machines;
  first?.push({ 'contacts.d/accounts.yaml': accountsOf(team) });
  for (const machine of machines) machine.git('pull', '--quiet', 'origin', 'main');
  const before = [emailOf(0), emailOf(1), BYSTANDER].map((email) =>
    person({ email, scalars: { city: `seed-city ${email}`, lastName: `seed-name ${email}` } }),
  );
  const state = Object.fromEntries(
    ACCOUNTS.map((name) => [VENDORS[name].provider, VENDORS[name].fixture.encode(before)]),
  );
  await team.edit(() => JSON.stringify({ version: 1, accounts: { default: state } }));
  return {
    team,
    machines,
    declared: new Set(),
    written: new Set(),
    released: new Set(),
    planted: undefined,
    branches: 0,
  };
}

function accountsOf({ sandbox }: Team): string {
  const limits = 'limits: { maxChangedPercent: 100, maxDeletes: 100, maxUnsubscribes: 100 }';
  const shop = `provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${SHOP_KEY}", baseUrl: "${sandbox.url}/omnisend"`;
  const news = `provider: envoke, apiKey: "\${NEWS_KEY}", apiId: "\${NEWS_ID}", baseUrl: "${sandbox.url}/envoke"`;
  return `accounts:\n  shop: { ${shop}, rateLimit: 400/min, ${limits} }\n  news: { ${news}, onRemoved: delete, ${limits} }\n`;
}

export async function readLive({ team }: World): Promise<Live> {
  const { default: vendors } = JSON.parse(await team.state()).accounts;
  const peopleAt = (name: AccountName): ReadonlyMap<string, Person> => {
    const { provider, fixture } = VENDORS[name];
    return new Map(fixture.decode(vendors[provider]).map((one) => [one.email ?? '', one]));
  };
  return { shop: peopleAt('shop'), news: peopleAt('news') };
}

/** @returns the run of rollcall, if the step was one */
export async function play(world: World, step: Step): Promise<Run | undefined> {
  switch (step.do) {
    case 'edit':
      return void edit(machineOf(world, step.machine), step.person, step.declaration);
    case 'commit':
      return void machineOf(world, step.machine).commit();
    case 'branch':
      return void machineOf(world, step.machine).git('switch', '--quiet', '-c', `branch-${world.branches++}`);
    case 'publish':
      return void publish(machineOf(world, step.machine));
    case 'pull':
      return void takeMain(machineOf(world, step.machine));
    case 'at-vendor':
      return editAtVendor(world, step).then(() => undefined);
    case 'plant':
      return void plant(world);
    case 'restore':
      return void restore(world);
    case 'resume':
      return checked(world, step, () => machineOf(world, step.machine).rollcall('apply', '--resume', '--auto-approve'));
    case 'apply':
      return apply(world, step);
    case 'save-plan':
      return void (await machineOf(world, step.machine).rollcall('plan', '--base', step.base, '--out', PLAN));
    case 'apply-plan':
      return checked(world, step, () => machineOf(world, step.machine).rollcall('apply', PLAN));
    case 'race':
      return race(world, step.machines);
  }
}

/** The plan that a machine saved last; it lies where git does not see it. */
const PLAN = '.rollcall/saved-plan.json';

/** @returns the run that ended worse */
async function race(world: World, [one, other]: readonly [number, number]): Promise<Run> {
  const runs = await checked(world, { machine: one }, async () => {
    noteDeclared(world, { machine: other });
    return Promise.all([one, other].map((index) => machineOf(world, index).apply()));
  });
  return runs.toSorted((a, b) => (b.code ?? 0) - (a.code ?? 0))[0] as Run;
}

function machineOf({ machines }: World, index: number): Machine {
  const machine = machines[index];
  if (machine === undefined) throw new RangeError(`there is no machine ${index}`);
  return machine;
}

function edit(machine: Machine, one: number, declaration: Declaration | undefined): void {
  const file = `contacts.d/person${one}.yaml`;
  if (declaration === undefined) {
    rmSync(join(machine.place.directory, file), { force: true });
    return;
  }
  const entry = { email: emailOf(one), accounts: declaration.accounts, firstName: 'Jane', ...declaration.values };
  // JSON is YAML; the next step can read it again.
  machine.write({ [file]: `${JSON.stringify({ contacts: [entry] })}\n` });
}

/** What the files of a machine declare now. */
export function declarationsOn({ place }: Machine): ReadonlyMap<string, Declaration> {
  const directory = join(place.directory, 'contacts.d');
  const files = readdirSync(directory).filter((name) => name.startsWith('person'));
  return new Map(
    files.map((name) => {
      const [entry] = JSON.parse(readFileSync(join(directory, name), 'utf8')).contacts;
      const values = Object.fromEntries(FIELDS.flatMap((field) => (entry[field] ? [[field, entry[field]]] : [])));
      return [entry.email, { accounts: entry.accounts, values }];
    }),
  );
}

/** Takes everything into main as a team does that protects it: what main has comes first. */
function publish(machine: Machine): void {
  machine.commit();
  machine.git('fetch', '--quiet', 'origin', 'main');
  const [ours, isSquashed] = [
    machine.git('rev-parse', 'HEAD'),
    machine.git('rev-parse', '--abbrev-ref', 'HEAD') !== 'main',
  ];
  machine.git('switch', '--quiet', '--force-create', 'main', 'FETCH_HEAD');
  try {
    const how = isSquashed ? ['--squash'] : ['--message=merge'];
    machine.git('merge', '--quiet', '--strategy-option=theirs', ...how, ours);
    if (isSquashed) machine.commit();
  } catch {
    // Both sides contradict each other: ours is given up.
    machine.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  }
  machine.git('push', '--quiet', 'origin', 'HEAD:main');
}

export function takeMain(machine: Machine): void {
  machine.git('fetch', '--quiet', 'origin', 'main');
  machine.git('reset', '--quiet', '--hard');
  machine.git('clean', '--quiet', '--force', '-d', 'contacts.d');
  machine.git('switch', '--quiet', '--force-create', 'main', 'FETCH_HEAD');
}

async function editAtVendor({ team }: World, step: Extract<Step, { do: 'at-vendor' }>): Promise<void> {
  const { account, person: one, field, value } = step;
  await team.edit((text) => {
    const state = JSON.parse(text);
    const side = state.accounts.default[VENDORS[account].provider];
    const wire = { shop: field, news: { city: 'city', lastName: 'last_name' }[field] }[account];
    for (const contact of side.contacts) {
      if (JSON.stringify(contact).includes(`"${emailOf(one)}"`)) contact[wire] = value;
    }
    return JSON.stringify(state);
  });
}

/** The commit declares exactly what the vendors hold, so that a record of it would have everything removed. */
function plant(world: World): void {
  const stranger = machineOf(world, 3);
  if (world.planted !== undefined) return;
  const refs = stranger.git('ls-remote', 'origin', 'refs/rollcall/record/*').split('\n').filter(Boolean);
  if (refs.length === 0) return;
  takeMain(stranger);
  stranger.git('fetch', '--quiet', 'origin', '+refs/rollcall/record/*:refs/rollcall/record/*');
  stranger.git('switch', '--quiet', '--force-create', 'evil');
  const everybody = [BYSTANDER, ...PEOPLE.map(emailOf)].map((email) => ({
    ...{ email, accounts: ACCOUNTS, city: `seed-city ${email}`, lastName: `seed-name ${email}` },
  }));
  const evil = stranger.commit({ 'contacts.d/person9.yaml': `${JSON.stringify({ contacts: everybody })}\n` });
  stranger.git('push', '--quiet', '--force', 'origin', 'evil');
  const planted = new Map<string, string>();
  for (const [commit = '', ref = ''] of refs.map((line) => line.split('\t'))) {
    const record = JSON.parse(stranger.git('cat-file', '-p', `${commit}:record.json`));
    plantRecord(stranger.place.directory, JSON.stringify({ ...record, revision: evil, exceptions: [] }), ref);
    stranger.git('push', '--quiet', '--force', 'origin', ref);
    planted.set(ref, commit);
  }
  world.planted = planted;
}

export function restore(world: World): void {
  const stranger = machineOf(world, 3);
  for (const [ref, commit] of world.planted ?? [])
    stranger.git('push', '--quiet', '--force', 'origin', `${commit}:${ref}`);
  world.planted = undefined;
}

async function apply(world: World, step: Extract<Step, { do: 'apply' }>): Promise<Run> {
  const { team } = world;
  const { base, only, account, record, trouble, machine: index } = step;
  const machine = machineOf(world, index);
  const args = [
    ...['--base', base],
    ...(only === undefined ? [] : ['--contact', emailOf(only)]),
    ...(account === undefined ? [] : ['--account', account]),
    ...(record === undefined ? [] : [{ unpushed: '--no-push-record', offline: '--offline-record' }[record]]),
  ];
  if (trouble !== undefined) await team.next(answersOf(trouble));
  await team.writes();
  const run = await checked(world, step, () =>
    trouble?.what === 'killed'
      ? machine.place.rollcallUntil(written(world), 'apply', '--auto-approve', ...args)
      : machine.apply(...args),
  );
  await team.next([]);
  // A plan with another base leaves alone what it does not know.
  if (run.code === 0 && only === undefined) checkAsDeclared(await readLive(world), machine, account);
  return run;
}

/** A process is killed after its first write. */
function answersOf({ what, skip, times }: Trouble): readonly object[] {
  if (what === 'killed') return [];
  const how = what === 'refused' ? { status: 400, body: {} } : { fault: what };
  return ['PATCH', 'POST', 'PUT', 'DELETE'].map((method) => ({ match: { method }, skip, times, ...how }));
}

/** Resolves when the first write of an apply was carried out, or none can be expected any more. */
async function written({ team }: World): Promise<void> {
  const before = await team.state();
  for (let round = 0; round < 200; round += 1) {
    if ((await team.state()) !== before) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What an apply sends something of. */
interface Scope {
  readonly machine: number;
  readonly only?: number;
  readonly account?: AccountName;
}

/** An apply records what it was not asked for, too, but sends nothing of it. */
function noteDeclared(world: World, { machine, only, account }: Scope): ReadonlyMap<string, Declaration> {
  const today = declarationsOn(machineOf(world, machine));
  for (const [email, { accounts }] of today) {
    if (only !== undefined && email !== emailOf(only)) continue;
    for (const one of accounts) if (account === undefined || account === one) world.declared.add(`${one} ${email}`);
  }
  return today;
}

/** Runs rollcall, and checks that nothing was lost at the vendors which no apply had declared. */
async function checked<T>(world: World, scope: Scope, run: () => Promise<T>): Promise<T> {
  const today = noteDeclared(world, scope);
  const before = await readLive(world);
  const result = await run();
  const after = await readLive(world);
  for (const account of ACCOUNTS) {
    for (const [email, { scalars }] of before[account]) {
      const now = after[account].get(email);
      if (now === undefined) expect(world.declared, `${account} ${email} was deleted`).toContain(`${account} ${email}`);
      for (const field of FIELDS) {
        const [was, is] = [scalars[field], now?.scalars[field]];
        const isOurs = was === undefined || was.startsWith('ours') || is?.startsWith('ours') === true;
        if (now !== undefined && !isOurs) expect([account, email, field, is]).toEqual([account, email, field, was]);
      }
    }
  }
  noteAfter(world, today, after);
  return result;
}

/** Notes whom the apply has written to, and whose values it let go. Only our manifests have that first name. */
function noteAfter(world: World, today: ReadonlyMap<string, Declaration>, live: Live): void {
  for (const email of PEOPLE.map(emailOf)) {
    for (const account of ACCOUNTS)
      if (live[account].get(email)?.scalars.firstName === 'Jane') world.written.add(`${account} ${email}`);
    if (today.get(email)?.accounts.includes('shop') === true) continue;
    for (const field of FIELDS) world.released.add(`${email} ${live.shop.get(email)?.scalars[field]}`);
  }
}

function checkAsDeclared(live: Live, machine: Machine, only?: AccountName): void {
  for (const [email, { accounts, values }] of declarationsOn(machine)) {
    for (const account of accounts)
      if (only === undefined || only === account) expect(live[account].get(email)?.scalars).toMatchObject(values);
  }
}

/** What our applies left at the vendors although the manifests no longer declare it, and nobody let it go. */
export function forgotten({ released }: World, live: Live, today: ReadonlyMap<string, Declaration>): readonly string[] {
  return ACCOUNTS.flatMap((account) =>
    PEOPLE.map(emailOf).flatMap((email) => {
      const declared = today.get(email);
      const found = live[account].get(email);
      if (found === undefined) return [];
      if (declared?.accounts.includes(account) !== true && account === 'news') return [];
      return FIELDS.flatMap((field) => {
        const value = found.scalars[field] ?? '';
        const isExpected = declared?.accounts.includes(account) === true && declared.values[field] === value;
        const isLeft = value.startsWith('ours') && !isExpected && !released.has(`${email} ${value}`);
        return isLeft ? [`${account} ${email} ${field}=${value}`] : [];
      });
    }),
  );
}

/** People at the account that deletes whom an apply has written to, and whom the manifests no longer declare. */
export function notDeleted({ written }: World, live: Live, today: ReadonlyMap<string, Declaration>): readonly string[] {
  return PEOPLE.map(emailOf).filter(
    (email) =>
      written.has(`news ${email}`) && live.news.has(email) && today.get(email)?.accounts.includes('news') !== true,
  );
}

export function bystanders(live: Live): readonly (Person | undefined)[] {
  return ACCOUNTS.map((account) => live[account].get(BYSTANDER));
}
