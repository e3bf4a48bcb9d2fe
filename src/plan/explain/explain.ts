// One contact, field by field: what is desired, what live has, what the plan does about it and by which rule. It reads the
// planner's decision and decides nothing itself. Pure.

import type { BaseComparison, ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Arguments } from '../../contact/argument.ts';
import { identifierKey, type LiveContact, liveIdentifiers, type SourcePosition } from '../../contact/contact.ts';
import type { FieldPath, FieldValue } from '../../contact/difference.ts';
import { SET_FIELDS } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Provenance, ProvenanceMap } from '../../manifest/resolve/provenance.ts';
import type { Decision, Notice } from '../decision.ts';
import type { Action, BlockedDifference, HeldReason, NoticeRule, RuleId } from '../document.ts';
import { lookUps } from '../match.ts';
import { pointer } from '../projection/project.ts';
import { isVendorOnly } from '../projection/vendor-only.ts';
import { type ExplainableField, isCovered, liveFields, managedFields, writtenBeside } from './fields.ts';

/** `not written`: it differs, and the contact as a whole is left alone. */
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

export interface ExplainedField {
  readonly path: FieldPath;
  /** Absent where neither the manifests nor the base declare it. */
  readonly declared?: Provenance | DeclaredBefore;
  readonly desired: FieldValue;
  readonly live: FieldValue;
  readonly verdict: FieldVerdict;
  /** No manifest gives the member or the property this name, now or in the base. */
  readonly vendorOnly?: true;
  /** Stable id of what decided against a write. */
  readonly rule?: RuleId | HeldReason | NoticeRule;
  /** Of a rule that blocks. */
  readonly args?: Arguments;
}

/** Dropped since the base; of prunes and of a base that names no contact the place is not known. */
type DeclaredBefore = { readonly layer: 'base' } & Partial<SourcePosition> & { readonly commit?: string };

/** Why a plan does with one contact what it does, field by field. */
export interface Explanation {
  readonly account: string;
  readonly key: string;
  readonly source: SourcePosition;
  /** Present if the base declared it and the manifests no longer do. */
  readonly removed?: NonNullable<BaseComparison['removed']>;
  /** What becomes of the contact as a whole. */
  readonly decision: Exclude<Decision['kind'], 'change'> | Action | 'blocked';
  /** Live contacts that carry one of its identifiers. */
  readonly matches: number;
  /** What stops the whole contact. */
  readonly blocked: readonly Pick<BlockedDifference, 'rule' | 'args'>[];
  /** What the plan says of it in addition to its changes. */
  readonly notices: readonly Notice[];
  /** What a plan of the whole account would look at, and this did not. */
  readonly notSeen: readonly string[];
  readonly fields: readonly ExplainedField[];
}

export interface Explained {
  readonly account: Account;
  readonly contact: ContactToPlan;
  readonly decision: Decision;
  /** What was read, whoever was asked for. */
  readonly live: readonly LiveContact[];
  readonly provenance: ProvenanceMap;
  /** Where the base says what was dropped since. */
  readonly before?: { readonly provenance: ProvenanceMap; readonly commit?: string | undefined } | undefined;
}

const NOT_SEEN = [
  'limits and expectations of the account: they count all its contacts, and may refuse the plan as a whole',
];

export function explain({ account, contact, decision, live, provenance, before }: Explained): Explanation {
  const { desired, base } = contact;
  const asked = new Set(lookUps(desired, account).map(identifierKey));
  const matches = live.filter((found) => liveIdentifiers(found).some((own) => asked.has(identifierKey(own))));
  const [match] = matches.length === 1 ? matches : [];
  const blocked = blockedOf(decision).filter(({ path }) => path.length === 0);
  const declared = managedFields(contact, match);
  const managed = [...declared, ...writtenBeside(declared, decision)].map((field) =>
    explainField(field, { contact, decision, provenance, before }),
  );
  const names = new Set(managed.map(({ path }) => pointer(path)));
  const rest = liveFields(match).filter(({ path }) => !names.has(pointer(path)) && !isCovered(path, desired));
  return {
    account: account.name,
    key: desired.key,
    source: desired.source,
    ...(base?.removed === undefined ? {} : { removed: base.removed }),
    decision: wholeOf(decision),
    matches: matches.length,
    blocked: blocked.map(({ rule, args }) => ({ rule, args })),
    notices: noticesOf(decision),
    notSeen: NOT_SEEN,
    fields: [...managed, ...rest.map(({ path, value }) => notManaged(path, value))],
  };
}

function wholeOf(decision: Decision): Explanation['decision'] {
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
  if (held !== undefined) return { ...field, verdict: 'held', rule: held.reason };
  const kept = noticesOf(decision).some(
    (notice) => notice.rule === 'changed-since-base' && pointer(notice.path) === name,
  );
  if (kept) return { ...field, verdict: 'kept', rule: 'changed-since-base' };
  const isOpen = decision.kind === 'skipped' || blockedOf(decision).some((blocked) => blocked.path.length === 0);
  return { ...field, verdict: isOpen && differs ? 'not written' : 'as declared' };
}

/** What no manifest says and the plan still knows about was dropped since the base, or falls to `prune`. */
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
  // A member of a list stands where the list does.
  const place = before?.provenance.get(path.join('\0')) ?? before?.provenance.get(path[0] ?? '');
  if (place === undefined) return { layer: 'base' };
  const { file, line, column } = place;
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
