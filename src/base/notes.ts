// Notes that a plan shows about the comparison with its base: codes with arguments, without personal values.

import { type Coded, type Personal, personal } from '../contact/argument.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Diagnostic } from '../manifest/diagnostic.ts';
import type { SkippedEntry } from '../manifest/sources/source.ts';
import type { RefusedRecord } from './record/state.ts';
import type { ComparedSource } from './sources/compare.ts';

/** Arguments of a note about a manifest file of the base. */
type FileArguments = { readonly file: Personal<'file'>; readonly commit?: string };

/** Arguments of each note, by code. */
export type BaseNoteArguments = {
  /** The base's account is no longer declared. */
  readonly 'account-gone': { readonly account: string; readonly contacts: number };
  /** The account's name belonged to another vendor in the base. */
  readonly 'another-vendor': { readonly account: string; readonly label: string; readonly contacts: number };
  /** The vendor cannot clear a field that is no longer declared. */
  readonly 'not-cleared': {
    readonly account: string;
    readonly label: string;
    readonly field: string;
    readonly contacts: number;
  };
  /** The identifiers that the base declared for the contacts now belong to others. */
  readonly 'now-anothers': { readonly account: string; readonly contacts: number };
  /** The account's record must not be overwritten, so that an apply with another base is not recorded. */
  readonly 'not-recorded': {
    readonly account: string;
    readonly why: RefusedRecord['reason'];
    /** Name of the remote; present unless the record is unreadable. */
    readonly remote?: string;
    readonly commit?: string;
  };
  /** A record names an account that is no longer declared. */
  readonly 'left-over': { readonly account: string; readonly record: string };
  /**
   * The number of rows of a source. `come` and `gone`: how many rows were added and removed since the base; absent if the base
   * does not have the source.
   */
  readonly 'source-rows': {
    readonly source: string;
    readonly file: Personal<'file'>;
    readonly rows: number;
    readonly come?: number;
    readonly gone?: number;
  };
  /** The rows that a query had then are not known any more. */
  readonly 'unknown-rows': { readonly source: string };
  /** The number of entries that are left out because they are invalid, and the number of contacts that they may be about. */
  readonly 'entries-skipped': {
    readonly entries: number;
    readonly contacts: number;
    /** Positions of the first of these entries: `file:line:column`. */
    readonly places: readonly Personal<'file'>[];
  };
  readonly 'no-manifests': FileArguments;
  readonly 'link-not-followed': FileArguments;
  readonly 'submodule-not-followed': FileArguments;
  readonly 'file-ignored': FileArguments;
};

/** A note about the comparison with the base; render/words composes its sentence. */
export type BaseNote = Coded<BaseNoteArguments>;

/** The base's account is no longer declared; `contacts` is the number of contacts declared there. */
export function accountGone(account: string, contacts: number): BaseNote {
  return { code: 'account-gone', args: { account, contacts } };
}

/** The account's name belonged to another vendor in the base; `contacts` is the number of contacts declared there. */
export function anotherVendor({ name, capabilities }: Account, contacts: number): BaseNote {
  return { code: 'another-vendor', args: { account: name, label: capabilities.label, contacts } };
}

/** The field is no longer declared for a number of contacts, and the vendor cannot clear it. */
export function notCleared({ name, capabilities }: Account, field: string, contacts: number): BaseNote {
  return { code: 'not-cleared', args: { account: name, label: capabilities.label, field, contacts } };
}

/** The identifiers of a number of contacts of the base are now declared for others. */
export function identifiersReused({ name }: Account, contacts: number): BaseNote {
  return { code: 'now-anothers', args: { account: name, contacts } };
}

/** The account's record must not be overwritten, so that an apply with another base is not recorded. */
export function notRecorded(account: string, { reason, remote, commit }: RefusedRecord): BaseNote {
  const where = remote === undefined || commit === undefined ? {} : { remote, commit };
  return { code: 'not-recorded', args: { account, why: reason, ...where } };
}

/** The number of rows of a source, and how many were added and removed since the base. */
export function sourceRows({ name, file, rows, since }: ComparedSource): BaseNote {
  const moved = since === undefined ? {} : { come: since.come, gone: since.gone };
  return { code: 'source-rows', args: { source: name, file: personal('file', file), rows, ...moved } };
}

/** The rows that a query had in the base are not known any more. */
export function rowsUnknown(source: string): BaseNote {
  return { code: 'unknown-rows', args: { source } };
}

/** Maximum number of positions that a note names. */
const MOST_PLACES = 3;

/** Entries that are left out; `contacts` is the number of contacts that they may be about. */
export function entriesSkipped(skipped: readonly SkippedEntry[], contacts: number): BaseNote {
  const places = skipped
    .slice(0, MOST_PLACES)
    .map(({ source }) => personal('file', `${source.file}:${source.line}:${source.column}`));
  return { code: 'entries-skipped', args: { entries: skipped.length, contacts, places } };
}

/** Codes of diagnostics that affect which contacts count as removed. */
const RELEVANT = ['no-manifests', 'link-not-followed', 'submodule-not-followed', 'file-ignored'] as const;

/** Turns a diagnostic of the base's manifests into a note; undefined if it does not affect which contacts count as removed. */
export function noteOf({ code, args, file }: Diagnostic): BaseNote | undefined {
  const relevant = RELEVANT.find((one) => one === code);
  const commit = typeof args.commit === 'string' ? { commit: args.commit } : {};
  return relevant && { code: relevant, args: { file: personal('file', file), ...commit } };
}
