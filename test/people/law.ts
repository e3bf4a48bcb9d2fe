// The law about people, judged on the vendors' own states before and after an apply. It knows nothing of plans and rules.

import type { DesiredContact } from '../../src/contact/contact.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import type { Standing } from './mailing.ts';
import type { Recorded, Standings } from './story.ts';
import { EMAILS, emailsOf, type Revision } from './world.ts';

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
  readonly cameBack: (account: Account, email: string) => boolean;
  /** What earlier applies confirmed. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  readonly whenPlanned: Standings;
  /** Right before the first write. */
  readonly before: Standings;
  readonly after: Standings;
}

/** The addresses that no apply may make mailable. */
export function silentIn({ suppressed, forgotten }: Revision): Pick<AppliedWorld, 'suppressed' | 'forgotten'> {
  return { suppressed: new Set(suppressed.flatMap(emailsOf)), forgotten: new Set(forgotten.flatMap(emailsOf)) };
}

/** Returns what the apply did that it must not do. */
export function judgeApply(world: AppliedWorld): readonly string[] {
  return world.accounts.flatMap((account) =>
    EMAILS.flatMap((email) => {
      const before = world.before.get(account.name)?.get(email);
      const after = world.after.get(account.name)?.get(email);
      const person = { account, email, before };
      const wasForgotten = world.forgotten.has(email) || world.recorded.get(account.name)?.erased.has(email) === true;
      if (before === undefined && after !== undefined && wasForgotten)
        return [`${account.name}/${email} was forgotten, and came back`];
      if (before?.mailable !== true && after?.mailable === true) return becameMailable(world, person);
      if (before?.mailable === true && after?.mailable !== true) return stoppedBeingMailable(world, person);
      return [];
    }),
  );
}

interface Person {
  readonly account: Account;
  readonly email: string;
  readonly before: Standing | undefined;
}

function becameMailable(world: AppliedWorld, { account, email, before }: Person): readonly string[] {
  const key = `${account.name}/${email}`;
  if (world.suppressed.has(email) || world.forgotten.has(email)) return [`${key} became mailable, though suppressed`];
  const declared = world.declared.find((contact) => contact.key === key);
  if (declared?.channels.email?.status !== 'subscribed') return [`${key} became mailable without being declared so`];
  const recorded = world.recorded.get(account.name);
  const confirmed = recorded?.owed.has(key) === true ? undefined : recorded?.contacts.get(key);
  const optOuts = world.accounts.flatMap((other) => {
    if (other.sender !== account.sender) return [];
    const standing = other === account ? before : world.whenPlanned.get(other.name)?.get(email);
    return standing?.optOut === undefined ? [] : [{ at: other.name, ...standing.optOut }];
  });
  return [
    ...optOuts.flatMap(({ at, since, isFinal }) =>
      isNewer(declared, { since, isFinal }, account) ? [] : [`${key} became mailable, opted out at ${at} (${since})`],
    ),
    ...(before?.optOut?.since === 'unknown' && isRepeated(declared, confirmed)
      ? [`${key} became mailable by a repeated claim`]
      : []),
    ...(before === undefined && confirmed !== undefined && recorded?.present.has(key) === true
      ? [`${key} was there, was gone, and became mailable`]
      : []),
    ...(before === undefined && recorded?.undeclared.has(email) === true
      ? [`${key} was there, was gone, was taken out and put back, and became mailable`]
      : []),
  ];
}

/** Whether the same claim to newer consent was applied before: then the opt-out is newer. */
function isRepeated(declared: DesiredContact, confirmed: DesiredContact | undefined): boolean {
  const [now, then] = [declared, confirmed].map((contact) => contact?.channels.email?.consent);
  return then?.supersedesOptOut === true && now?.createdAt === then.createdAt;
}

function isNewer(
  { channels }: DesiredContact,
  { since, isFinal }: NonNullable<Standing['optOut']>,
  { resubscribe }: Account,
): boolean {
  const { consent } = channels.email ?? {};
  if (isFinal || resubscribe !== 'with-consent' || consent?.source === undefined) return false;
  if (since === 'unknown') return consent.supersedesOptOut === true;
  return consent.createdAt !== undefined && Date.parse(consent.createdAt) > Date.parse(since);
}

function stoppedBeingMailable(world: AppliedWorld, { account, email }: Person): readonly string[] {
  const { declared, suppressed, forgotten } = world;
  const key = `${account.name}/${email}`;
  if (suppressed.has(email) || forgotten.has(email)) return [];
  if (hasNewLine(world, account, email)) return [];
  if (world.spreads) {
    const others = world.accounts.filter(({ name, sender }) => name !== account.name && sender === account.sender);
    // A line that is new at another account is an opt-out of the whole sender.
    if (others.some((other) => hasNewLine(world, other, email))) return [];
    if (others.some(({ name }) => world.whenPlanned.get(name)?.get(email)?.optOut !== undefined))
      return world.cameBack(account, email) ? [`${key} had come back, and was thrown out by an old opt-out`] : [];
  }
  const status = declared.find((contact) => contact.key === key)?.channels.email?.status;
  return status === 'unsubscribed'
    ? [`${key} had chosen to return, and was thrown out by an old line`]
    : [`${key} stopped being mailable without being declared so`];
}

/** Whether the manifests unsubscribe somebody at an account, which no apply has confirmed. */
function hasNewLine({ declared, recorded }: AppliedWorld, account: Account, email: string): boolean {
  const key = `${account.name}/${email}`;
  if (declared.find((contact) => contact.key === key)?.channels.email?.status !== 'unsubscribed') return false;
  const { contacts, owed } = recorded.get(account.name) ?? {};
  return contacts?.get(key)?.channels.email?.status !== 'unsubscribed' || owed?.has(key) === true;
}
