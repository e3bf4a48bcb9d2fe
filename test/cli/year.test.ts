// A year of 500 people at three accounts of one sender, and of the office that keeps its list as code, on a real repository with a
// remote. After every apply the vendors would mail exactly those who want it, as told by an oracle that knows what everybody did.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editEntries, filesNaming, Office, type Planned } from '../people/year-office.ts';
import {
  ACCOUNT_NAMES,
  type AccountName,
  ATTENDEES,
  addressOf,
  GROUPS,
  newAddressOf,
  numbersAt,
} from '../people/year-people.ts';

const LEAVING = GROUPS.leaving.map(addressOf);
const COMPLAINING = GROUPS.complaining.map(addressOf);
const FORGOTTEN = GROUPS.forgotten.map(addressOf);
const ERASURES = 'contacts.d/erasures.yaml';

test('a year in the life of 500 people', { timeout: 600_000 }, async () => {
  const office = await Office.open();
  await importAll(office);
  await webinar(office);
  const campaign = beginCampaign(office);
  await peopleLeave(office);
  const taken = await peopleComplain(office);
  await peopleMove(office);
  await peopleAreForgotten(office);
  await peopleReturn(office);
  await revert(office, taken);
  await merge(office, campaign);
  await office.ordinaryDay();
  await office.run(office.ci, 0, 'drift', '--detailed-exitcode');
});

async function importAll(office: Office): Promise<void> {
  const { ana } = office;
  // Loops cannot be listed.
  ana.write({ 'export.csv': ['email', ...numbersAt('app').map(addressOf)].join('\n') });
  await office.run(ana, 0, 'import', '--account', 'shop');
  await office.run(ana, 0, 'import', '--account', 'news');
  await office.run(ana, 0, 'import', '--account', 'app', '--from', 'export.csv');
  ana.write({ 'export.csv': '' });
  ana.push();
  expect(await office.ordinaryDay()).toEqual({ changes: [], held: [], blocked: [], notices: [] });
}

/** Many get a tag, and some are new. Three of these have left at another account. */
async function webinar(office: Office): Promise<void> {
  const { ben, oracle } = office;
  ben.git('pull', '--quiet', 'origin', 'main');
  editEntries(ben, 'shop', GROUPS.webinar.map(addressOf), (entry) =>
    /^ {4}tags:/m.test(entry)
      ? entry.replace('tags:\n', 'tags:\n      webinar: true\n')
      : entry.replace('    channels:', '    tags:\n      webinar: true\n    channels:'),
  );
  const status = 'status: subscribed, consent: { source: webinar, createdAt: 2023-04-01T09:00:00Z }';
  const entries = ATTENDEES.map(
    (email) => `  - { email: ${email}, tags: { webinar: true }, channels: { email: { ${status} } } }\n`,
  );
  ben.push({ 'contacts.d/webinar.yaml': `defaults: { accounts: [shop] }\ncontacts:\n${entries.join('')}` });
  const gone = GROUPS.onlyNews.map((number) => `shop/${addressOf(number)}`);
  for (const email of ATTENDEES) if (!gone.includes(`shop/${email}`)) oracle.came(email, 'shop');
  const { changes, held } = await office.busyDay();
  expect(changes).toHaveLength(GROUPS.webinar.length + ATTENDEES.length);
  expect(held).toEqual(gone.map((key) => `${key} opted-out-elsewhere`));
}

/**
 * A colleague begins a branch that claims newer consent of people who are about to leave, and of some who will ask to be forgotten.
 * It lies about for months.
 *
 * @returns what will have to be named when it is merged: the keys of those who must not be mailed
 */
function beginCampaign({ ben }: Office): readonly string[] {
  const at = (account: AccountName): readonly number[] =>
    [...GROUPS.leaving.slice(10, 30), 60, 61].filter((number) => numbersAt(account).includes(number));
  ben.git('switch', '--quiet', '--create', 'campaign');
  for (const [account, more] of [
    ['shop', ''],
    ['app', ', supersedesOptOut: true'],
  ] as const) {
    const consent = `consent: { source: campaign, createdAt: ${new Date().toISOString()}${more} }`;
    editEntries(ben, account, at(account).map(addressOf), (entry) =>
      entry.replace('email: subscribed', `email: { status: subscribed, ${consent} }`),
    );
  }
  ben.commit();
  ben.git('switch', '--quiet', 'main');
  return [
    ...at('shop').map((number) => (GROUPS.returning.includes(number) ? [] : [`shop/${addressOf(number)}`])),
    ...at('app').map((number) => [`app/u${number}`]),
  ].flat();
}

/** Forty leave at one vendor. The sender's other accounts follow, and then the manifests. */
async function peopleLeave(office: Office): Promise<void> {
  await office.atVendor('shop', 'leave', LEAVING);
  for (const email of LEAVING) office.oracle.left(email);
  const { changes, held } = await office.busyDay();
  expect(held.filter((one) => one.endsWith(' opt-out'))).toEqual(
    LEAVING.map((email) => `shop/${email} opt-out`).sort(),
  );
  expect(changes).toHaveLength(countAt('app', GROUPS.leaving) + countAt('news', GROUPS.leaving));
  await office.pullOptOuts(office.ana);
  await office.ordinaryDay();
}

/** @returns the commit that takes the complaints into the manifests */
async function peopleComplain(office: Office): Promise<string> {
  await office.atVendor('news', 'complain', COMPLAINING);
  for (const email of COMPLAINING) office.oracle.left(email);
  const { changes } = await office.busyDay();
  expect(changes).toHaveLength(COMPLAINING.length + countAt('app', GROUPS.complaining));
  const taken = await office.pullOptOuts(office.ben);
  await office.ordinaryDay();
  return taken;
}

function countAt(account: AccountName, numbers: readonly number[]): number {
  return numbers.filter((number) => numbersAt(account).includes(number)).length;
}

/** Two vendors can change an address. At Omnisend the old one is unsubscribed, and the new one begins anew, unless she has left. */
async function peopleMove(office: Office): Promise<void> {
  const { ana, oracle } = office;
  ana.git('pull', '--quiet', 'origin', 'main');
  const to = new Map(GROUPS.moving.map((number) => [addressOf(number), newAddressOf(number)]));
  const at = (account: AccountName): readonly string[] =>
    GROUPS.moving.filter((number) => numbersAt(account).includes(number)).map(addressOf);
  for (const account of ['app', 'news'] as const)
    editEntries(ana, account, at(account), (entry, email) =>
      entry.replace(`email: ${email}\n`, `email: ${to.get(email)}\n    previously: { email: ${email} }\n`),
    );
  editEntries(ana, 'shop', at('shop'), (entry, email) => {
    if (LEAVING.includes(email)) return entry;
    return `${entry.replace('email: subscribed', 'email: unsubscribed')}  - ${entry.replace(email, to.get(email) ?? '')}`;
  });
  ana.push();
  for (const [email, newEmail] of to) oracle.moved(email, newEmail);
  const { blocked } = await office.busyDay();
  expect(blocked).toEqual([]);
  for (const account of ['app', 'news'] as const)
    editEntries(
      ana,
      account,
      at(account).map((email) => to.get(email) ?? ''),
      (entry) => entry.replace(/ {4}previously: .*\n/, ''),
    );
  ana.push();
  await office.ordinaryDay();
}

/** Ten ask to be forgotten. What a vendor's API leaves of them is named until the office has sent the vendor's own form. */
async function peopleAreForgotten(office: Office): Promise<void> {
  const { ana, oracle } = office;
  for (const email of FORGOTTEN) await office.run(ana, 0, 'erase', email);
  expect(filesNaming(ana, FORGOTTEN)).toEqual([]);
  ana.push();
  for (const email of FORGOTTEN) oracle.left(email);
  const { notices } = await office.busyDay();
  // Envoke keeps whoever has left.
  const left = await Promise.all(ACCOUNT_NAMES.map((account) => office.knownAt(account, FORGOTTEN)));
  expect(left.map((emails) => emails.length)).toEqual([FORGOTTEN.length, 0, 2]);
  const open = ACCOUNT_NAMES.flatMap((account, index) =>
    left[index]?.map((email) => `${account}/${email} erasure-open`),
  );
  expect(notices).toEqual(open.sort());
  for (const [index, account] of ACCOUNT_NAMES.entries()) await office.atVendor(account, 'vanish', left[index] ?? []);
  const text = readFileSync(join(ana.place.directory, ERASURES), 'utf8');
  const done = text.replace(/^( +)(requestedAt: .*)$/gm, `$1$2\n$1doneAt: ${new Date().toISOString()}`);
  ana.push({ [ERASURES]: done });
  expect((await office.ordinaryDay()).notices).toEqual([]);
}

/**
 * Five of those who left subscribe again by themselves, at the shop. Neither a line of the manifests throws them out, nor what the
 * other vendors still show of them: these do not date it.
 */
async function peopleReturn(office: Office): Promise<void> {
  const back = GROUPS.returning.map(addressOf);
  await office.atVendor('shop', 'return', back);
  for (const email of back) office.oracle.came(email, 'shop');
  const { held } = await office.ordinaryDay();
  const again = held.filter((one) => one.endsWith(' subscribed-again'));
  expect(again).toEqual(back.map((email) => `shop/${email} subscribed-again`).sort());
  await office.pullOptOuts(office.ana);
  await office.ordinaryDay();
}

/** An employee reverts the commit that took the complaints into the manifests: all of them are named, and nobody is mailed. */
async function revert(office: Office, commit: string): Promise<void> {
  const { ana } = office;
  ana.git('revert', '--no-edit', commit);
  ana.git('push', '--quiet', 'origin', 'HEAD');
  const found = await redDay(office);
  const complained = COMPLAINING.map((email) => `news/${email} complained`);
  expect(found.blocked).toEqual(expect.arrayContaining(complained));
  ana.git('revert', '--no-edit', 'HEAD');
  ana.git('push', '--quiet', 'origin', 'HEAD');
  await office.ordinaryDay();
}

/** A colleague merges the old branch, and solves the conflicts in its favour. */
async function merge(office: Office, keys: readonly string[]): Promise<void> {
  const { ben } = office;
  ben.git('pull', '--quiet', 'origin', 'main');
  ben.git('merge', '--quiet', '--no-edit', '--strategy-option=theirs', 'campaign');
  ben.git('push', '--quiet', 'origin', 'HEAD');
  const { blocked, held } = await redDay(office);
  const named = new Set([...blocked, ...held].map((one) => one.split(' ')[0]));
  expect(keys.filter((key) => !named.has(key))).toEqual([]);
  ben.git('revert', '--no-edit', '--mainline=1', 'HEAD');
  ben.git('push', '--quiet', 'origin', 'HEAD');
}

/** A day on which the manifests claim what must not be: CI says so, and does nothing about it. */
async function redDay(office: Office): Promise<Planned> {
  const found = await office.plan(2);
  await office.apply(3);
  return found;
}
