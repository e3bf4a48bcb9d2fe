// Reads the names of an account's lists before its contacts are planned, if a manifest mentions lists and the vendor gives them
// ids.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { LiveSource, SchemaReport } from '../../live/source.ts';
import type { Account } from '../../manifest/configuration.ts';
import { declaresLists, type ListNames, withExcludedIds, withListIds } from './list-names.ts';

/** An account to plan, with the ids of lists in place of their names. */
export interface NamedLists {
  readonly account: Account;
  /** The contacts, with ids in place of names, in the given order. */
  readonly contacts: readonly ContactToPlan[];
  /** The given source; its `schema` returns what was read here, without a second request. */
  readonly source: LiveSource;
  /** The names of the account's lists; empty if none had to be resolved, or if they could not be read. */
  readonly names: ListNames;
}

const NONE: ListNames = new Map();

/**
 * Resolves the names of lists in what is declared for an account. If the names cannot be read, everything stays as it is
 * declared, and planning fails for the same reason.
 *
 * @param also whether other declarations, such as proposals, mention lists
 */
export async function resolveListNames(
  account: Account,
  contacts: readonly ContactToPlan[],
  source: LiveSource,
  also = false,
): Promise<NamedLists> {
  const isNeeded = (): boolean => also || account.exclude?.lists !== undefined || contacts.some(declaresLists);
  if (account.capabilities.lists.haveNames !== true || !isNeeded()) return { account, contacts, source, names: NONE };
  const defined = await source.schema();
  const names = 'schema' in defined ? (defined.schema.listNames ?? NONE) : NONE;
  return {
    account: withExcludedIds(account, names),
    contacts: contacts.map((contact) => withListIds(contact, names)),
    source: { ...source, schema: readOnce(defined) },
    names,
  };
}

/** Returns a function that returns the report without reading again. Only its first call counts the requests. */
function readOnce(defined: SchemaReport): LiveSource['schema'] {
  let report = defined;
  return async () => {
    const current = report;
    report = { ...report, requests: 0 };
    return current;
  };
}
