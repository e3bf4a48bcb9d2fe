// Builds notices: what a plan reports about single contacts in addition to their changes. A notice has a rule and a field. The
// plan document groups notices by rule, so that the output can show many contacts with the same notice in one line. Pure.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../contact/contact.ts';
import type { Difference, FieldPath } from '../contact/difference.ts';
import { evidencePath } from '../contact/evidence.ts';
import { CHANNELS } from '../contact/fields.ts';
import type { Decision, Notice } from './decision.ts';
import type { PlannedNotice } from './document.ts';
import { welcomesCreated } from './requests/basis.ts';
import { NOTICE_RULES } from './rules/catalogue.ts';
import { isEvidenced } from './rules/consent/backfill.ts';
import type { ConsentDecision } from './rules/consent.ts';
import { expiringConsent } from './rules/consent.ts';

/**
 * Returns the notices about a contact whose differences are decided.
 *
 * @param kept fields that are no longer declared, but not removed because the live value is no longer that of the base
 */
export function noticesOf(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  consent: ConsentDecision,
  kept: readonly FieldPath[],
): readonly Notice[] {
  const spread = contact.spreadsOptOuts === true ? consent.differences.filter(isUnsubscribe) : [];
  return [
    ...spread.map(({ path }) => ({ rule: 'opt-out-spread', path }) as const),
    ...resubscribedUndated(live, consent).map((path) => ({ rule: 'undated-resubscribe', path }) as const),
    ...evidenceNotSent(contact, live, consent).map((path) => ({ rule: 'evidence-not-sent', path }) as const),
    ...expiringConsent(contact.desired, live).map((path) => ({ rule: 'consent-expires', path }) as const),
    ...kept.map((path) => ({ rule: 'changed-since-base', path }) as const),
  ];
}

function isUnsubscribe({ after }: Difference): boolean {
  return after === 'unsubscribed';
}

/** Returns the paths of channels that are resubscribed although the vendor does not date the opt-out. */
function resubscribedUndated(live: LiveContact | undefined, { differences }: ConsentDecision): readonly FieldPath[] {
  const undated = CHANNELS.filter((channel) => {
    const now = live?.channels[channel];
    return now?.optedOut === true && now.since === 'unknown';
  });
  return differences
    .filter(({ path, after }) => after === 'subscribed' && undated.some((channel) => channel === path[1]))
    .map(({ path }) => path);
}

/**
 * Returns the paths of declared evidence of consent that is new but not sent, because evidence is sent only with a change of
 * status. Omits channels whose status changes or whose evidence is sent, and channels that are blocked, because a block has its
 * own message. Evidence at the vendor is not read, because caches and snapshots would then contain people's IP addresses and
 * browsers. So evidence that no record confirms is taken for new.
 */
function evidenceNotSent(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  { differences, blocked }: ConsentDecision,
): readonly FieldPath[] {
  const {
    desired: { channels },
    base,
    confirmed = [],
  } = contact;
  const settled = new Set([...differences, ...blocked].map(({ path }) => path[1]));
  const otherBasis = CHANNELS.filter((channel) => {
    const [now, declared] = [live?.channels[channel], channels[channel]];
    return declared?.basis !== undefined && now?.basis !== undefined && declared.basis !== now.basis;
  }).map((channel) => ['channels', channel, 'basis']);
  const isNamed = ([, channel]: FieldPath): boolean => otherBasis.some((path) => path[1] === channel);
  if (live === undefined) return [];
  const unrecorded =
    confirmed.length === 0 ? CHANNELS.filter((channel) => isEvidenced(channel, contact, live)).map(evidencePath) : [];
  const changed = base?.changedEvidence ?? unrecorded;
  const others = changed.filter((path) => !(path[2] === 'basis' && isNamed(path)));
  return [...otherBasis, ...others].filter(([, channel]) => !settled.has(channel));
}

/**
 * Returns the notice that the vendor is asked for its welcome message: the contact is created, or a channel becomes subscribed.
 *
 * @param transitions the changes of status that are carried out
 */
export function welcomeOf(
  desired: DesiredContact,
  live: LiveContact | undefined,
  transitions: readonly Difference[],
): readonly Notice[] {
  if (!desired.welcome) return [];
  const joined = transitions.find(({ after }) => after === 'subscribed');
  const isWelcome = live === undefined ? welcomesCreated(desired, transitions) : joined !== undefined;
  return isWelcome ? [{ rule: 'welcome-message', path: joined?.path ?? [] }] : [];
}

/** Groups notices by rule. Rules are in the order of the catalogue, and the notices of a rule in the order of the contacts. */
export function foldNotices(
  decisions: readonly { readonly desired: DesiredContact; readonly decision: Decision }[],
): readonly PlannedNotice[] {
  const all = decisions.flatMap(({ desired, decision }) =>
    ('notices' in decision ? decision.notices : []).map(({ rule, path }) => {
      const { key, source } = desired;
      return { rule, entry: { key, source, path } };
    }),
  );
  return NOTICE_RULES.flatMap((rule) => {
    const entries = all.filter((notice) => notice.rule === rule).map(({ entry }) => entry);
    return entries.length === 0 ? [] : [{ rule, entries }];
  });
}
