// What a comparison with the base says in the plan: codes and arguments, without personal values.

import { type Coded, type Personal, personal } from '../contact/argument.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Diagnostic } from '../manifest/diagnostic.ts';

/** Something of the base's manifests that bears on what counts as removed. */
type OfManifests = { readonly file: Personal<'file'>; readonly commit?: string };

export type BaseNoteArguments = {
  readonly 'account-gone': { readonly account: string; readonly contacts: number };
  readonly 'another-vendor': { readonly account: string; readonly label: string; readonly contacts: number };
  /** The vendor cannot clear a field that is no longer declared. */
  readonly 'not-cleared': {
    readonly account: string;
    readonly label: string;
    readonly field: string;
    readonly contacts: number;
  };
  /** What the base knows contacts by is declared for others now. */
  readonly 'now-anothers': { readonly account: string; readonly contacts: number };
  readonly 'nothing-recorded': { readonly account: string };
  /** What was applied to an account that is no longer declared. */
  readonly 'left-over': { readonly account: string; readonly ref: string };
  readonly 'no-manifests': OfManifests;
  readonly 'link-not-followed': OfManifests;
  readonly 'submodule-not-followed': OfManifests;
};

export type BaseNote = Coded<BaseNoteArguments>;

export function accountGone(account: string, contacts: number): BaseNote {
  return { code: 'account-gone', args: { account, contacts } };
}

export function anotherVendor({ name, capabilities }: Account, contacts: number): BaseNote {
  return { code: 'another-vendor', args: { account: name, label: capabilities.label, contacts } };
}

/** @param field declared in the base, and now no longer, for that many contacts */
export function notCleared({ name, capabilities }: Account, field: string, contacts: number): BaseNote {
  return { code: 'not-cleared', args: { account: name, label: capabilities.label, field, contacts } };
}

export function nowAnothers({ name }: Account, contacts: number): BaseNote {
  return { code: 'now-anothers', args: { account: name, contacts } };
}

const TOLD = ['no-manifests', 'link-not-followed', 'submodule-not-followed'] as const;

/** Undefined where the diagnostic does not bear on what counts as removed. */
export function noteOf({ code, args, file }: Diagnostic): BaseNote | undefined {
  const told = TOLD.find((one) => one === code);
  const commit = typeof args.commit === 'string' ? { commit: args.commit } : {};
  return told && { code: told, args: { file: personal('file', file), ...commit } };
}
