// One declared contact → why the plan does with it what it does. Reads live as a plan would, of this contact and of those that
// share an identifier with it; writes nothing.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { LoadedBase } from '../base/load.ts';
import { identifierKeysOf, pairContacts } from '../base/pair.ts';
import { identifierKey, type LiveContact, liveIdentifiers } from '../contact/contact.ts';
import type { LiveSource, ReadProgress } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import { type Asked, provenanceOf } from '../manifest/resolve/provenance.ts';
import type { ReadFailure } from '../plan/document.ts';
import { type Explained, type Explanation, explain } from '../plan/explain/explain.ts';
import { type AccountDecisions, decideAccount } from '../plan/planner.ts';
import type { ConnectedAccount } from './connect.ts';

export interface ContactAt {
  readonly account: Account;
  readonly contact: ContactToPlan;
  /** All that are declared there, this one among them. */
  readonly contacts: readonly ContactToPlan[];
  readonly at: Pick<ConnectedAccount, 'source'>;
  readonly before: LoadedBase | undefined;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** Or why it cannot be known. */
export async function explainContact(subject: ContactAt, asked: Asked): Promise<Explanation | ReadFailure> {
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
