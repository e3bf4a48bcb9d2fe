// The manifests of today and the name of a base → what is to be planned (docs/semantics.md#the-base). `none`: what is not declared
// is not managed, and nothing counts as removed.

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
import type { Loaded } from '../manifest/index.ts';
import type { PlanBase } from '../plan/document.ts';

/** Where the manifests are, and which contacts were asked for. */
export interface BaseOptions {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly now: () => number;
  /** The globs that the manifests were loaded with. */
  readonly contacts?: readonly string[];
}

/** The manifests of today, with what they no longer declare. */
export interface Based {
  readonly configuration: ConfigurationToPlan;
  readonly base: PlanBase | null;
  /** What stands behind that name. */
  readonly declaredBefore?: LoadedBase;
  /** For the plan. */
  readonly notes: readonly BaseNote[];
  /** Keys of contacts whose desired state differs from the base; undefined without one. */
  readonly changed: ReadonlySet<string> | undefined;
}

/**
 * What is to be planned: the manifests of today, and what the base declared and they no longer do.
 *
 * @param name `applied`, `none`, a commit or a directory
 * @throws HintedError `base`, `applied-ref`, `git`
 */
export async function withNamedBase(loaded: Loaded, name: string, options: BaseOptions): Promise<Based> {
  if (name === 'none') {
    const configuration = withoutBase(loaded.configuration);
    const contacts = await judgeClaims(configuration.contacts, loaded, undefined, options);
    return { configuration: { ...configuration, contacts }, base: null, notes: [], changed: undefined };
  }
  const base = await (name === 'applied' ? loadApplied(loaded, options) : loadBase(name, options));
  const { configuration, notes, changed } = withBase(loaded, base.configuration, options.contacts);
  const contacts = await judgeClaims(configuration.contacts, loaded, { name, ...base }, options);
  return {
    configuration: { ...configuration, contacts },
    base: { name, commits: base.commits },
    declaredBefore: base,
    notes: [...base.notes, ...notes],
    changed,
  };
}

/** Whatever the base, a claim to supersede an opt-out is spent once it was applied. */
async function judgeClaims(
  contacts: readonly ContactToPlan[],
  { whole }: Loaded,
  base: (LoadedBase & { readonly name: string }) | undefined,
  options: BaseOptions,
): Promise<readonly ContactToPlan[]> {
  const claiming = new Set(
    contacts.filter(({ desired }) => claimsToSupersede(desired)).map(({ desired }) => desired.account),
  );
  if (claiming.size === 0) return contacts;
  const applied = base?.name === 'applied' ? undefined : await recorded([...claiming], options);
  const formers = [base, applied].filter((former) => former !== undefined);
  return withOutdatedClaims(contacts, whole.contacts, formers);
}

/** What this clone says was applied; nothing where there is no repository, no git, or none that git trusts. */
async function recorded(accounts: readonly string[], options: BaseOptions): Promise<LoadedBase | undefined> {
  const directory = resolve(options.workingDirectory, options.directory);
  const load = async (): Promise<LoadedBase | undefined> =>
    (await openRepository(directory)) === undefined ? undefined : loadAppliedBase(accounts, options);
  return load().catch((error: unknown) => {
    if (hasCode(error, 'git', 'not-started') || hasCode(error, 'git', 'untrusted')) return undefined;
    if (!hasCode(error, 'base')) throw error;
    const forget = accounts.map((account) => `\`git update-ref -d ${appliedRef(account)}\``).join(' and ');
    throw new HintedError(
      'base',
      `${error.message}; it is read because a manifest claims to supersede an opt-out, and a claim counts once`,
      { hint: `${forget} forgets what was applied; then no claim counts as made before` },
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
