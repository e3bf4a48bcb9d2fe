// Explains what a plan would do to declared contacts, and why. Reads the live contacts as a plan would, but only of these contacts
// and of those that share an identifier with them. Never writes.

import type { ReadRow } from '../../apply/account-results.ts';
import type { ConfigurationToPlan, ContactToPlan } from '../../base/contact-to-plan.ts';
import { linkBoundary } from '../../base/link-boundary.ts';
import { identifierKeysOf, pairContacts } from '../../base/pairs/pair.ts';
import type { AccountRevision } from '../../base/revisions.ts';
import { identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { LiveSource, ReadProgress } from '../../live/source.ts';
import type { Account } from '../../manifest/configuration.ts';
import { type ProvenanceMap, provenanceOf, type SearchedManifests } from '../../manifest/declared/provenance.ts';
import { manifestsIn } from '../../manifest/read/read.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import { type CrossChecked, crossCheck } from '../../plan/cross-check/cross-check.ts';
import { collectOptOuts } from '../../plan/cross-check/opt-outs.ts';
import type { ReadFailure } from '../../plan/document.ts';
import { type Explained, type Explanation, explain } from '../../plan/explain/explain.ts';
import { type AccountDecisions, decideAccount } from '../../plan/planner.ts';
import { declaresLists, idOf, type ListNames, spellAsDeclared, withListIds } from '../../plan/reading/list-names.ts';
import { resolveListNames } from '../../plan/reading/named-lists.ts';
import type { ConnectedAccount } from '../connect.ts';
import type { OutsideAccount } from '../outside.ts';
import { withSpread } from './spread.ts';

/** Input of explainContacts: manifests, connected accounts and, if there is one, the base. */
export interface ExplainOptions {
  /** Directory of the manifests, to find the place where each value is declared. */
  readonly directory: string;
  readonly workingDirectory: string;
  readonly configuration: ConfigurationToPlan;
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  /** Accounts out of scope that have the same sender as an account in scope. */
  readonly outside: readonly OutsideAccount[];
  /** Map from account name to what the base's revisions declare. Without an entry, the explanation mentions no base. */
  readonly revisions: ReadonlyMap<string, readonly AccountRevision[]>;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/** The explanations of contacts, and a row for every account that was asked. */
export interface ExplainResult {
  readonly accounts: readonly ReadRow[];
  /** One for every contact that could be read. */
  readonly explanations: readonly Explanation[];
}

/**
 * Explains contacts: reads the live contacts that a plan would read for them, and decides as a plan would. Writes nothing. An account
 * that cannot be read does not stop the others.
 *
 * @param meant contacts of the configuration, at most one per account
 * @returns explanations and rows in the same order
 */
export async function explainContacts(
  meant: readonly ContactToPlan[],
  { directory, workingDirectory, configuration, accounts, outside, revisions, onProgress }: ExplainOptions,
): Promise<ExplainResult> {
  const boundary = await linkBoundary(directory, workingDirectory);
  const { accounts: all, skipped } = configuration;
  const manifests = { files: manifestsIn({ directory, workingDirectory, boundary }), accounts: all, skipped };
  const explanations: Explanation[] = [];
  const rows: ReadRow[] = [];
  for (const contact of meant) {
    const { desired } = contact;
    const account = configuration.accounts.find(({ name }) => name === desired.account);
    const connected = accounts.get(desired.account);
    if (account === undefined || connected === undefined)
      throw new RangeError(`account ${desired.account} is not connected`);
    const declared = configuration.contacts.filter(({ desired: other }) => other.account === account.name);
    const contacts = declared.includes(contact) ? declared : [...declared, contact];
    const show = (progress: ReadProgress): void => onProgress?.(account.name, progress);
    const inside = configuration.accounts.map((one) => ({ account: one, source: accounts.get(one.name)?.source }));
    const explained = await explainContact(
      {
        others: [...inside.filter((one) => one.account !== account), ...outside],
        account,
        contact,
        contacts,
        source: connected.source,
        spreads: configuration.optOuts === 'spread',
        guard: configuration.guards?.get(account.name),
        revisions: revisions.get(account.name) ?? [],
        onProgress: show,
      },
      manifests,
    );
    if ('fields' in explained) {
      explanations.push(explained);
      rows.push({ account: account.name, status: 'read', contacts: explained.matches });
    } else rows.push(unreadRow(account.name, explained));
  }
  return { accounts: rows, explanations };
}

function unreadRow(account: string, { code, args, keys }: ReadFailure): ReadRow {
  return { account, status: 'unread', code, args, contacts: 0, ...(keys === undefined ? {} : { unread: keys }) };
}

/** The contact to explain, with its account. */
interface ContactAt {
  readonly account: Account;
  readonly contact: ContactToPlan;
  /** All contacts declared at the account, including this one. */
  readonly contacts: readonly ContactToPlan[];
  readonly source: LiveSource;
  /** Tells which people must not be mailed at the account; undefined if the manifests name nobody. */
  readonly guard: Guard | undefined;
  /** The other accounts, which may show that the person has opted out. */
  readonly others: readonly OutsideAccount[];
  /** What the base's revisions declare at the account, the latest apply's first. */
  readonly revisions: readonly AccountRevision[];
  /** True if opt-outs at other accounts of the sender end subscriptions. */
  readonly spreads: boolean;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** @returns the explanation, or why the contact could not be read */
async function explainContact(declared: ContactAt, manifests: SearchedManifests): Promise<Explanation | ReadFailure> {
  const { subject, names } = await withNamedLists(declared);
  const { account, contact } = subject;
  const { desired } = contact;
  const { decided, live, spreads } = await decideTogether(subject);
  const failure = decided.failures.find(({ keys }) => keys?.includes(desired.key) ?? true);
  if (failure !== undefined) return failure;
  const { decision, sought } = decided.decisions.find((entry) => entry.desired === desired) ?? {};
  if (decision === undefined) throw new RangeError('a contact whose state is known has a decision');
  const provenance = withPlacesOfIds(withPlaceOfCode(await provenanceOf(account, desired.key, manifests)), names);
  const explained = explain({
    account,
    contact,
    decision,
    sought,
    spreads,
    live,
    provenance,
    before: await placesBefore(declared),
  });
  const spell = spellAsDeclared(declared.contact.desired, names);
  return { ...explained, fields: explained.fields.map((field) => ({ ...field, path: spell(field.path) })) };
}

/** Adds the place of a country code that follows from the country's name: that of the name. */
function withPlaceOfCode(places: ProvenanceMap): ProvenanceMap {
  const country = places.get('country');
  return country === undefined || places.has('countryCode') ? places : new Map([...places, ['countryCode', country]]);
}

/** Adds the places of lists that are declared by name, under the ids of these lists. */
function withPlacesOfIds(places: ProvenanceMap, names: ListNames): ProvenanceMap {
  if (names.size === 0) return places;
  const byId = [...places].map(([path, place]) => {
    const [field, text = '', ...rest] = path.split('\0');
    return [field === 'lists' && rest.length === 0 ? ['lists', idOf(text, names)].join('\0') : path, place] as const;
  });
  return new Map([...byId, ...places]);
}

/** Replaces the names of lists by their ids. */
async function withNamedLists(
  declared: ContactAt,
): Promise<{ readonly subject: ContactAt; readonly names: ListNames }> {
  const { account, contacts, contact, source } = declared;
  const named = await resolveListNames(account, contacts, source, declaresLists(contact));
  const resolved = named.contacts[contacts.indexOf(contact)] ?? withListIds(contact, named.names);
  const { names, ...rest } = named;
  return { subject: { ...declared, ...rest, contact: resolved }, names };
}

interface Together {
  readonly decided: AccountDecisions;
  /** All live contacts that were read. */
  readonly live: readonly LiveContact[];
  readonly spreads?: Explained['spreads'];
}

/** Limits a guard to the contacts that are read anyway: no suppressed person is looked for in addition. */
const SEEKS_NOBODY: Pick<Guard, 'sought' | 'seeksDigests' | 'isSought'> = {
  sought: [],
  seeksDigests: false,
  isSought: () => false,
};

/**
 * Decides what happens to a contact. Includes all declared contacts that directly or indirectly share an identifier or a live
 * contact with it, because one of them may have an identifier that this contact needs.
 */
async function decideTogether(subject: ContactAt): Promise<Together> {
  const { account, contact, contacts, source, onProgress } = subject;
  const guard = subject.guard && { ...subject.guard, ...SEEKS_NOBODY };
  for (let group: readonly ContactToPlan[] = [contact]; ; ) {
    const live: LiveContact[] = [];
    const declared = declaredBy(group);
    const decided = await decideAccount(account, group, tee(source, declared, live), {
      onProgress,
      guard,
      asksSuppressionOfAll: true,
    });
    const names = new Set([...declared, ...live.flatMap(liveIdentifiers).map(identifierKey)]);
    const grown = contacts.filter(
      (other) => group.includes(other) || [...declaredBy([other])].some((name) => names.has(name)),
    );
    if (grown.length === group.length) {
      const checked = await checkedElsewhere(group, decided, subject);
      const { decided: now, elsewhere } = checked ?? { decided, elsewhere: undefined };
      if (!subject.spreads) return { decided: now, live };
      const { decided: spread, notAsked } = await withSpread(contact, now, { ...subject, live, elsewhere });
      return { decided: spread, live, spreads: { notAsked } };
    }
    group = grown;
  }
}

/** Decides again on contacts that have opted out at another account of the sender. */
async function checkedElsewhere(
  contacts: readonly ContactToPlan[],
  decided: AccountDecisions,
  { account, source, others }: ContactAt,
): Promise<CrossChecked | undefined> {
  const asked = others.map((other) => ({ ...other, optOuts: collectOptOuts(other.source) }));
  const [checked] = await crossCheck([{ account, contacts, decided, optOuts: collectOptOuts(), source }], asked);
  return checked;
}

function declaredBy(contacts: readonly ContactToPlan[]): ReadonlySet<string> {
  return identifierKeysOf(contacts.map(({ desired }) => desired));
}

/** Finds where the base declared the contact's values; undefined without a base, or if the base does not declare the contact. */
async function placesBefore({ contact, contacts, revisions }: ContactAt): Promise<Explained['before']> {
  const declared = contacts.map(({ desired }) => desired);
  for (const { manifests, account, contacts: former } of revisions) {
    const base = pairContacts(declared, former).baseOf.get(contact.desired);
    if (base === undefined) continue;
    const { files, configuration, commit } = manifests;
    // The key begins with the account's name, which may have been another one in that revision.
    const key = account.name + base.key.slice(base.key.indexOf('/'));
    const provenance = await provenanceOf(account, key, {
      files,
      accounts: configuration.accounts,
      skipped: configuration.skipped,
    });
    return { provenance, commit };
  }
  return undefined;
}

/**
 * Wraps a source so that the contacts which have one of the identifiers are also added to `into`. The source lists contacts only
 * if the planner asks for that; otherwise it looks them up.
 */
function tee(source: LiveSource, identifiers: ReadonlySet<string>, into: LiveContact[]): LiveSource {
  return {
    ...source,
    schema: () => source.schema(),
    read: (questions, onContact, options) =>
      source.read(
        questions,
        (contact) => {
          if (liveIdentifiers(contact).some((one) => identifiers.has(identifierKey(one)))) into.push(contact);
          onContact(contact);
        },
        { ...options, strategy: options?.strategy ?? 'look-up' },
      ),
  };
}
