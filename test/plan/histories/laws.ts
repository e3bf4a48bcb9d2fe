// Plays histories against the planner, and judges every plan by its request bodies.

import { expect } from 'vitest';
import { withBase } from '../../../src/base/compare.ts';
import { withConfirmed } from '../../../src/base/consent/confirmed.ts';
import { type Base, baseOfConfiguration } from '../../../src/base/layers.ts';
import { withOutdatedClaims } from '../../../src/base/outdated-claims.ts';
import { withoutBase } from '../../../src/base/suppressed/configuration.ts';
import { sha256 } from '../../../src/contact/canonical.ts';
import type { LiveContact } from '../../../src/contact/contact.ts';
import type { Account, Configuration } from '../../../src/manifest/configuration.ts';
import { buildPlan } from '../../../src/plan/build.ts';
import type { Plan, PlannedRequest } from '../../../src/plan/document.ts';
import { decideAccount } from '../../../src/plan/planner.ts';
import { providerOf } from '../../../src/providers/table.ts';
import { mayResubscribe, statusesIn } from '../sent-statuses.ts';
import { vendorOf } from '../subject.ts';
import { dayOf, declare, emailOf, type History, PEOPLE, type Person, type Revision } from './history.ts';
import { isDeclared, touched } from './touched.ts';
import { type Contacts, carryOut, happen, idOf } from './vendor.ts';

/** One plan of a history, with everything that the checks need. */
export interface Moment {
  readonly at: Account;
  readonly now: Revision;
  readonly base: Revision | undefined;
  readonly applied: Applied;
  readonly contacts: Contacts;
  readonly plan: Plan;
}

/** What was applied last, and when; `at` is undefined if nothing has been applied yet. */
interface Applied {
  readonly revision: Revision;
  readonly at: string | undefined;
  /** Keys of the contacts of which something was blocked. */
  readonly owed: ReadonlySet<string>;
  /** Keys of those of them that an apply before has confirmed. */
  readonly seen: ReadonlySet<string>;
  /** Emails of people who were at the vendor at an apply, and whom every apply since has confirmed. */
  readonly there: ReadonlySet<string>;
}

function recordOf(at: Account, { revision, at: when, owed, seen }: Applied): Base | undefined {
  if (when === undefined) return undefined;
  const base = baseOfConfiguration(configurationOf(at, revision));
  return {
    ...base,
    isOwed: (key) => owed.has(key),
    isSeen: (key) => seen.has(key),
    appliedAt: new Map([[at.name, when]]),
  };
}

/** What is recorded after a plan was carried out. */
function appliedNow({ at, now, applied, plan }: Moment, contacts: Contacts, tick: number): Applied {
  const owed = new Set(plan.changes.filter(({ blocked }) => blocked.length > 0).map(({ key }) => key));
  const confirmed = PEOPLE.filter((person) => now[person] !== undefined && !owed.has(`${at.name}/${emailOf(person)}`));
  const there = confirmed.map(emailOf).filter((email) => contacts.has(email) || applied.there.has(email));
  const keys = new Set(Object.values(applied.revision).map(({ key }) => key));
  const seen = [...owed].filter((key) => applied.seen.has(key) || (keys.has(key) && !applied.owed.has(key)));
  return { revision: now, at: dayOf(tick), owed, seen: new Set(seen), there: new Set(there) };
}

function configurationOf(at: Account, revision: Revision): Configuration {
  return { accounts: [at], contacts: Object.values(revision), unsupportedFields: [], digest: sha256(''), files: 1 };
}

async function planAt({ at, now, base, applied, contacts }: Omit<Moment, 'plan'>): Promise<Plan> {
  const today = configurationOf(at, now);
  const based =
    base === undefined
      ? withoutBase(today)
      : withBase({ configuration: today, whole: today }, baseOfConfiguration(configurationOf(at, base))).configuration;
  const record = {
    configuration: configurationOf(at, applied.revision),
    committedAt: new Map(applied.at === undefined ? [] : [[at.name, applied.at] as const]),
  };
  const recorded = recordOf(at, applied);
  const confirmed = recorded && withBase({ configuration: today, whole: today }, recorded).configuration.contacts;
  const known = confirmed === undefined ? based.contacts : withConfirmed(based.contacts, confirmed);
  const configuration = { ...based, contacts: withOutdatedClaims(known, today.contacts, [record]) };
  const live: readonly LiveContact[] = [...contacts.values()];
  const decided = await decideAccount(at, configuration.contacts, vendorOf(live));
  const provider = providerOf(at.capabilities.dialect);
  return buildPlan({
    plannedAt: 0,
    configuration,
    version: '0.0.0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, target: { provider, origin: at.baseUrl, budgets: at.capabilities.budgets } }],
  });
}

/** Plays a history, and judges every plan in it. */
export async function play({ at, steps }: History, judge: (moment: Moment) => void): Promise<void> {
  const revisions: Revision[] = [];
  let applied: Applied = { revision: {}, at: undefined, owed: new Set(), seen: new Set(), there: new Set() };
  let contacts: Contacts = new Map();
  for (const [tick, step] of steps.entries()) {
    const now = revisions.at(-1) ?? {};
    if (step.kind === 'commit') {
      const declared = step.people.flatMap(([person, draw]) =>
        draw === undefined ? [] : [[person, declare(person, draw, at, tick)] as const],
      );
      revisions.push(Object.fromEntries(declared) as Revision);
    } else if (step.kind === 'revert') revisions.push(revisions.at(-1 - step.commits) ?? now);
    else if (step.kind === 'plan') {
      const base = { applied: applied.revision, none: undefined, older: revisions.at(-2) }[step.base];
      const moment = { at, now, base, applied, contacts };
      const plan = await planAt(moment);
      judge({ ...moment, plan });
      if (!step.applied || plan.accounts.some(({ refusals }) => refusals.length > 0)) continue;
      contacts = carryOut(contacts, plan, at.capabilities, tick);
      applied = appliedNow({ ...moment, plan }, contacts, tick);
      const again = await planAt({ ...moment, applied, contacts, ...(base === undefined ? {} : { base: now }) });
      expect(again.requests, 'what was applied is not planned again').toEqual([]);
    } else contacts = happen(contacts, step, at.capabilities, tick);
  }
}

interface Sent {
  readonly request: PlannedRequest;
  readonly person: Person;
  /** The part of the body for this contact: one element of a batch, or the whole body. */
  readonly body: unknown;
}

/** What a plan would send, each part with the person whom it is about. */
export function sentOf({ plan }: Moment): readonly Sent[] {
  const people = new Map(plan.changes.map(({ id, key }) => [id, PEOPLE.find((name) => key.endsWith(emailOf(name)))]));
  return plan.requests.flatMap((request) =>
    request.items.map(({ change, pointer }) => {
      const [, list, index] = pointer.split('/');
      const items = (request.body as Record<string, unknown[]> | null)?.[list ?? ''];
      const body = request.kind === 'batch' ? items?.[Number(index)] : request.body;
      return { request, person: people.get(change) as Person, body };
    }),
  );
}

function noResubscribeWithoutConsent(moment: Moment): void {
  for (const { person, body } of sentOf(moment)) {
    for (const { channel, status } of statusesIn(body)) {
      const live = moment.contacts.get(emailOf(person))?.channels[channel];
      const wanted = moment.now[person];
      if (status !== 'subscribed') continue;
      expect(wanted?.channels[channel]?.status, 'subscribed by the manifests').toBe('subscribed');
      expect(['complaint', 'rejected', 'pending'], 'subscribed after what no claim lifts').not.toContain(live?.cause);
      if (live?.optedOut !== true || wanted === undefined) continue;
      expect(
        mayResubscribe(wanted, channel, live, moment.at, moment.applied.at),
        'resubscribed with permission and newer consent',
      ).toBe(true);
    }
  }
}

function nothingUnmanaged(moment: Moment): void {
  for (const { request, person, body } of sentOf(moment)) {
    const { now, base, plan } = moment;
    const wanted = now[person];
    const isCreate = plan.changes.some(({ key, action }) => action === 'create' && key.endsWith(emailOf(person)));
    for (const name of touched(body, request.kind === 'grouped')) {
      if (isCreate && name.startsWith('channels.')) continue;
      // A contact that is no longer declared may only be unsubscribed.
      const allowed = wanted === undefined ? name.startsWith('channels.') : isDeclared(name, wanted, base?.[person]);
      expect(allowed, `${name} is managed`).toBe(true);
    }
  }
}

/** Expects no status that live already has. An identifier that is added needs a status, and has none at the vendor yet. */
function noStatusThatStands(moment: Moment): void {
  for (const { person, body } of sentOf(moment)) {
    const live = moment.contacts.get(emailOf(person));
    for (const { channel, status } of live === undefined ? [] : statusesIn(body)) {
      expect(live?.channels[channel]?.status ?? 'nonSubscribed', 'the status changes').not.toBe(status);
    }
  }
}

/** Expects that a dropped value is removed only if live still has what the base declared. */
function changedSinceBaseStays({ plan, now, base, contacts }: Moment): void {
  for (const { key, differences } of plan.changes) {
    const person = PEOPLE.find((name) => key.endsWith(emailOf(name))) as Person;
    const [wanted, former, live] = [now[person], base?.[person], contacts.get(emailOf(person))];
    for (const { path, after } of differences) {
      const [field = '', member = ''] = path;
      if (after !== null || wanted === undefined || (field !== 'firstName' && field !== 'customProperties')) continue;
      const isScalar = field === 'firstName';
      const declared = isScalar ? wanted.scalars : wanted.customProperties;
      const name = isScalar ? field : member;
      if (Object.hasOwn(declared, name) || (!isScalar && wanted.pruneCustomProperties)) continue;
      const before = isScalar ? former?.scalars.firstName : former?.customProperties[name];
      expect(isScalar ? live?.scalars.firstName : live?.customProperties[name], 'as the base had it').toBe(before);
    }
  }
}

/** Expects no creates in an account whose `onMissing` does not allow them. */
function nobodyUnwanted({ at, plan }: Moment): void {
  const created = plan.changes.filter(({ action, requests }) => action === 'create' && requests.length > 0);
  if (at.onMissing !== 'create') expect(created).toEqual([]);
}

function keptAreLeftAlone(moment: Moment): void {
  const { at, now, base, plan } = moment;
  const texts = plan.requests.map(({ path, query, body }) => JSON.stringify([path, query, body]));
  for (const person of PEOPLE) {
    if (now[person] !== undefined) continue;
    const former = base?.[person];
    const isKept = former === undefined || at.onRemoved === 'keep' || former.protect;
    const named = texts.filter((text) => text.includes(emailOf(person)) || text.includes(idOf(emailOf(person))));
    if (isKept) expect(named, 'a kept contact is in no request').toEqual([]);
  }
}

function protectedStay(moment: Moment): void {
  for (const { request, person, body } of sentOf(moment)) {
    if (moment.now[person]?.protect !== true || !moment.contacts.has(emailOf(person))) continue;
    expect(request.method === 'DELETE' && request.kind === 'single', 'a protected contact is not deleted').toBe(false);
    expect(statusesIn(body).map(({ status }) => status)).not.toContain('unsubscribed');
  }
}

function optOutsSurviveDeletes({ plan, contacts }: Moment): void {
  for (const { action, key, requests } of plan.changes) {
    if (action !== 'delete' || requests.length === 0) continue;
    const { channels = {} } = contacts.get(key.slice(key.indexOf('/') + 1)) ?? {};
    expect(Object.values(channels).map(({ optedOut }) => optedOut)).not.toContain(true);
  }
}

/** Expects that nobody who is gone, or lost a subscription that was applied, is subscribed without a newer claim. */
function goneIsNotNew(moment: Moment): void {
  const { at, now, applied, contacts } = moment;
  // Nobody is created there, so that the record cannot tell who was there.
  if (at.onMissing === 'skip') return;
  for (const { person, body } of sentOf(moment)) {
    const email = emailOf(person);
    if (!applied.there.has(email) || applied.at === undefined) continue;
    for (const { channel, status } of statusesIn(body)) {
      if (status !== 'subscribed') continue;
      const { consent, statusChangedAt } = now[person]?.channels[channel] ?? {};
      const live = contacts.get(email);
      const isLost = applied.revision[person]?.channels[channel]?.status === 'subscribed';
      if (live === undefined) {
        expect([now[person]?.recreate, isSince(consent?.createdAt, applied.at)], 'who is gone').toEqual([true, true]);
      } else if (live.channels[channel]?.optedOut !== true && isLost) {
        const dates = [consent?.createdAt, statusChangedAt].map((date) => isSince(date, applied.at));
        expect(dates, 'a lost subscription').toContain(true);
      }
    }
  }
}

/** Expects that an opt-out that was applied does not end a later subscription. */
function newerChoiceStands(moment: Moment): void {
  const { at, now, applied, contacts } = moment;
  for (const { person, body } of sentOf(moment)) {
    const email = emailOf(person);
    if (applied.owed.has(`${at.name}/${email}`)) continue;
    for (const { channel, status } of statusesIn(body)) {
      const live = contacts.get(email)?.channels[channel];
      const before = applied.revision[person]?.channels[channel]?.status;
      const declared = now[person]?.channels[channel];
      if (status !== 'unsubscribed' || live?.status !== 'subscribed' || before !== 'unsubscribed') continue;
      if (declared?.status !== 'unsubscribed') continue;
      const since = live.since === 'unknown' ? applied.at : live.since;
      expect(isSince(declared.statusChangedAt, since), 'an opt-out that is newer').toBe(true);
    }
  }
}

/** Expects that no subscription and no opt-out becomes “never asked”. */
function nothingErased(moment: Moment): void {
  for (const { person, body } of sentOf(moment)) {
    for (const { channel, status } of statusesIn(body)) {
      const live = moment.contacts.get(emailOf(person))?.channels[channel];
      if (status !== 'nonSubscribed' || live === undefined) continue;
      expect([live.status, live.optedOut], 'never asked').toEqual(['nonSubscribed', false]);
    }
  }
}

function isSince(date: string | undefined, other: string | undefined): boolean {
  return date !== undefined && other !== undefined && Date.parse(date) > Date.parse(other);
}

/** Judges a plan by all laws. */
export function judge(moment: Moment): void {
  noResubscribeWithoutConsent(moment);
  noStatusThatStands(moment);
  changedSinceBaseStays(moment);
  nobodyUnwanted(moment);
  nothingUnmanaged(moment);
  keptAreLeftAlone(moment);
  protectedStay(moment);
  optOutsSurviveDeletes(moment);
  goneIsNotNew(moment);
  newerChoiceStands(moment);
  nothingErased(moment);
}
