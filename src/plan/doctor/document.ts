// The doctor document: what each account lets rollcall do, how it will be read, and which declared values rest on facts that no
// document proves. It is plain JSON (schemas/doctor.schema.json) in a stable order. Nothing can be applied from it.

import type { FactResult } from '../../providers/capabilities.ts';
import type { DialectName, ProviderName } from '../../providers/table.ts';
import type { ReadFailure } from '../document.ts';
import type { Rehearsal } from './rehearsal.ts';

/** Must be incremented with every change of the format that consumers must handle. */
export const DOCTOR_FORMAT_VERSION = 1;

/** What was found out about all accounts in scope. */
export interface Diagnosis {
  readonly formatVersion: typeof DOCTOR_FORMAT_VERSION;
  readonly tool: { readonly name: 'rollcall'; readonly version: string };
  /** Name of the environment; null if the manifests declare none. */
  readonly environment: string | null;
  /** Sorted by name. */
  readonly accounts: readonly AccountDiagnosis[];
}

/** What was found out about one account. */
export interface AccountDiagnosis {
  readonly account: string;
  readonly provider: ProviderName;
  readonly dialect: DialectName;
  /** The base URL, or `sandbox:<account>`. */
  readonly origin: string;
  /** Environment variables of credentials that are not set, or cannot be a credential; then nothing was asked. */
  readonly missingVariables: readonly string[];
  readonly way: Way;
  /** One for every kind of read that rollcall needs; empty if nothing was asked. */
  readonly access: readonly Access[];
  /** Milliseconds by which this machine's clock is ahead of the vendor's; null if no answer had a date. */
  readonly clockAheadMs: number | null;
  readonly quota: Quota;
  /** How many names the account defines, by kind; null if the vendor's accounts define nothing, or it could not be read. */
  readonly defines: Readonly<Partial<Record<'properties' | 'lists' | 'autoresponders', number>>> | null;
  /** How many contacts the account has; null if that is not known. */
  readonly size: Size | null;
  readonly reading: PlannedReading;
  /** All unproven facts of the dialect. */
  readonly facts: readonly FactState[];
  /** Present after a rehearsal. */
  readonly rehearsal?: Rehearsal;
}

/** How requests reach the vendor. */
export interface Way {
  /** `excepted`: a proxy is set, but `NO_PROXY` lists the host. `unusable`: the variable does not contain the URL of a proxy. */
  readonly kind: 'sandbox' | 'direct' | 'proxy' | 'excepted' | 'unusable';
  /** Name of the environment variable that sets the proxy. */
  readonly variable?: string;
  /** The proxy's host and port, without credentials. */
  readonly proxy?: string;
  /** Environment variables that name additional certificate authorities; `problem`: why one of them cannot be used. */
  readonly authorities: readonly { readonly name: string; readonly problem?: string }[];
}

/** Whether a kind of read is allowed. `jobs`: the vendor's list of batches, which finds a batch whose answer was lost. */
export type Access = { readonly what: 'contacts' | 'definitions' | 'jobs' } & (
  | { readonly allowed: true }
  | { readonly allowed: false; readonly failure: ReadFailure }
);

/** The vendor's rate limit, and how many requests it still allows in the current window. */
interface Quota {
  /** Number of requests that the vendor allows in a window, as its last response stated; absent if the response did not. */
  readonly limit?: number;
  readonly remaining?: number;
  /** The rate at which rollcall sends: `300/min`. */
  readonly rate: string;
}

/** The number of contacts at the account. */
export interface Size {
  readonly contacts: number;
  /** False if the account has more contacts than that. */
  readonly exact: boolean;
  /** When an earlier listing counted the contacts: RFC 3339 instant. Absent if they were counted now. */
  readonly listedAt?: string;
}

/** How the next plan of all declared contacts will read the account. */
export interface PlannedReading {
  /** Number of declared contacts. */
  readonly declared: number;
  readonly strategy: 'none' | 'look-up' | 'list';
  /** Number of requests that looking up every declared contact takes. */
  readonly lookUps: number;
  /** Number of requests that listing the account takes; absent if it cannot be listed, or its size is not known. */
  readonly pages?: number;
}

/** What is known about a fact that no vendor document proves. */
export interface FactState {
  /** Id of the fact: `clear.firstName`. */
  readonly fact: string;
  readonly sentence: string;
  /** Number of declared contacts with a value whose writing depends on the fact. */
  readonly contacts: number;
  /** What the manifests say was found at the account, and whether that is believed; absent if they say nothing. */
  readonly found?: { readonly result: FactResult; readonly date: string; readonly believed: boolean };
}

/** True if the account can be planned. */
export function isSound({ missingVariables, way, access }: AccountDiagnosis): boolean {
  return missingVariables.length === 0 && way.kind !== 'unusable' && access.every(({ allowed }) => allowed);
}
