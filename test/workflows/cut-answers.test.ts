// The connection is closed at any byte of an answer: nothing wrong is written, every contact has an outcome that is true, and the
// next run brings the vendor to the declared state. A proxy before the sandbox cuts the answers.
// @module-tag slow

import { expect, onTestFinished, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import {
  applyPlan,
  type ConfigurationToPlan,
  connectAccounts,
  makePlan,
  type Plan,
  systemClock,
} from '../../src/index.ts';
import { type Cut, type CuttingProxy, startCuttingProxy } from '../helpers/fault-server.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

/** Between two places of a cut: all of them take minutes. */
const STEP = process.env.MATRIX === 'full' ? 1 : 61;

/** Gives up soon, and waits a hundredth of the time. */
const HASTY = { retry: { baseMs: 2, capMs: 10, maxAttempts: 3 }, timeouts: { headersMs: 2000, bodyMs: 2000 } } as const;

const OMNISEND = 'shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "${KEY}" }';
const LOOPS = 'shop: { provider: loops, apiKey: "${KEY}" }';
const ENVOKE = 'shop: { provider: envoke, apiKey: "${KEY}", apiId: "${ID}" }';

interface Case {
  readonly name: string;
  readonly account: string;
  /** How many people the vendor has, and how many are declared with another first name. */
  readonly live: number;
  readonly declared: number;
  readonly like: RegExp;
  /** Whether the vendor refuses these requests, so that the cut answer is an error. */
  readonly isRefused?: boolean;
  /** Only every so many places are tried, because a run waits until the job ends. */
  readonly every?: number;
}

const CASES: readonly Case[] = [
  { name: 'a page of a listing', account: OMNISEND, live: 4, declared: 4, like: /^GET .*contacts\?limit/ },
  { name: 'a look-up of several', account: ENVOKE, live: 4, declared: 4, like: /^GET .*contacts/ },
  { name: 'a look-up', account: LOOPS, live: 3, declared: 3, like: /^GET .*find/ },
  { name: 'the answer to an update', account: OMNISEND, live: 4, declared: 4, like: /^PATCH/ },
  { name: 'the answer to an update of Loops', account: LOOPS, live: 3, declared: 3, like: /^PUT/ },
  { name: 'the answer to an update of Envoke', account: ENVOKE, live: 3, declared: 3, like: /^PATCH/ },
  { name: 'the answer to a create', account: OMNISEND, live: 1, declared: 3, like: /^POST .*contacts/ },
  { name: 'the answer to a create of Loops', account: LOOPS, live: 1, declared: 3, like: /^POST/ },
  { name: 'the answer to a batch', account: OMNISEND, live: 1, declared: 14, like: /^POST .*batches/ },
  { name: 'the state of a batch', account: OMNISEND, live: 1, declared: 14, like: /^GET .*batches/, every: 8 },
  { name: 'an error', account: OMNISEND, live: 4, declared: 4, like: /^PATCH/, isRefused: true },
];

function email(index: number): string {
  return `p${index}@example.com`;
}

function manifest({ account, declared }: Case): string {
  const contacts = Array.from({ length: declared }, (_, index) => {
    return `  - { email: ${email(index)}, firstName: New, channels: { email: unsubscribed } }\n`;
  });
  return `accounts:\n  ${account}\ncontacts:\n${contacts.join('')}`;
}

/** Brings the vendor to its first state, by an apply that nothing disturbs. */
async function populate(bench: Workbench, { account, live }: Case): Promise<unknown> {
  const contacts = Array.from({ length: live }, (_, index) => {
    return `  - { email: ${email(index)}, firstName: Old, channels: { email: unsubscribed } }\n`;
  });
  await bench.write('all.yaml', `accounts:\n  ${account}\ncontacts:\n${contacts.join('')}`);
  await bench.apply(await bench.plan());
  return bench.state();
}

async function planAndApply(configuration: ConfigurationToPlan, proxy: CuttingProxy) {
  const connections = connectAccounts(configuration, { environment: {}, sandboxUrl: proxy.url, http: HASTY });
  try {
    const { accounts } = connections;
    const plan = await makePlan(configuration, accounts, { filters: { accounts: [], contacts: [], changed: false } });
    const { outcomes } = await applyPlan({
      plan,
      accounts,
      contacts: new Map(configuration.contacts.map((contact) => [contact.desired.key, contact])),
      clock: { ...systemClock, sleep: (ms) => systemClock.sleep(Math.min(ms, 2)) },
      listener: () => {},
    });
    return { plan, outcomes: [...outcomes] };
  } finally {
    await connections.close();
  }
}

/** The addresses of the vendor's contacts; one that two contacts have is listed twice. */
async function addresses(bench: Workbench): Promise<readonly string[]> {
  const { shop } = (await bench.state()).accounts;
  const vendors = Object.values(shop) as readonly { readonly contacts?: readonly unknown[] }[];
  const contacts = vendors.flatMap(({ contacts = [] }) => contacts);
  return contacts.map((contact) => /p\d+@example\.com/.exec(JSON.stringify(contact))?.[0] ?? '').sort();
}

function expectAccounted(
  { changes, accounts }: Plan,
  outcomes: readonly { readonly change: string; readonly status: string }[],
) {
  expect(outcomes.map(({ change }) => change).sort()).toEqual(changes.map(({ id }) => id).sort());
  if (accounts.every(({ complete }) => complete)) return;
  // Nothing is decided for people who were not read.
  expect(accounts[0]?.failures.length).toBeGreaterThan(0);
}

test.each(CASES)(
  '$name, cut at any byte',
  async (which) => {
    const bench = await openWorkbench({ manifests: {} });
    onTestFinished(() => bench.close());
    const proxy = await startCuttingProxy(bench.sandbox.url);
    onTestFinished(() => proxy.close());
    const before = await populate(bench, which);
    await bench.write('all.yaml', manifest(which));
    const configuration = withoutBase(await bench.load());

    const start = async (cut: Cut | undefined) => {
      await bench.setState(before);
      const refusal = {
        match: { method: 'PATCH' },
        times: 100,
        status: 400,
        body: { title: 'No', detail: 'no', status: 400 },
      };
      await bench.script(which.isRefused ? [refusal] : []);
      proxy.cut(cut);
      const ended = await planAndApply(configuration, proxy);
      await bench.script([]);
      proxy.cut(undefined);
      return ended;
    };

    await start(undefined);
    const length = Math.max(...proxy.lengths(which.like));
    expect(length).toBeGreaterThan(50);
    for (let bytes = 0; bytes < length; bytes += STEP * (which.every ?? 1)) {
      const times = bytes % 2 === 0 ? 1 : Number.POSITIVE_INFINITY;
      const { plan, outcomes } = await start({ like: which.like, bytes, times });
      expectAccounted(plan, outcomes);
      if (which.isRefused) expect(outcomes.map(({ status }) => status)).not.toContain('succeeded');
      // Whatever was lost, nobody is there twice, and a next run finds out and does the rest.
      const { plan: second, outcomes: rest } = await planAndApply(configuration, proxy);
      const succeeded = new Set(outcomes.filter(({ status }) => status === 'succeeded').map(({ change }) => change));
      const done = plan.changes.filter(({ id }) => succeeded.has(id)).map(({ key }) => key);
      expect(second.changes.map(({ key }) => key).filter((key) => done.includes(key))).toEqual([]);
      expect(rest.filter(({ status }) => status !== 'succeeded')).toEqual([]);
      const { plan: empty } = await planAndApply(configuration, proxy);
      expect(empty.changes).toEqual([]);
      expect(await addresses(bench)).toEqual(Array.from({ length: which.declared }, (_, index) => email(index)).sort());
    }
  },
  600_000,
);
