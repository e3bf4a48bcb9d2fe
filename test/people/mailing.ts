// What a vendor's state says about one address, read from its own JSON and not by rollcall's codecs, and how people change it.

import type { Account } from '../../src/manifest/configuration.ts';
import type { VendorState } from './vendors.ts';
import { channelTo } from './world.ts';

/** One address at one account. */
export interface Standing {
  /** Whether the vendor would mail it. */
  readonly mailable: boolean;
  /** The opt-out that counts for the whole sender: when (`unknown` if the vendor does not say), and whether any claim lifts it. */
  readonly optOut?: { readonly since: string; readonly isFinal: boolean };
}

/** What people do at a vendor: by email, unless it says otherwise. */
export type Deed = 'leave' | 'return' | 'complain' | 'bounce' | 'vanish' | 'sign up' | 'leave by sms' | 'return by sms';

type Found = VendorState | undefined;

interface VendorWays {
  readonly addressOf: (contact: VendorState) => string;
  readonly find: (state: VendorState, address: string) => Found;
  readonly standing: (contact: VendorState, address: string) => Standing;
  readonly status: (contact: VendorState, address: string, change: { status: 'in' | 'out'; at: string }) => void;
  readonly newcomer: (email: string, number: number, at: string) => VendorState;
  /** Undefined where the vendor knows no such thing. */
  readonly complain?: (contact: VendorState) => void;
  readonly bounce?: (contact: VendorState) => void;
}

function identifierOf({ identifiers }: VendorState, address: string): Found {
  return identifiers.find(({ id }: VendorState) => id === address);
}

const omnisend: VendorWays = {
  addressOf: ({ identifiers }) => identifiers[0].id,
  find: ({ contacts }, address) => contacts.find((contact: VendorState) => identifierOf(contact, address)),
  standing(contact, address) {
    const { status, statusChangedAt } = identifierOf(contact, address)?.channels?.[channelTo(address)] ?? {};
    if (status === 'unsubscribed') return { mailable: false, optOut: { since: statusChangedAt, isFinal: false } };
    return { mailable: status === 'subscribed' };
  },
  status(contact, address, { status, at }) {
    const changed = { status: status === 'in' ? 'subscribed' : 'unsubscribed', statusChangedAt: at };
    const identifier = identifierOf(contact, address);
    if (identifier !== undefined) identifier.channels = { ...identifier.channels, [channelTo(address)]: changed };
    delete contact.statuses;
  },
  newcomer: (email, number, at) => ({
    id: `66b${String(number).padStart(21, '0')}`,
    identifiers: [{ type: 'email', id: email, channels: { email: { status: 'subscribed', statusChangedAt: at } } }],
    createdAt: at,
  }),
};

const loops: VendorWays = {
  addressOf: ({ email }) => email,
  find: ({ contacts }, email) => contacts.find((contact: VendorState) => contact.email === email),
  standing({ subscribed, suppressed, optInStatus }) {
    const isFinal = suppressed || optInStatus === 'rejected';
    if (!subscribed || isFinal) return { mailable: false, optOut: { since: 'unknown', isFinal } };
    return { mailable: optInStatus !== 'pending' };
  },
  status(contact, _, { status }) {
    contact.subscribed = status === 'in';
    if (status === 'in') Object.assign(contact, { suppressed: false, optInStatus: null });
  },
  newcomer: (email) => ({ email, subscribed: true }),
  complain: (contact) => Object.assign(contact, { suppressed: true }),
  bounce: (contact) => Object.assign(contact, { optInStatus: 'rejected' }),
};

const envoke: VendorWays = {
  addressOf: ({ email }) => email,
  find: ({ contacts }, email) => contacts.find((contact: VendorState) => contact.email === email),
  standing({ consent_status: status }) {
    if (status === 'Revoked') return { mailable: false, optOut: { since: 'unknown', isFinal: false } };
    if (/Spam/.test(status)) return { mailable: false, optOut: { since: 'unknown', isFinal: true } };
    return { mailable: /^Express|^Implied/.test(status) };
  },
  status: (contact, _, { status }) =>
    Object.assign(contact, { consent_status: status === 'in' ? 'Express' : 'Revoked' }),
  newcomer: (email) => ({ email, consent_status: 'Express' }),
  complain: (contact) => Object.assign(contact, { consent_status: 'Envoke Spam Reported' }),
  bounce: (contact) => Object.assign(contact, { consent_status: 'Expired' }),
};

const WAYS: Readonly<Record<string, VendorWays>> = { omnisend, loops, envoke };

function waysOf({ capabilities }: Account): VendorWays {
  const ways = WAYS[capabilities.provider];
  if (ways === undefined) throw new RangeError(capabilities.provider);
  return ways;
}

/** How an address stands at an account; undefined if the account does not have it. */
export function standingAt(account: Account, state: VendorState, address: string): Standing | undefined {
  const ways = waysOf(account);
  const found = ways.find(state, address);
  return found && ways.standing(found, address);
}

/** The emails that an account would mail, in alphabetical order. */
export function mailableAt(account: Account, { contacts }: VendorState): readonly string[] {
  const ways = waysOf(account);
  const mailable = contacts.filter((contact: VendorState) => ways.standing(contact, ways.addressOf(contact)).mailable);
  return mailable.map(ways.addressOf).sort();
}

let newcomers = 0;

/**
 * Carries out what somebody does.
 *
 * @param by the address with which they do it: a phone for what is done by text message
 * @returns false if it changes nothing, because the vendor does not have the address, or has no such thing
 */
export function doDeed(
  account: Account,
  state: VendorState,
  deed: Deed,
  { address, at }: { readonly address: string; readonly at: string },
): boolean {
  const ways = waysOf(account);
  const found = ways.find(state, address);
  if (deed === 'sign up') {
    if (found !== undefined) return false;
    newcomers += 1;
    state.contacts.push(ways.newcomer(address, newcomers, at));
    return true;
  }
  if (found === undefined) return false;
  switch (deed) {
    case 'leave':
    case 'leave by sms':
      ways.status(found, address, { status: 'out', at });
      return true;
    case 'return':
    case 'return by sms':
      ways.status(found, address, { status: 'in', at });
      return true;
    case 'complain':
      ways.complain?.(found);
      return ways.complain !== undefined;
    case 'bounce':
      ways.bounce?.(found);
      return ways.bounce !== undefined;
    case 'vanish':
      state.contacts.splice(state.contacts.indexOf(found), 1);
      return true;
  }
}
