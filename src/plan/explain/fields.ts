// Collects the fields of one contact for an explanation: managed fields, other fields that are written, and all live fields.
// Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { type DesiredContact, type LiveContact, textToSend, vendorText } from '../../contact/contact.ts';
import type { FieldPath, FieldValue } from '../../contact/difference.ts';
import { CHANNELS, IDENTIFIER_KINDS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import { compare } from '../compare.ts';
import type { Decision } from '../decision.ts';
import { type DeclaredField, type ProjectedField, pointer, project } from '../projection/project.ts';

/** A field that the plan considers, with its desired and live values. */
export interface ExplainableField {
  readonly path: FieldPath;
  readonly desired: FieldValue;
  readonly live: FieldValue;
  /** True if the comparison finds a difference. */
  readonly differs: boolean;
}

/** Returns all managed fields, including identifiers and channels. */
export function managedFields(contact: ContactToPlan, live: LiveContact | undefined): readonly ExplainableField[] {
  const { desired } = contact;
  const identifiers = IDENTIFIER_KINDS.flatMap((kind): readonly DeclaredField[] => {
    const value = desired.identifiers[kind];
    return value === undefined ? [] : [{ path: [kind], desired: value, live: identifierOf(kind, value, live) }];
  });
  const channels = CHANNELS.flatMap((channel): readonly DeclaredField[] => {
    const declared = desired.channels[channel];
    const status = live?.channels[channel]?.status ?? null;
    const path = ['channels', channel, 'status'];
    return declared === undefined ? [] : [{ path, desired: declared.status, live: status }];
  });
  return withDifferences([...identifiers, ...project(contact, live), ...channels]).map((field) =>
    inOwnTexts(field, desired, live),
  );
}

/** Emails and phones are compared in their normal form, and shown as they are sent and as the vendor has them. */
function inOwnTexts(field: ExplainableField, desired: DesiredContact, live: LiveContact | undefined): ExplainableField {
  const [kind] = field.path;
  if (field.path.length > 1 || (kind !== 'email' && kind !== 'phone')) return field;
  const own = typeof field.live === 'string' && live !== undefined ? vendorText(live, field.live) : field.live;
  return { ...field, desired: textToSend(desired, kind) ?? field.desired, live: own };
}

/** Compares the fields. A field that is no longer declared, but is not removed either, gets its live value as desired value. */
function withDifferences(fields: readonly ProjectedField[]): readonly ExplainableField[] {
  const differing = new Set(compare(fields).differences.map(({ path }) => pointer(path)));
  return fields.map((field) => {
    const { path, live } = field;
    const differs = differing.has(pointer(path));
    return { path, desired: 'desired' in field ? field.desired : differs ? null : live, live, differs };
  });
}

/** Returns fields that are written although they are not declared: the channels of a removed contact that is unsubscribed. */
export function additionalWrites(fields: readonly ExplainableField[], decision: Decision): readonly ExplainableField[] {
  const names = new Set(fields.map(({ path }) => pointer(path)));
  const differences = decision.kind === 'change' ? decision.differences : [];
  return differences
    .filter(({ path }) => !names.has(pointer(path)))
    .map(({ path, before, after }) => ({ path, desired: after, live: before, differs: true }));
}

function identifierOf(
  kind: (typeof IDENTIFIER_KINDS)[number],
  value: string,
  live: LiveContact | undefined,
): FieldValue {
  if (live === undefined) return null;
  if (kind === 'id' || kind === 'userId') return live[kind] ?? null;
  const values = kind === 'email' ? live.emails : live.phones;
  return values.includes(value) ? value : (values[0] ?? null);
}

/** One field of a live contact. */
interface LiveField {
  readonly path: FieldPath;
  readonly value: FieldValue;
}

/** Returns all fields of a live contact, or none if it is undefined. Each member of a set is a field of its own. */
export function liveFields(live: LiveContact | undefined): readonly LiveField[] {
  if (live === undefined) return [];
  const single = [
    { path: ['userId'], value: live.userId },
    { path: ['email'], value: textOf(live, live.emails) },
    { path: ['phone'], value: textOf(live, live.phones) },
    ...SCALAR_NAMES.map((name) => ({ path: [name], value: live.scalars[name] })),
    ...Object.entries(live.customProperties).map(([name, value]) => ({ path: ['customProperties', name], value })),
    ...CHANNELS.map((channel) => ({ path: ['channels', channel, 'status'], value: live.channels[channel]?.status })),
  ].flatMap(({ path, value }) => (value === undefined ? [] : [{ path, value }]));
  const members = SET_FIELDS.flatMap((field) =>
    (live.sets[field] ?? []).map((member) => ({ path: [field, member], value: true })),
  );
  return [...single, ...members];
}

function textOf(live: LiveContact, [first]: readonly string[]): string | undefined {
  return first === undefined ? undefined : vendorText(live, first);
}

/** True if the path belongs to a set that is declared in list form, so that the declaration manages all its members. */
export function isCovered([field]: FieldPath, { sets }: DesiredContact): boolean {
  const set = SET_FIELDS.find((name) => name === field);
  return set !== undefined && sets[set]?.form === 'list';
}
