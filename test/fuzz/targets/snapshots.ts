// Snapshots: whatever the file holds, it is refused with a hint, or contacts can be planned from it.

import assert from 'node:assert/strict';
import { canonicalJson } from '../../../src/contact/canonical.ts';
import { identifierKey, liveIdentifiers } from '../../../src/contact/contact.ts';
import { checkEnvironment, checkHead, contactLine, endLine, headLine } from '../../../src/live/snapshot/file.ts';
import { snapshotSource } from '../../../src/live/snapshot/snapshot.ts';
import { fingerprint, stateOf } from '../../../src/plan/fingerprint.ts';
import { decideAccount } from '../../../src/plan/planner.ts';
import { accountsOfSnapshot } from '../../../src/workflows/rehearse/from-snapshot.ts';
import { aDesired, aLive, toPlan } from '../../builders/contacts.ts';
import { account } from '../../plan/subject.ts';
import { editedLines } from '../documents/inputs.ts';
import type { Target } from '../target.ts';
import { orHintLater } from './or-hint.ts';
import { isForFile, scratchFile } from './scratch.ts';

const JANE = aLive({
  id: 'v1',
  userId: 'u_42',
  phones: ['+37060000001'],
  scalars: { firstName: 'Jane', city: 'Boston' },
  sets: { tags: ['vip'] },
  customProperties: { age: 33, colors: ['blue'], onTrial: false },
  channels: {
    email: { status: 'unsubscribed', optedOut: true, since: 'unknown', cause: 'person', word: 'Revoked' },
    sms: { status: 'subscribed', optedOut: false, since: '2024-01-01T00:00:00Z', cause: 'none', word: 'subscribed' },
  },
});
const OTHERS = [aLive({ id: 'v2', emails: ['joe@example.com'] }), aLive({ emails: [], phones: ['+37060000002'] })];

const DECLARED = ['shop', 'app'].flatMap((name) => [
  aDesired({
    account: name,
    key: `${name}/jane@example.com`,
    identifiers: { email: 'jane@example.com', phone: '+37060000001' },
    scalars: { firstName: 'Janet', city: null },
    sets: { tags: { form: 'map', members: { vip: false, new: true } }, lists: { form: 'list', members: ['news'] } },
    customProperties: { age: 34, height: null },
    pruneCustomProperties: true,
    channels: {
      email: { status: 'subscribed', consent: { createdAt: '2026-01-01T00:00:00Z', supersedesOptOut: true } },
    },
  }),
  aDesired({ account: name, key: `${name}/joe@example.com`, identifiers: { email: 'joe@example.com' } }),
  aDesired({ account: name, key: `${name}/new@example.com`, identifiers: { email: 'new@example.com' } }),
]);

const ACCOUNTS = [
  account('omnisend@2026-03-15', { resubscribe: 'with-consent' }),
  account('loops@v1', { name: 'app', resubscribe: 'with-consent' }),
];

export const snapshots: Target<string> = {
  name: 'snapshots',
  sources: [/^live\/snapshot\//, /^live\/json-line\.ts$/, /^workflows\/rehearse\/from-snapshot\.ts$/],
  inputs: () => editedLines([someSnapshot()]),
  async check(text) {
    const read = isForFile(text) ? undefined : () => linesOf(text);
    const file = read === undefined ? await scratchFile('live.ndjson', text) : 'live.ndjson';
    const rehearsed = await orHintLater(() => accountsOfSnapshot(file, read), ['snapshot']);
    assert.ok(rehearsed === undefined || rehearsed.leftOut >= 0);
    for (const environment of [undefined, 'staging']) {
      const [head] = text.split('\n', 1);
      await orHintLater(async () => checkEnvironment(checkHead(head, file), file, environment), ['snapshot']);
    }
    for (const one of ACCOUNTS) {
      const { dialect } = one.capabilities;
      const snapshot = { account: one.name, dialect, canCheckSuppression: one.name === 'app' };
      const source = snapshotSource(file, snapshot, read);
      const contacts = DECLARED.filter((desired) => desired.account === one.name).map(toPlan);
      const decided = await orHintLater(() => decideAccount(one, contacts, source), ['snapshot']);
      if (decided === undefined) continue;
      const suppressed = await source.suppressed?.([{ kind: 'email', value: 'jane@example.com' }]);
      assert.ok(suppressed === undefined || suppressed.requests === 0);
      assert.equal(decided.declared, contacts.length);
      for (const { decision } of decided.decisions) {
        if (decision.kind !== 'change') continue;
        const { differences, blocked, live } = decision;
        // What a plan takes of the decision.
        assert.notEqual(canonicalJson([differences, blocked]), '');
        assert.match(fingerprint(stateOf(decision, live)), /^[0-9a-f]{64}$/);
      }
    }
  },
};

/** As a file is read: Node takes these for line ends. */
async function* linesOf(text: string): AsyncGenerator<string, void, undefined> {
  const lines = text.split(/\r?\n|\r|\u2028|\u2029/);
  yield* lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function someSnapshot(): string {
  const asked = liveIdentifiers(JANE).map(identifierKey);
  const schema = { properties: new Map([['age', 'number'] as const]), lists: new Set(['news']) };
  const [shop, app] = ACCOUNTS.map(({ capabilities }) => capabilities.dialect);
  return [
    headLine('0.1.0', new Date('2026-06-01T12:00:00Z'), undefined),
    ...[JANE, ...OTHERS].map((live) => contactLine('shop', live)),
    endLine('shop', { dialect: shop ?? '', complete: true, asked: [], schema: {} }),
    ...[JANE, ...OTHERS].map((live) => contactLine('app', live)),
    endLine('app', {
      ...{ dialect: app ?? '', complete: false, asked, schema },
      suppression: { asked: ['email:jane@example.com'], suppressed: ['email:joe@example.com'] },
    }),
  ].join('');
}
