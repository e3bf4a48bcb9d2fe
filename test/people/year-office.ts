// The office of the year: a repository with a remote, two employees who edit manifests, and CI, which plans and applies what is on the
// main branch. The vendors are one sandbox, at which the built program runs.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import type { Run } from '../helpers/rollcall.ts';
import { aTeam, type Machine, type Team } from '../helpers/team.ts';
import type { Deed } from './mailing.ts';
import { act, isKnown, mailableIn, Oracle, type VendorStates } from './year-oracle.ts';
import { type AccountName, firstDay } from './year-people.ts';

/** The key of digests that the office has. */
const DIGEST_KEY = { ROLLCALL_DIGEST_KEY_K1: 'a-key-of-the-office-that-nobody-else-has' };

const SETTINGS = 'resubscribe: with-consent';

const ACCOUNTS_FILE = `optOuts: spread
accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${SHOP_KEY}", ${SETTINGS} }
  app: { provider: loops, apiKey: "\${APP_KEY}", ${SETTINGS} }
  news: { provider: envoke, apiId: "\${NEWS_ID}", apiKey: "\${NEWS_KEY}", ${SETTINGS} }
`;

/** A contact that a plan names, and why: `app/jane@example.com opt-out`. */
type Named = string;

/** What a plan says. */
export interface Planned {
  readonly changes: readonly { readonly key: string; readonly action: string }[];
  /** In alphabetical order. */
  readonly held: readonly Named[];
  readonly blocked: readonly Named[];
  readonly notices: readonly Named[];
}

export class Office {
  readonly oracle = new Oracle();
  readonly team: Team;
  /** The machines of two employees, and the one on which CI runs. */
  readonly ana: Machine;
  readonly ben: Machine;
  readonly ci: Machine;

  private constructor(team: Team, { ana, ben, ci }: Readonly<Record<'ana' | 'ben' | 'ci', Machine>>) {
    this.team = team;
    this.ana = ana;
    this.ben = ben;
    this.ci = ci;
  }

  static async open(): Promise<Office> {
    const team = await aTeam();
    await team.edit(() => JSON.stringify({ version: 1, accounts: firstDay() }));
    const ana = await team.machine(DIGEST_KEY);
    ana.push({ 'contacts.d/accounts.yaml': ACCOUNTS_FILE });
    return new Office(team, { ana, ben: await team.machine(DIGEST_KEY), ci: await team.machine(DIGEST_KEY) });
  }

  /** Runs a command, and expects its exit code. */
  async run(machine: Machine, code: number, ...args: readonly string[]): Promise<Run> {
    const run = await machine.rollcall(...args, `--sandbox=${this.team.sandbox.url}`);
    expect(run.code, `${args.join(' ')}: ${run.stderr}${run.stdout}`).toBe(code);
    return run;
  }

  /** People do something at a vendor. */
  async atVendor(account: AccountName, deed: Deed, emails: readonly string[]): Promise<void> {
    const states = await this.states();
    for (const email of emails) act(states, account, deed, email);
    await this.team.edit(() => JSON.stringify(states));
  }

  /** CI plans what is on the main branch. */
  async plan(code: 0 | 2): Promise<Planned> {
    this.ci.git('pull', '--quiet', 'origin', 'main');
    const run = await this.run(this.ci, code, 'plan', '--json', '--out=plan.json', '--detailed-exitcode');
    return planned(run);
  }

  /** CI applies the plan that was made and reviewed. Then the vendors would mail exactly whom they should. */
  async apply(code: 0 | 3): Promise<Run> {
    const run = await this.run(this.ci, code, 'apply', 'plan.json', '--quiet');
    await this.check();
    return run;
  }

  /** A day on which there is something to do, and all of it is done. */
  async busyDay(): Promise<Planned> {
    const found = await this.plan(2);
    await this.apply(0);
    return found;
  }

  /** A day on which nothing is to be done. It is green, and nothing is written. */
  async ordinaryDay(): Promise<Planned> {
    const writes = await this.writes();
    const found = await this.plan(0);
    await this.apply(0);
    expect(await this.writes()).toBe(writes);
    return found;
  }

  async check(): Promise<void> {
    expect(mailableIn(await this.states())).toEqual(this.oracle.mailable);
  }

  /** The employee takes what people did into the manifests. */
  async pullOptOuts(machine: Machine): Promise<string> {
    machine.git('pull', '--quiet', 'origin', 'main');
    await this.run(machine, 0, 'pull', '--opt-outs', '--quiet');
    return machine.push();
  }

  /** Those of the addresses that an account has. */
  async knownAt(account: AccountName, emails: readonly string[]): Promise<readonly string[]> {
    const states = await this.states();
    return emails.filter((email) => isKnown(states, account, email));
  }

  async states(): Promise<VendorStates> {
    return JSON.parse(await this.team.state());
  }

  private async writes(): Promise<number> {
    const response = await fetch(`${this.team.sandbox.url}/_sandbox/requests`);
    const requests = (await response.json()) as readonly { readonly method: string }[];
    return requests.filter(({ method }) => method !== 'GET').length;
  }
}

/** Files of a machine that hold one of the addresses; git's old revisions do not count. */
export function filesNaming({ place }: Machine, emails: readonly string[]): readonly string[] {
  const files = readdirSync(place.directory, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => relative(place.directory, join(file.parentPath, file.name)));
  return paths.filter((path) => {
    if (path.startsWith('.git/')) return false;
    const text = readFileSync(join(place.directory, path), 'utf8');
    return emails.some((email) => text.includes(email));
  });
}

/** As much of a plan's JSON as the year looks at. */
interface PlanJson {
  readonly accounts: readonly {
    readonly held: readonly { readonly key: string; readonly reason: string }[];
    readonly notices: readonly { readonly rule: string; readonly entries: readonly { readonly key: string }[] }[];
  }[];
  readonly changes: readonly {
    readonly key: string;
    readonly action: string;
    readonly blocked: readonly { readonly rule: string }[];
  }[];
}

function planned({ stdout }: Run): Planned {
  const { accounts, changes } = JSON.parse(stdout) as PlanJson;
  const notices = accounts.flatMap((account) => account.notices);
  return {
    changes,
    held: accounts.flatMap(({ held }) => held.map(({ key, reason }) => `${key} ${reason}`)).sort(),
    blocked: changes.flatMap(({ key, blocked }) => blocked.map(({ rule }) => `${key} ${rule}`)).sort(),
    notices: notices.flatMap(({ rule, entries }) => entries.map(({ key }) => `${key} ${rule}`)).sort(),
  };
}

/** The manifest with the contacts of an account. */
function fileOf(account: AccountName): string {
  return `contacts.d/${account}/${account}-0001.yaml`;
}

/** Replaces the entries of some addresses, each given as its lines without the dash and the indentation; empty for none. */
export function editEntries(
  machine: Machine,
  account: AccountName,
  emails: readonly string[],
  edit: (entry: string, email: string) => string,
): void {
  const file = fileOf(account);
  const [head = '', ...entries] = readFileSync(join(machine.place.directory, file), 'utf8').split(/^ {2}- /m);
  const left = new Set(emails);
  const edited = entries.flatMap((entry) => {
    const email = /^(?: {4})?email: (\S+)$/m.exec(entry)?.[1] ?? '';
    if (!left.delete(email)) return [entry];
    const after = edit(entry, email);
    return after === '' ? [] : [after];
  });
  expect([...left], file).toEqual([]);
  machine.write({ [file]: [head, ...edited].join('  - ') });
}
