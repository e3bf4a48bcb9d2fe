// Checks on the request bodies of random histories that no plan does harm. A history has commits, reverts, people who unsubscribe
// and come back, changes in the vendor's own app, and plans with any base, applied or not. Covers every policy and dialect.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withBase } from '../../src/base/compare.ts';
import { baseOfConfiguration } from '../../src/base/layers.ts';
import { withOutdatedClaims } from '../../src/base/outdated-claims.ts';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import { sha256 } from '../../src/contact/canonical.ts';
import type { LiveContact } from '../../src/contact/contact.ts';
import type { Account, Configuration } from '../../src/manifest/configuration.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Plan, PlannedRequest } from '../../src/plan/document.ts';
import { decideAccount } from '../../src/plan/planner.ts';
import { DIALECTS, type DialectName, providerOf } from '../../src/providers/table.ts';
import {
  dayOf,
  declare,
  emailOf,
  type History,
  histories,
  PEOPLE,
  type Person,
  type Revision,
} from './histories/history.ts';
import { isDeclared, touched } from './histories/touched.ts';
import { type Contacts, carryOut, happen, idOf } from './histories/vendor.ts';
import { mayResubscribe, statusesIn } from './sent-statuses.ts';
import { vendorOf } from './subject.ts';

/** One plan of a history, with everything that the checks need. */
interface Moment {
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
  const configuration = { ...based, contacts: withOutdatedClaims(based.contacts, today.contacts, [record]) };
  const live: readonly LiveContact[] = [...contacts.values()];
  const decided = await decideAccount(at, configuration.contacts, vendorOf(live));
  const provider = providerOf(at.capabilities.dialect);
  return buildPlan({
    configuration,
    version: '0.0.0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, target: { provider, origin: at.baseUrl, budgets: at.capabilities.budgets } }],
  });
}

async function play({ at, steps }: History, judge: (moment: Moment) => void): Promise<void> {
  const revisions: Revision[] = [];
  let applied: Applied = { revision: {}, at: undefined };
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
      applied = { revision: now, at: dayOf(tick) };
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

function sentOf({ plan }: Moment): readonly Sent[] {
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

describe.each(Object.keys(DIALECTS) as DialectName[])('%s', (dialect) => {
  test('no history makes a plan do harm', async () => {
    const seen = { lifts: 0, removals: 0, requests: 0 };
    await fc.assert(
      fc.asyncProperty(histories(dialect), async (history) => {
        await play(history, (moment) => {
          noResubscribeWithoutConsent(moment);
          noStatusThatStands(moment);
          changedSinceBaseStays(moment);
          nobodyUnwanted(moment);
          nothingUnmanaged(moment);
          keptAreLeftAlone(moment);
          protectedStay(moment);
          optOutsSurviveDeletes(moment);
          const sent = sentOf(moment);
          seen.requests += sent.length;
          seen.removals += sent.filter(({ person }) => moment.now[person] === undefined).length;
          seen.lifts += sent.filter(({ person, body }) =>
            statusesIn(body).some(
              ({ channel, status }) =>
                status === 'subscribed' && moment.contacts.get(emailOf(person))?.channels[channel]?.optedOut === true,
            ),
          ).length;
        });
      }),
      { numRuns: 150 },
    );
    // The histories must contain resubscriptions and removals, otherwise the checks above prove nothing.
    expect(Math.min(seen.lifts, seen.removals, seen.requests)).toBeGreaterThan(0);
  }, 30_000);

  test('reverting the commit that unsubscribed a person resubscribes nobody', async () => {
    const drawn = histories(dialect).filter(({ steps: [first] }) => first?.kind === 'commit');
    await fc.assert(
      fc.asyncProperty(drawn, fc.constantFrom('applied' as const, 'none', 'older'), async ({ at, steps }, base) => {
        const [first] = steps;
        if (first?.kind !== 'commit') return;
        const subscribed = first.people.flatMap(([person, draw]) => {
          if (draw === undefined) return [];
          return [[person, { ...draw, status: 'subscribed' as const, protect: false }] as const];
        });
        const left = subscribed.map(
          ([person, draw]) => [person, { ...draw, status: 'unsubscribed' as const }] as const,
        );
        const commit = (people: typeof subscribed | typeof left) => ({ kind: 'commit', people }) as const;
        const apply = { kind: 'plan', applied: true, base: 'applied' } as const;
        const last = { ...apply, base };
        const history = [commit(subscribed), apply, commit(left), apply, { kind: 'revert', commits: 1 } as const, last];
        let plans = 0;
        await play({ at: { ...at, onMissing: 'create' }, steps: history }, (moment) => {
          plans += 1;
          if (plans < 3) return;
          const statuses = sentOf(moment).flatMap(({ body }) => statusesIn(body).map(({ status }) => status));
          expect(statuses).toEqual([]);
        });
        expect(plans).toBe(3);
      }),
      { numRuns: 50 },
    );
  });
});
