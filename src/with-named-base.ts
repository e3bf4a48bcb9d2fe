// The manifests of today and the name of a base → what is to be planned (semantics.md, section 5). `none`: what is not declared
// is not managed, and nothing counts as removed.

import { resolve } from 'node:path';
import { withBase } from './manifest/base.ts';
import type { Configuration } from './manifest/configuration.ts';
import type { Loaded } from './manifest/index.ts';
import { type LoadedBase, loadAppliedBase, loadBase } from './manifest/load-base.ts';
import type { PlanBase } from './plan/document.ts';
import { defaultRemote, fetchApplied } from './store/applied-ref.ts';

export interface BaseOptions {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly now: () => number;
  /** The globs that the manifests were loaded with. */
  readonly contacts?: readonly string[];
}

export interface Based {
  readonly configuration: Configuration;
  readonly base: PlanBase | null;
  /** Sentences for the plan. */
  readonly notes: readonly string[];
  /** Keys of contacts whose desired state differs from the base; undefined without one. */
  readonly changed: ReadonlySet<string> | undefined;
}

/**
 * @param name `applied`, `none`, a commit or a directory
 * @throws BaseError, AppliedRefError, GitError
 */
export async function withNamedBase(loaded: Loaded, name: string, options: BaseOptions): Promise<Based> {
  if (name === 'none') return { configuration: loaded.configuration, base: null, notes: [], changed: undefined };
  const base = await (name === 'applied' ? loadApplied(loaded, options) : loadBase(name, options));
  const { configuration, notes, changed } = withBase(loaded, base.configuration, options.contacts);
  return { configuration, base: { name, commits: base.commits }, notes: [...base.notes, ...notes], changed };
}

async function loadApplied({ whole }: Loaded, options: BaseOptions): Promise<LoadedBase> {
  const repository = resolve(options.workingDirectory, options.directory);
  const accounts = whole.accounts.map(({ name }) => name);
  const remote = await defaultRemote({ repository });
  if (remote !== undefined) for (const account of accounts) await fetchApplied({ repository, account }, remote);
  return loadAppliedBase(accounts, options);
}
