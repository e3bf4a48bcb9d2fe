// Renders the capability data as a Markdown table for docs/guide/fields.md: one row per field, one column per dialect. Pure.

import { FIELD_NAMES, type FieldName, IDENTIFIER_KINDS, SET_FIELDS, type SetField } from '../contact/fields.ts';
import type { Capabilities } from './capabilities.ts';
import { ALL_DIALECTS } from './table.ts';

const UNPROVEN = '¹';
const NOT_CLEARED = '²';
const ONLY_ADDED = '³';
const READ_ONLY = '⁴';
const SHARED = '⁵';

const LEGEND = [
  '✓ can be set, and removed with `null` unless marked',
  '– the vendor does not have it, or it cannot be compared',
  `${UNPROVEN} the vendor does not document removal: it is sent, marked in the plan, and verified by reading back`,
  `${NOT_CLEARED} cannot be removed: \`null\` is refused offline`,
  `${ONLY_ADDED} a list that would remove members is refused`,
  `${READ_ONLY} assigned by the vendor: identifies a contact, and is never written`,
  `${SHARED} stored in the same vendor field as another field, which takes precedence when both are declared`,
];

/** Returns the table and its legend, with a line break at the end. */
export function supportMatrix(): string {
  const lines = [
    ['field', ...ALL_DIALECTS.map(({ label }) => label)],
    ['---', ...ALL_DIALECTS.map(() => ':-:')],
    ...FIELD_NAMES.map((field) => [`\`${field}\``, ...ALL_DIALECTS.map((dialect) => cell(field, dialect))]),
  ];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${LEGEND.join('  \n')}\n`;
}

function cell(field: FieldName, capabilities: Capabilities): string {
  const support = capabilities.fields[field];
  if (!support.has) return '–';
  if (!support.write) return `✓${READ_ONLY}`;
  if (isSet(field)) return forms(capabilities[field]);
  const shared = support.yieldsTo === undefined ? '' : SHARED;
  return `✓${hasRemoval(field) ? clearMark(support.clear) : ''}${shared}`;
}

/** Returns whether the field can be removed. Identifiers are never removed, and a subscription is ended by its status. */
function hasRemoval(field: FieldName): boolean {
  return !(IDENTIFIER_KINDS as readonly string[]).includes(field) && !field.startsWith('channels.');
}

function clearMark(clear: 'yes' | 'unproven' | 'no'): string {
  return { yes: '', unproven: UNPROVEN, no: NOT_CLEARED }[clear];
}

function isSet(field: FieldName): field is SetField {
  return (SET_FIELDS as readonly string[]).includes(field);
}

function forms({ list, map, listRemovals }: Capabilities[SetField]): string {
  const listForm = list ? [`list${listRemovals ? '' : ONLY_ADDED}`] : [];
  return [...listForm, ...(map ? ['map'] : [])].join(', ');
}
