// One declared contact → why the plan does with it what it does. Reads live as a plan would, of this contact and of those that
// share an identifier with it; writes nothing.

import type { LoadedBase } from '../base/load.ts';
import { claimedIdentifiers, pairContacts } from '../base/pair.ts';
import { type DesiredContact, identifierKey, type LiveContact, liveIdentifiers } from '../contact/contact.ts';
import type { LiveSource, ReadProgress } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import { type Asked, provenanceOf } from '../manifest/resolve/provenance.ts';
import type { ReadFailure } from '../plan/document.ts';
import { type Explained, type Explanation, explain } from '../plan/explain/explain.ts';
import { type AccountDecisions, decideAccount } from '../plan/planner.ts';
import type { ConnectedAccount } from './connect.ts';

export interface ContactAt {
  readonly account: Account;
  readonly desired: DesiredContact;
  /** All that are declared there, this one among them. */
  readonly contacts: readonly DesiredContact[];
  readonly at: Pick<ConnectedAccount, 'source'>;
  readonly before: LoadedBase | undefined;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** Or why it cannot be known. */
export async function explainContact(contact: ContactAt, asked: Asked): Promise<Explanation | ReadFailure> {
  const { account, desired } = contact;
  const { decided, live } = await decideTogether(contact);
  const failure = decided.failures.find(({ keys }) => keys?.includes(desired.key) ?? true);
  if (failure !== undefined) return failure;
  const decision = decided.decisions.find((entry) => entry.desired === desired)?.decision;
  if (decision === undefined) throw new RangeError('a contact whose state is known has a decision');
  const provenance = await provenanceOf(account, desired.key, asked);
  return explain({ account, desired, decision, live, provenance, before: await placesBefore(contact) });
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
async function decideTogether({ account, desired, contacts, at, onProgress }: ContactAt): Promise<Together> {
  for (let group: readonly DesiredContact[] = [desired]; ; ) {
    const live: LiveContact[] = [];
    const decided = await decideAccount(account, group, tee(at.source, live), onProgress);
    const names = new Set([...claimedIdentifiers(group), ...live.flatMap(liveIdentifiers).map(identifierKey)]);
    const grown = contacts.filter(
      (other) => group.includes(other) || [...claimedIdentifiers([other])].some((name) => names.has(name)),
    );
    if (grown.length === group.length) return { decided, live };
    group = grown;
  }
}

/** Of what the contact was in the base; nothing without one, or where it was not in it. */
async function placesBefore({ account, desired, contacts, before }: ContactAt): Promise<Explained['before']> {
  const { configuration, manifests } = before ?? {};
  const former = configuration?.accounts.find(({ name }) => name === account.name);
  const place = manifests?.get(account.name);
  if (configuration === undefined || former === undefined || place === undefined) return undefined;
  const atAccount = configuration.contacts.filter((contact) => contact.account === account.name);
  const base = pairContacts(contacts, atAccount).baseOf.get(desired);
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
