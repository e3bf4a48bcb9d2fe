// Declared contacts → why a plan does with each what it does. Reads live as a plan would, of the contact and of those that share
// an identifier with it; writes nothing.

import type { ConfigurationToPlan, ContactToPlan } from '../base/contact-to-plan.ts';
import type { LoadedBase } from '../base/load.ts';
import { identifierKeysOf, pairContacts } from '../base/pair.ts';
import { identifierKey, type LiveContact, liveIdentifiers } from '../contact/contact.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { normaliseEmail } from '../contact/normalise.ts';
import type { LiveSource, ReadProgress } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import { manifestsIn } from '../manifest/read/read.ts';
import { type Asked, provenanceOf } from '../manifest/resolve/provenance.ts';
import type { ReadFailure } from '../plan/document.ts';
import { type Explained, type Explanation, explain } from '../plan/explain/explain.ts';
import { type AccountDecisions, decideAccount } from '../plan/planner.ts';
import { wordsOfFailure } from '../render/words/failures.ts';
import type { ConnectedAccount } from './connect.ts';

/**
 * The contacts that somebody means.
 *
 * @param name a key as a plan shows it, or the part after `account/`
 * @throws HintedError `unknown-contact` where nobody is meant
 */
export function declaredContacts(name: string, contacts: readonly ContactToPlan[]): readonly ContactToPlan[] {
  const names = [name, normaliseEmail(name)];
  const isMeant = (key: string): boolean => names.includes(key) || names.includes(key.slice(key.indexOf('/') + 1));
  const meant = contacts.filter(({ desired }) => isMeant(desired.key));
  if (meant.length > 0) return meant;
  throw new HintedError('unknown-contact', 'no manifest declares this contact at the chosen accounts', {
    hint: 'give its key as `rollcall plan` shows it, or the part after account/; its key is the first declared of userId, email, phone and id',
  });
}

/** What explainContacts reads: manifests, connected accounts and, if there is one, the base. */
export interface ExplainOptions {
  /** Where the manifests are, to name the place of every value. */
  readonly directory: string;
  readonly workingDirectory: string;
  readonly configuration: ConfigurationToPlan;
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  /** What the base declared; absent: nothing is said of it. */
  readonly declaredBefore?: LoadedBase | undefined;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/**
 * Reads the live contacts that a plan would read for these, and decides as it would. Writes nothing.
 *
 * @param meant contacts of the configuration
 * @returns one for each, in their order
 * @throws HintedError `read-failed` where the vendor cannot be read
 */
export async function explainContacts(
  meant: readonly ContactToPlan[],
  { directory, workingDirectory, configuration, accounts, declaredBefore, onProgress }: ExplainOptions,
): Promise<readonly Explanation[]> {
  const asked = { files: manifestsIn(directory, workingDirectory), accounts: configuration.accounts };
  const explanations: Explanation[] = [];
  for (const contact of meant) {
    const { desired } = contact;
    const account = configuration.accounts.find(({ name }) => name === desired.account);
    const at = accounts.get(desired.account);
    if (account === undefined || at === undefined) throw new RangeError(`account ${desired.account} is not connected`);
    const contacts = configuration.contacts.filter(({ desired: other }) => other.account === account.name);
    const show = (progress: ReadProgress): void => onProgress?.(account.name, progress);
    const explained = await explainContact(
      { account, contact, contacts, at, before: declaredBefore, onProgress: show },
      asked,
    );
    if (!('fields' in explained)) throw readFailed(explained);
    explanations.push(explained);
  }
  return explanations;
}

function readFailed({ code, args }: ReadFailure): HintedError {
  const { message, hint } = wordsOfFailure({ code, args }) ?? { message: code, hint: undefined };
  return new HintedError('read-failed', message, { hint, said: { code, args } });
}

interface ContactAt {
  readonly account: Account;
  readonly contact: ContactToPlan;
  /** All that are declared there, this one among them. */
  readonly contacts: readonly ContactToPlan[];
  readonly at: Pick<ConnectedAccount, 'source'>;
  readonly before: LoadedBase | undefined;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** @returns why the plan does what it does, or why that cannot be known */
async function explainContact(subject: ContactAt, asked: Asked): Promise<Explanation | ReadFailure> {
  const { account, contact } = subject;
  const { desired } = contact;
  const { decided, live } = await decideTogether(subject);
  const failure = decided.failures.find(({ keys }) => keys?.includes(desired.key) ?? true);
  if (failure !== undefined) return failure;
  const decision = decided.decisions.find((entry) => entry.desired === desired)?.decision;
  if (decision === undefined) throw new RangeError('a contact whose state is known has a decision');
  const provenance = await provenanceOf(account, desired.key, asked);
  return explain({ account, contact, decision, live, provenance, before: await placesBefore(subject) });
}

interface Together {
  readonly decided: AccountDecisions;
  /** What was read, whoever was asked for. */
  readonly live: readonly LiveContact[];
}

/**
 * With every declared contact that shares an identifier, or a live contact, with one that is looked at already: theirs may be
 * the identifier that this one wants.
 */
async function decideTogether({ account, contact, contacts, at, onProgress }: ContactAt): Promise<Together> {
  for (let group: readonly ContactToPlan[] = [contact]; ; ) {
    const live: LiveContact[] = [];
    const decided = await decideAccount(account, group, tee(at.source, live), onProgress);
    const names = new Set([...declaredBy(group), ...live.flatMap(liveIdentifiers).map(identifierKey)]);
    const grown = contacts.filter(
      (other) => group.includes(other) || [...declaredBy([other])].some((name) => names.has(name)),
    );
    if (grown.length === group.length) return { decided, live };
    group = grown;
  }
}

function declaredBy(contacts: readonly ContactToPlan[]): ReadonlySet<string> {
  return identifierKeysOf(contacts.map(({ desired }) => desired));
}

/** Of what the contact was in the base; nothing without one, or where it was not in it. */
async function placesBefore({ account, contact, contacts, before }: ContactAt): Promise<Explained['before']> {
  const { configuration, manifests } = before ?? {};
  const former = configuration?.accounts.find(({ name }) => name === account.name);
  const place = manifests?.get(account.name);
  if (configuration === undefined || former === undefined || place === undefined) return undefined;
  const declared = contacts.map(({ desired }) => desired);
  const atAccount = configuration.contacts.filter((former) => former.account === account.name);
  const base = pairContacts(declared, atAccount).baseOf.get(contact.desired);
  if (base === undefined) return undefined;
  const provenance = await provenanceOf(former, base.key, { files: place.files, accounts: configuration.accounts });
  return { provenance, commit: place.commit };
}

/** The same source; what comes from it is kept in `into` too. */
function tee(source: LiveSource, into: LiveContact[]): LiveSource {
  return {
    ...source,
    schema: () => source.schema(),
    read: (questions, onContact, options) =>
      source.read(
        questions,
        (contact) => {
          into.push(contact);
          onContact(contact);
        },
        { ...options, strategy: 'look-up' },
      ),
  };
}
