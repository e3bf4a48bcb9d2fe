// Diagnoses accounts: what their keys allow, how they are reached and will be read, and which declared values rest on facts that no
// document proves. Enters: manifests and connected accounts. Leaves: the doctor document. Never writes to a vendor.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Identifier } from '../../contact/contact.ts';
import { readAuthorities } from '../../http/network/certificates.ts';
import type { NetworkEnvironment } from '../../http/network/environment.ts';
import { chooseProxy } from '../../http/network/proxy.ts';
import { countLookUps } from '../../live/group-look-ups.ts';
import { chooseStrategy } from '../../live/strategy.ts';
import type { Account } from '../../manifest/configuration.ts';
import {
  type AccountDiagnosis,
  type Diagnosis,
  DOCTOR_FORMAT_VERSION,
  type FactState,
  type PlannedReading,
  type Size,
  type Way,
} from '../../plan/doctor/document.ts';
import { countFactUses } from '../../plan/doctor/fact-uses.ts';
import { formatRate } from '../../plan/estimate.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import { type DialectName, providerOf } from '../../providers/table.ts';
import type { Listing } from '../../store/listings.ts';
import { packageVersion } from '../../version.ts';
import { type ConnectedAccount, pacedBudgets } from '../connect.ts';
import { type Asked, askAccount } from './access.ts';

/** One account to diagnose. */
export interface AccountToDiagnose {
  readonly account: Account;
  readonly contacts: readonly ContactToPlan[];
  /** Absent if its credentials are missing: then nothing is asked. */
  readonly connected?: ConnectedAccount | undefined;
  /** Environment variables of credentials that are not set, or cannot be a credential. */
  readonly missingVariables: readonly string[];
  /** The last complete listing; undefined if there was none. */
  readonly lastListing?: Listing | undefined;
}

/** How to diagnose accounts. */
export interface DiagnoseOptions {
  /** Name of the environment of the manifests; undefined for none. */
  readonly environment: string | undefined;
  /** Environment variables of the process, which name proxies and certificates. */
  readonly network: NetworkEnvironment;
  readonly isSandbox: boolean;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
}

/** Diagnoses accounts side by side, with a handful of requests each. */
export async function diagnose(accounts: readonly AccountToDiagnose[], options: DiagnoseOptions): Promise<Diagnosis> {
  return {
    formatVersion: DOCTOR_FORMAT_VERSION,
    tool: { name: 'rollcall', version: packageVersion() },
    environment: options.environment ?? null,
    accounts: await Promise.all(accounts.map((account) => diagnoseAccount(account, options))),
  };
}

async function diagnoseAccount(to: AccountToDiagnose, options: DiagnoseOptions): Promise<AccountDiagnosis> {
  const { account, connected, missingVariables, lastListing } = to;
  const { dialect, provider } = account.capabilities;
  const way = wayTo(account, options);
  const isAsked = connected !== undefined && way.kind !== 'unusable';
  const asked: Asked | undefined = isAsked ? await askAccount(connected, options.now()) : undefined;
  const size = sizeOf(asked?.size, lastListing);
  return {
    account: account.name,
    provider,
    dialect,
    origin: connected?.origin ?? account.baseUrl,
    missingVariables,
    way,
    access: asked?.access ?? [],
    clockAheadMs: connected?.connection.vendorClock?.()?.aheadMs ?? null,
    quota: { ...quotaOf(asked), rate: formatRate(pacedBudgets(account)) },
    defines: asked?.schema === undefined ? null : countDefined(asked.schema),
    size: size ?? null,
    reading: plannedReading(to, size),
    facts: factStates(to),
  };
}

function wayTo({ baseUrl }: Account, { network, isSandbox }: DiagnoseOptions): Way {
  if (isSandbox) return { kind: 'sandbox', authorities: [] };
  const url = new URL(baseUrl);
  const choice = chooseProxy(url, network);
  const authorities = url.protocol === 'https:' ? readAuthorities(network).variables : [];
  switch (choice.kind) {
    case 'direct':
      return { kind: 'direct', authorities };
    case 'proxy':
      return { kind: 'proxy', variable: choice.proxy.variable, proxy: choice.proxy.host, authorities };
    case 'excepted':
    case 'unusable':
      return { kind: choice.kind, variable: choice.variable, authorities };
  }
}

function quotaOf(asked: Asked | undefined): { readonly limit?: number; readonly remaining?: number } {
  const { limit, remaining } = asked?.hint ?? {};
  return { ...(limit === undefined ? {} : { limit }), ...(remaining === undefined ? {} : { remaining }) };
}

function countDefined({ properties, lists, autoresponders }: AccountSchema): AccountDiagnosis['defines'] {
  return {
    ...(properties === undefined ? {} : { properties: properties.size }),
    ...(lists === undefined ? {} : { lists: lists.size }),
    ...(autoresponders === undefined ? {} : { autoresponders: autoresponders.size }),
  };
}

/** Returns the size of an account: from the first page if that is the whole account, otherwise from the last complete listing. */
function sizeOf(page: Size | undefined, last: Listing | undefined): Size | undefined {
  if (page?.exact === true || last === undefined) return page;
  return { contacts: last.contacts, exact: true, listedAt: last.listedAt };
}

function plannedReading({ account, contacts }: AccountToDiagnose, size: Size | undefined): PlannedReading {
  const { reads, budgets } = account.capabilities;
  const identifiers = contacts.flatMap(({ desired }) => strongest(account, desired.identifiers));
  const lookUps = countLookUps(identifiers, providerOf(account.capabilities.dialect satisfies DialectName));
  const counted = size?.exact === true ? size.contacts : undefined;
  const { strategy } = chooseStrategy({ contacts: identifiers.length, lookUps }, { reads, budgets }, counted);
  const isListed = reads.list !== undefined && counted !== undefined;
  const pages = isListed ? Math.max(1, Math.ceil(counted / reads.list.pageSize)) : undefined;
  return { declared: contacts.length, strategy, lookUps, ...(pages === undefined ? {} : { pages }) };
}

function strongest(
  { capabilities }: Account,
  identifiers: ContactToPlan['desired']['identifiers'],
): readonly Identifier[] {
  const kind = capabilities.identity.lookUp.find((candidate) => identifiers[candidate] !== undefined);
  const value = kind === undefined ? undefined : identifiers[kind];
  return kind === undefined || value === undefined ? [] : [{ kind, value }];
}

function foundOf({ facts = [] }: Account, id: string): Pick<FactState, 'found'> {
  const found = facts.find(({ fact }) => fact === id);
  if (found === undefined) return {};
  const { result, date, believed } = found;
  return { found: { result, date, believed } };
}

function factStates({ account, contacts }: AccountToDiagnose): readonly FactState[] {
  return countFactUses(contacts, account.capabilities.unproven).map(({ fact, contacts: count }) => ({
    fact: fact.id,
    sentence: fact.sentence,
    contacts: count,
    ...foundOf(account, fact.id),
  }));
}
