// Compares the manifests with a base (docs/semantics.md#the-base). Enters: loaded manifests and the name of the base. Leaves: what
// to plan. With the base `none`, nothing counts as removed: what is not declared is not managed.

import { resolve } from 'node:path';
import { appliedRef, defaultRemote, fetchApplied } from '../base/applied-ref.ts';
import { withBase } from '../base/compare.ts';
import { type ConfigurationToPlan, type ContactToPlan, withoutBase } from '../base/contact-to-plan.ts';
import { openRepository } from '../base/git/repository.ts';
import { type LoadedBase, loadAppliedBase, loadBase } from '../base/load.ts';
import type { BaseNote } from '../base/notes.ts';
import { withOutdatedClaims } from '../base/outdated-claims.ts';
import { repositoryLocationOf } from '../base/resolve-commit.ts';
import { claimsToSupersede } from '../contact/consent.ts';
import { HintedError, hasCode } from '../contact/hinted-error.ts';
import { joined, sentence, shown } from '../contact/sentence.ts';
import type { Loaded } from '../manifest/index.ts';
import type { PlanBase } from '../plan/document.ts';

/** Where the manifests are, and which of their contacts were loaded. */
export interface BaseOptions {
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Patterns of contact keys that the manifests were loaded with; absent: all contacts. */
  readonly contacts?: readonly string[];
}

/** The manifests, together with what they no longer declare. */
export interface Based {
  readonly configuration: ConfigurationToPlan;
  /** Name and commits of the base; null for `none`. */
  readonly base: PlanBase | null;
  /** The base's manifests. */
  readonly declaredBefore?: LoadedBase;
  /** Notes to show with the plan. */
  readonly notes: readonly BaseNote[];
  /** Keys of contacts whose desired state differs from the base; undefined without one. */
  readonly changed: ReadonlySet<string> | undefined;
}

/**
 * Compares the manifests with a base.
 *
 * @param name `applied`, `none`, a git commit or a directory
 * @returns what to plan: what the manifests declare, and what the base declared and they no longer do
 * @throws HintedError `base`, `applied-ref`, `git` if the base cannot be read
 */
export async function withNamedBase(loaded: Loaded, name: string, options: BaseOptions): Promise<Based> {
  if (name === 'none') {
    const configuration = withoutBase(loaded.configuration);
    const contacts = await markOutdatedClaims(configuration.contacts, loaded, undefined, options);
    return { configuration: { ...configuration, contacts }, base: null, notes: [], changed: undefined };
  }
  const base = await (name === 'applied' ? loadApplied(loaded, options) : loadBase(name, options));
  const { configuration, notes, changed } = withBase(loaded, base.configuration, options.contacts);
  const contacts = await markOutdatedClaims(configuration.contacts, loaded, { name, ...base }, options);
  return {
    configuration: { ...configuration, contacts },
    base: { name, commits: base.commits },
    declaredBefore: base,
    notes: [...base.notes, ...notes],
    changed,
  };
}

/** Marks claims to supersede an opt-out that were applied before: whatever the base, such a claim is valid only once. */
async function markOutdatedClaims(
  contacts: readonly ContactToPlan[],
  { whole }: Loaded,
  base: (LoadedBase & { readonly name: string }) | undefined,
  options: BaseOptions,
): Promise<readonly ContactToPlan[]> {
  const claiming = new Set(
    contacts.filter(({ desired }) => claimsToSupersede(desired)).map(({ desired }) => desired.account),
  );
  if (claiming.size === 0) return contacts;
  const applied = base?.name === 'applied' ? undefined : await loadRecorded([...claiming], options);
  const earlier = [base, applied].filter((loadedBase) => loadedBase !== undefined);
  return withOutdatedClaims(contacts, whole.contacts, earlier);
}

/** Loads what this clone records as applied; undefined without git, without a repository, or if git does not trust it. */
async function loadRecorded(accounts: readonly string[], options: BaseOptions): Promise<LoadedBase | undefined> {
  const directory = resolve(options.workingDirectory, options.directory);
  const load = async (): Promise<LoadedBase | undefined> =>
    (await openRepository(directory)) === undefined ? undefined : loadAppliedBase(accounts, options);
  return load().catch((error: unknown) => {
    if (hasCode(error, 'git', 'not-started') || hasCode(error, 'git', 'untrusted')) return undefined;
    if (!hasCode(error, 'base')) throw error;
    const forget = joined(
      accounts.map((account) => sentence`\`git update-ref -d ${shown(appliedRef(account))}\``),
      ' and ',
    );
    throw new HintedError(
      'base',
      sentence`${error.sentences.message}; it is read because a manifest claims to supersede an opt-out, and a claim counts once`,
      { hint: sentence`${forget} forgets what was applied; then no claim counts as made before` },
    );
  });
}

async function loadApplied({ whole }: Loaded, options: BaseOptions): Promise<LoadedBase> {
  const { repository } = await repositoryLocationOf(resolve(options.workingDirectory, options.directory));
  const accounts = whole.accounts.map(({ name }) => name);
  const remote = await defaultRemote({ repository });
  if (remote !== undefined) for (const account of accounts) await fetchApplied({ repository, account }, remote);
  return loadAppliedBase(accounts, options);
}
