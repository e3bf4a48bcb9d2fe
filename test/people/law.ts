// The law about people, judged on the vendors' own states before and after an apply. It knows nothing of plans and rules.

import type { DesiredContact } from '../../src/contact/contact.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import type { Standing } from './mailing.ts';
import type { Recorded } from './recorded.ts';
import type { Standings } from './story.ts';
import { ADDRESSES, addressesOf, addressesWith, channelTo, type Revision } from './world.ts';

export interface AppliedWorld {
  readonly accounts: readonly Account[];
  readonly declared: readonly DesiredContact[];
  /** Addresses of people who must not be mailed. */
  readonly suppressed: ReadonlySet<string>;
  /** Addresses of people who asked to be forgotten. */
  readonly forgotten: ReadonlySet<string>;
  /** Whether opt-outs are carried to the sender's other accounts. */
  readonly spreads: boolean;
  /** Whether somebody came back at an account after all of the sender's opt-outs had counted there. */
  readonly cameBack: (account: Account, address: string) => boolean;
  /** What earlier applies confirmed. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  readonly whenPlanned: Standings;
  /** Right before the first write. */
  readonly before: Standings;
  readonly after: Standings;
}

/** The addresses that no apply may make mailable. */
export function silentIn({ suppressed, forgotten }: Revision): Pick<AppliedWorld, 'suppressed' | 'forgotten'> {
  return { suppressed: new Set(suppressed.flatMap(addressesOf)), forgotten: new Set(forgotten.flatMap(addressesOf)) };
}

/** Returns what the apply did that it must not do. */
export function judgeApply(world: AppliedWorld): readonly string[] {
  return world.accounts.flatMap((account) =>
    ADDRESSES.flatMap((address) => {
      const before = world.before.get(account.name)?.get(address);
      const after = world.after.get(account.name)?.get(address);
      const person = { account, address, before };
      const wasForgotten =
        world.forgotten.has(address) || world.recorded.get(account.name)?.erased.has(address) === true;
      const isThere = addressesWith(address).some((one) => world.before.get(account.name)?.has(one));
      if (before === undefined && after !== undefined && wasForgotten && !isThere)
        return [`${account.name}/${address} was forgotten, and came back`];
      if (before?.optOut !== undefined && after === undefined && !world.forgotten.has(address))
        return [`${account.name}/${address} had left, and its opt-out was deleted`];
      if (before?.mailable !== true && after?.mailable === true) return becameMailable(world, person);
      if (before?.mailable === true && after?.mailable !== true) return stoppedBeingMailable(world, person);
      return [];
    }),
  );
}

interface Person {
  readonly account: Account;
  readonly address: string;
  readonly before: Standing | undefined;
}

/** The contact of an account that declares an address. */
function declaring(contacts: Iterable<DesiredContact>, account: Account, address: string): DesiredContact | undefined {
  return [...contacts].find(
    ({ account: at, identifiers: { email, phone } }) => at === account.name && [email, phone].includes(address),
  );
}

function becameMailable(world: AppliedWorld, { account, address, before }: Person): readonly string[] {
  const place = `${account.name}/${address}`;
  if (world.suppressed.has(address) || world.forgotten.has(address))
    return [`${place} became mailable, though suppressed`];
  const declared = declaring(world.declared, account, address);
  if (declared?.channels[channelTo(address)]?.status !== 'subscribed')
    return [`${place} became mailable without being declared so`];
  const recorded = world.recorded.get(account.name);
  const known = recorded && declaring(recorded.contacts.values(), account, address);
  const confirmed = known === undefined || recorded?.owed.has(declared.key) === true ? undefined : known;
  const optOuts = world.accounts.flatMap((other) => {
    if (other.sender !== account.sender) return [];
    const standing = other === account ? before : world.whenPlanned.get(other.name)?.get(address);
    return standing?.optOut === undefined ? [] : [{ at: other.name, ...standing.optOut }];
  });
  const claim = { declared, account, address };
  const { createdAt = '' } = declared.channels[channelTo(address)]?.consent ?? {};
  if (recorded?.erased.has(address) === true && !(Date.parse(createdAt) > Date.parse(recorded.at)))
    return [`${place} was forgotten, and became mailable`];
  return [
    ...optOuts.flatMap(({ at, since, isFinal }) =>
      isNewer(claim, { since, isFinal }) ? [] : [`${place} became mailable, opted out at ${at} (${since})`],
    ),
    ...(before?.optOut?.since === 'unknown' && isRepeated(claim, confirmed)
      ? [`${place} became mailable by a repeated claim`]
      : []),
    ...(before === undefined && confirmed !== undefined && recorded?.present.has(place) === true
      ? [`${place} was there, was gone, and became mailable`]
      : []),
    ...(before === undefined && recorded?.undeclared.has(address) === true
      ? [`${place} was there, was gone, was taken out and put back, and became mailable`]
      : []),
  ];
}

/** What a contact declares of one of its addresses. */
interface Claim {
  readonly declared: DesiredContact;
  readonly account: Account;
  readonly address: string;
}

/** Whether the same claim to newer consent was applied before: then the opt-out is newer. */
function isRepeated({ declared, address }: Claim, confirmed: DesiredContact | undefined): boolean {
  const [now, then] = [declared, confirmed].map((contact) => contact?.channels[channelTo(address)]?.consent);
  return then?.supersedesOptOut === true && now?.createdAt === then.createdAt;
}

function isNewer(
  { declared: { channels }, account: { resubscribe }, address }: Claim,
  { since, isFinal }: NonNullable<Standing['optOut']>,
): boolean {
  const { consent } = channels[channelTo(address)] ?? {};
  if (isFinal || resubscribe !== 'with-consent' || consent?.source === undefined) return false;
  if (since === 'unknown') return consent.supersedesOptOut === true;
  return consent.createdAt !== undefined && Date.parse(consent.createdAt) > Date.parse(since);
}

function stoppedBeingMailable(world: AppliedWorld, { account, address }: Person): readonly string[] {
  const { declared, suppressed, forgotten } = world;
  const place = `${account.name}/${address}`;
  if (suppressed.has(address) || forgotten.has(address)) return [];
  if (hasNewLine(world, account, address)) return [];
  if (world.spreads) {
    const others = world.accounts.filter(({ name, sender }) => name !== account.name && sender === account.sender);
    // A line that is new at another account is an opt-out of the whole sender.
    if (others.some((other) => hasNewLine(world, other, address))) return [];
    if (others.some(({ name }) => world.whenPlanned.get(name)?.get(address)?.optOut !== undefined))
      return world.cameBack(account, address) ? [`${place} had come back, and was thrown out by an old opt-out`] : [];
  }
  return declaring(declared, account, address)?.channels[channelTo(address)]?.status === 'unsubscribed'
    ? [`${place} had chosen to return, and was thrown out by an old line`]
    : [`${place} stopped being mailable without being declared so`];
}

/** Whether the manifests unsubscribe somebody at an account, which no apply has confirmed. */
function hasNewLine({ declared, recorded }: AppliedWorld, account: Account, address: string): boolean {
  const own = declaring(declared, account, address);
  const channel = channelTo(address);
  if (own?.channels[channel]?.status !== 'unsubscribed') return false;
  const { contacts = new Map<string, DesiredContact>(), owed } = recorded.get(account.name) ?? {};
  const confirmed = declaring(contacts.values(), account, address);
  return confirmed?.channels[channel]?.status !== 'unsubscribed' || owed?.has(own.key) === true;
}

/** Who became mailable, with the account: `shop/ann@example.com`. */
export function madeMailable(before: Standings, after: Standings): ReadonlySet<string> {
  return new Set(
    [...after].flatMap(([account, standings]) =>
      [...standings].flatMap(([address, { mailable }]) =>
        mailable && before.get(account)?.get(address)?.mailable !== true ? [`${account}/${address}`] : [],
      ),
    ),
  );
}

/** A rollback, and what the apply did that it took back. */
export interface RolledBackWorld extends Pick<AppliedWorld, 'accounts' | 'before' | 'after'> {
  /** Whom that apply made mailable. */
  readonly mailable: ReadonlySet<string>;
}

/** Returns what a rollback did that it must not do: it makes nobody mailable, and ends only what the apply began. */
export function judgeRollback({ accounts, mailable, before, after }: RolledBackWorld): readonly string[] {
  return accounts.flatMap(({ name }) =>
    ADDRESSES.flatMap((address) => {
      const place = `${name}/${address}`;
      const then = before.get(name)?.get(address);
      const now = after.get(name)?.get(address);
      if (then?.optOut !== undefined && now === undefined) return [`${place} had left, and its opt-out was deleted`];
      if (then?.mailable !== true && now?.mailable === true) return [`${place} became mailable by a rollback`];
      if (then?.mailable === true && now?.mailable !== true && !mailable.has(place))
        return [`${place} stopped being mailable by the rollback of an apply that had not subscribed it`];
      return [];
    }),
  );
}
