// Explains one contact, field by field: the desired value, the live value, what the plan does, and which rule prevents a write.
// The planner has made the decision; this module only explains it. Pure.

import type { BaseComparison, ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Arguments } from '../../contact/argument.ts';
import { identifierKey, type LiveContact, liveIdentifiers, type SourcePosition } from '../../contact/contact.ts';
import type { FieldPath, FieldValue } from '../../contact/difference.ts';
import { SET_FIELDS } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Provenance, ProvenanceMap } from '../../manifest/declared/provenance.ts';
import type { Decision, Notice } from '../decision.ts';
import type { Action, BlockedDifference, HeldReason, NoticeRule, RuleId } from '../document.ts';
import { lookUps } from '../match.ts';
import { pointer } from '../projection/project.ts';
import { isVendorOnly } from '../projection/vendor-only.ts';
import type { Sought } from '../suppressed/sought.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { additionalWrites, type ExplainableField, isCovered, liveFields, managedFields } from './fields.ts';

/**
 * What the plan does with one field. `held`: a person has decided otherwise, and that is respected. `kept`: the field is no
 * longer declared, but was changed at the vendor since the base. `not written`: it differs, but nothing is written to the
 * contact.
 */
export type FieldVerdict =
  | 'as declared'
  | 'add'
  | 'change'
  | 'remove'
  | 'blocked'
  | 'held'
  | 'kept'
  | 'not written'
  | 'not managed';

/** One field of an explanation. */
export interface ExplainedField {
  readonly path: FieldPath;
  /** Where the field is declared; absent if neither the manifests nor the base declare it. */
  readonly declared?: Provenance | DeclaredBefore;
  readonly desired: FieldValue;
  readonly live: FieldValue;
  readonly verdict: FieldVerdict;
  /** Present if neither the manifests nor the base name the member or property. */
  readonly vendorOnly?: true;
  /** Stable id of the rule that prevents a write. */
  readonly rule?: RuleId | HeldReason | NoticeRule;
  /** Arguments of the rule's sentence. */
  readonly args?: Arguments;
}

/** A declaration that only the base has. The position is absent if it is not known. */
type DeclaredBefore = { readonly layer: 'base' } & Partial<SourcePosition> & { readonly commit?: string };

/** Why a plan treats one contact as it does, field by field. */
export interface Explanation {
  readonly account: string;
  readonly key: string;
  readonly source: SourcePosition;
  /** `onRemoved` of the contact or its account, if the base declared the contact and the manifests no longer do. */
  readonly removed?: NonNullable<BaseComparison['removed']>;
  /** The suppression or erasure that names the contact; absent if none does. */
  readonly suppressed?: ExplainedSuppression;
  /** The decision on the contact as a whole. */
  readonly decision: Exclude<Decision['kind'], 'change'> | Action | 'blocked';
  /** Number of live contacts that have one of its identifiers. */
  readonly matches: number;
  /** The live contacts that `matches` counts, if there are several; otherwise absent. */
  readonly candidates?: readonly Candidate[];
  /** Rules that block the whole contact. */
  readonly blocked: readonly Pick<BlockedDifference, 'rule' | 'args'>[];
  /** Notices about the contact. */
  readonly notices: readonly Notice[];
  /** The checks that only a plan of the whole account can make, as texts for people. */
  readonly notSeen: readonly string[];
  readonly fields: readonly ExplainedField[];
}

/** A suppression, or an erasure, that names a contact. */
interface ExplainedSuppression {
  readonly kind: 'suppression' | 'erasure';
  readonly source: SourcePosition;
  /** False if neither the manifests nor the base declare the contact. */
  readonly isDeclared: boolean;
}

/** The input of `explain`: a contact, the decision on it, and what was read and declared. */
export interface Explained {
  readonly account: Account;
  readonly contact: ContactToPlan;
  readonly decision: Decision;
  /** The suppression or erasure that names the live contact, if none names the declared one; undefined if there is none. */
  readonly sought?: Sought | undefined;
  /** Present if the manifests say `optOuts: spread`. `notAsked`: names of accounts of the sender that could not be asked. */
  readonly spreads?: { readonly notAsked: readonly string[] } | undefined;
  /** All live contacts that were read, including those that do not match. */
  readonly live: readonly LiveContact[];
  readonly provenance: ProvenanceMap;
  /** Where the base declares the contact's fields, and the base's commit; absent if there is no base. */
  readonly before?: { readonly provenance: ProvenanceMap; readonly commit?: string | undefined } | undefined;
}

const NOT_SEEN = [
  'limits and expectations of the account: they count all its contacts, and may refuse the plan as a whole',
];

/** Returns the sentence that names the accounts whose opt-outs are not known; none if all could be asked. */
function notSpread({ notAsked }: NonNullable<Explained['spreads']>): readonly string[] {
  if (notAsked.length === 0) return [];
  return [`opt-outs at ${notAsked.join(', ')}: a plan may end a subscription because of them (\`optOuts: spread\`)`];
}

/** Explains the decision on one contact. */
export function explain({ contact: planned, ...explained }: Explained): Explanation {
  const { account, decision, live, provenance, before } = explained;
  const contact = withClaims(planned);
  const { desired, base } = contact;
  const asked = new Set(lookUps(contact, account).map(identifierKey));
  const matches = live.filter((found) => liveIdentifiers(found).some((own) => asked.has(identifierKey(own))));
  const [match] = matches.length === 1 ? matches : [];
  const blocked = blockedOf(decision).filter(({ path }) => path.length === 0);
  const declared = managedFields(contact, match);
  const managed = [...declared, ...additionalWrites(declared, decision)].map((field) =>
    explainField(field, { contact, decision, provenance, before }),
  );
  const names = new Set(managed.map(({ path }) => pointer(path)));
  const isUndeclared = suppressionOf(contact, explained.sought).suppressed?.isDeclared === false;
  const rest = liveFields(match).filter(({ path }) => !names.has(pointer(path)) && !isCovered(path, desired));
  return {
    account: account.name,
    key: desired.key,
    source: desired.source,
    ...(base?.removed === undefined ? {} : { removed: base.removed }),
    ...suppressionOf(contact, explained.sought),
    decision: overallDecision(decision),
    matches: matches.length,
    ...(matches.length > 1 ? { candidates: candidatesOf(contact, matches, account) } : {}),
    blocked: blocked.map(({ rule, args }) => ({ rule, args })),
    notices: noticesOf(decision),
    notSeen: explained.spreads === undefined ? NOT_SEEN : [...NOT_SEEN, ...notSpread(explained.spreads)],
    fields: [
      ...managed.filter((field) => !isUndeclared || !isEmpty(field)),
      ...rest.map(({ path, value }) => notManaged(path, value)),
    ],
  };
}

/** True if a field is empty and is to stay empty. An erasure declares all fields empty, so such a field is not worth showing. */
function isEmpty({ desired, live }: ExplainedField): boolean {
  return [desired, live].every((value) => value === null || (Array.isArray(value) && value.length === 0));
}

function suppressionOf(
  { suppressed, base }: ContactToPlan,
  sought: Sought | undefined,
): Pick<Explanation, 'suppressed'> {
  if (suppressed === undefined) {
    if (sought === undefined) return {};
    const kind = sought.isErasure ? 'erasure' : 'suppression';
    return { suppressed: { kind, source: sought.source, isDeclared: true } };
  }
  const { source, erasure, isDeclared } = suppressed;
  const kind = erasure === undefined ? 'suppression' : 'erasure';
  return { suppressed: { kind, source, isDeclared: isDeclared || base?.removed !== undefined } };
}

/** Restores the channels that the manifests declare for a person who must not be mailed, to show them. A plan ignores them. */
function withClaims(contact: ContactToPlan): ContactToPlan {
  const { desired, suppressed } = contact;
  return suppressed === undefined ? contact : { ...contact, desired: { ...desired, channels: suppressed.claims } };
}

function overallDecision(decision: Decision): Explanation['decision'] {
  if (decision.kind !== 'change') return decision.kind;
  const isWritten = decision.differences.length > 0 || (decision.action === 'delete' && decision.blocked.length === 0);
  return isWritten || decision.blocked.length === 0 ? decision.action : 'blocked';
}

function noticesOf(decision: Decision): readonly Notice[] {
  return 'notices' in decision ? decision.notices : [];
}

function blockedOf(decision: Decision): readonly BlockedDifference[] {
  return decision.kind === 'change' ? decision.blocked : [];
}

function explainField(
  { path, desired, live, differs }: ExplainableField,
  { contact, decision, provenance, before }: Omit<Explained, 'account' | 'live'>,
): ExplainedField {
  const declared = declaredAt(path, contact, provenance, before);
  const field = {
    path,
    ...(declared === undefined ? {} : { declared }),
    desired,
    live,
    ...(isVendorOnly(path, contact) ? { vendorOnly: true as const } : {}),
  };
  const name = pointer(path);
  const block = blockedOf(decision).find((blocked) => name === pointer(blocked.path));
  if (block !== undefined) {
    const { rule, args } = block;
    return { ...field, verdict: 'blocked', rule, args };
  }
  const difference = decision.kind === 'change' && decision.differences.find((change) => pointer(change.path) === name);
  if (difference) {
    const { op } = difference;
    return { ...field, desired: op === 'remove' ? null : desired, verdict: op };
  }
  const subscriptions = 'held' in decision ? decision.held : [];
  const held = subscriptions.find(({ channel }) => path[0] === 'channels' && path[1] === channel);
  if (held !== undefined) {
    const { reason, args } = held;
    return { ...field, verdict: 'held', rule: reason, ...(args === undefined ? {} : { args }) };
  }
  const kept = noticesOf(decision).some(
    (notice) => notice.rule === 'changed-since-base' && pointer(notice.path) === name,
  );
  if (kept) return { ...field, verdict: 'kept', rule: 'changed-since-base' };
  const isOpen =
    decision.kind === 'skipped' ||
    decision.kind === 'held' ||
    decision.kind === 'excluded' ||
    blockedOf(decision).some((blocked) => blocked.path.length === 0);
  return { ...field, verdict: isOpen && differs ? 'not written' : 'as declared' };
}

/** Returns where a field is declared: in the manifests, or in the base if it was dropped since, or else by `prune`. */
function declaredAt(
  path: FieldPath,
  { base }: ContactToPlan,
  provenance: ProvenanceMap,
  before: Explained['before'],
): ExplainedField['declared'] {
  const found = provenance.get((path[0] === 'channels' ? path.slice(0, 2) : path).join('\0'));
  if (found !== undefined) return found;
  if (!isDropped(path, base?.dropped)) return provenance.get('prune');
  const { commit } = before ?? {};
  // A member of a list has no position of its own, so use that of the list.
  const position = before?.provenance.get(path.join('\0')) ?? before?.provenance.get(path[0] ?? '');
  if (position === undefined) return { layer: 'base' };
  const { file, line, column } = position;
  return { layer: 'base', file, line, column, ...(commit === undefined ? {} : { commit }) };
}

function isDropped([field = '', member]: FieldPath, dropped: BaseComparison['dropped']): boolean {
  if (dropped === undefined) return false;
  if (member === undefined) return Object.hasOwn(dropped.scalars, field);
  if (field === 'customProperties') return Object.hasOwn(dropped.customProperties, member);
  return SET_FIELDS.some((name) => name === field && dropped.sets[name]?.includes(member));
}

function notManaged(path: FieldPath, live: FieldValue): ExplainedField {
  const isNamed = path.length > 1 && path[0] !== 'channels';
  return { path, desired: null, live, verdict: 'not managed', ...(isNamed ? { vendorOnly: true } : {}) };
}
