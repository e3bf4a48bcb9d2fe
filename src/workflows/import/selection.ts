// What an import takes: which live contacts, and which of their fields. Pure.

import { personal } from '../../contact/argument.ts';
import type { Status } from '../../contact/consent.ts';
import type { LiveContact } from '../../contact/contact.ts';
import {
  CHANNELS,
  type FieldName,
  SCALAR_NAMES,
  type ScalarField,
  SET_FIELDS,
  type SetField,
} from '../../contact/fields.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import { suggestion } from '../../manifest/schema/suggest.ts';
import type { Capabilities } from '../../providers/capabilities.ts';

/** The values of live contacts that an import writes, in addition to identifiers and statuses. */
export interface TakenFields {
  readonly scalars: readonly ScalarField[];
  /**
   * Map from set to the form in which it is declared: a map where the vendor supports one, because a map manages only the members
   * it names.
   */
  readonly sets: ReadonlyMap<SetField, 'map' | 'list'>;
  /** Names of custom properties; `all` for every one. */
  readonly customProperties: ReadonlySet<string> | 'all';
}

const PROPERTY = 'customProperties';
const ALL = 'all';

/**
 * Parses the value of --fields.
 *
 * Without the option, an import declares the sets that can be declared as a map: a member that somebody else adds is then left
 * alone. Autoresponders are not among these sets, because joining one again would send mail.
 *
 * @param text names separated by commas; undefined: the default
 * @throws HintedError `usage` for a name that is not a field, or that the vendor does not have
 */
export function takenFields(text: string | undefined, capabilities: Capabilities): TakenFields {
  const named = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of named) checkName(name, capabilities);
  const isTaken = (field: FieldName): boolean =>
    isWritable(field, capabilities) && (named.includes(field) || named.includes(ALL));
  // A vendor that derives one from the other refuses the name of a country without its code.
  const needsCode = capabilities.countryNeedsCode && isTaken('country');
  const properties = named
    .filter((name) => name.startsWith(`${PROPERTY}.`))
    .map((name) => name.slice(PROPERTY.length + 1));
  return {
    scalars: SCALAR_NAMES.filter((name) => isTaken(name) || (needsCode && name === 'countryCode')),
    sets: setsOf(capabilities, isTaken),
    customProperties: isTaken(PROPERTY) ? ALL : new Set(properties),
  };
}

function setsOf(capabilities: Capabilities, isTaken: (field: FieldName) => boolean): TakenFields['sets'] {
  const forms = new Map<SetField, 'map' | 'list'>();
  for (const field of SET_FIELDS) {
    const { map, list } = capabilities[field];
    if (map && (field !== 'autoresponders' || isTaken(field))) forms.set(field, 'map');
    else if (list && isTaken(field)) forms.set(field, 'list');
  }
  return forms;
}

function isWritable(field: FieldName, { fields }: Capabilities): boolean {
  const support = fields[field];
  return support.has && support.write;
}

function checkName(name: string, capabilities: Capabilities): void {
  const [field = ''] = name.split('.', 1);
  const fields: readonly FieldName[] = [...SCALAR_NAMES, ...SET_FIELDS, PROPERTY];
  const isKnown = name === ALL || (fields as readonly string[]).includes(name) || name.startsWith(`${PROPERTY}.`);
  if (!isKnown) {
    const meant = suggestion(name, [...fields, ALL]).suggestion;
    const hint: Sentence =
      meant === undefined
        ? sentence`name fields separated by commas, as in city,firstName,customProperties.age, or all`
        : sentence`did you mean ${shown(meant)}?`;
    throw new HintedError('usage', sentence`--fields: ${personal('value', name)} is not a field that can be imported`, {
      hint,
    });
  }
  if (name === ALL || isWritable(field as FieldName, capabilities)) return;
  throw new HintedError('usage', sentence`--fields: ${shown(capabilities.label)} has no ${shown(field)}`, {
    hint: sentence`leave it out; all takes every field that the vendor has`,
  });
}

/** Filters on live contacts; an absent one selects all. */
export interface ImportFilters {
  /** Tags or lists; a contact needs one of them. */
  readonly tags?: readonly string[];
  /** Statuses of any channel; a contact needs one of them. */
  readonly statuses?: readonly Status[];
  /** Patterns of contact keys, as `--contact` has them. */
  readonly contacts?: readonly string[];
}

/** Returns a test for live contacts: true if the contact is to be imported. */
export function importFilter(
  account: string,
  { tags, statuses, contacts }: ImportFilters,
): (live: LiveContact) => boolean {
  const isNamed = keyFilter(contacts);
  return (live) =>
    (tags === undefined || membershipsOf(live).some((name) => tags.includes(name))) &&
    (statuses === undefined ||
      CHANNELS.some((channel) => {
        const status = live.channels[channel]?.status;
        return status !== undefined && statuses.includes(status);
      })) &&
    isNamed(keyOfLive(account, live));
}

/** The tags of a live contact or, where the vendor has none, its lists. */
export function membershipsOf({ sets }: LiveContact): readonly string[] {
  return sets.tags ?? sets.lists ?? [];
}

/** The key that a live contact will have in a manifest, if all its identifiers can be declared. */
export function keyOfLive(account: string, { userId, emails, phones, id }: LiveContact): string {
  return `${account}/${userId ?? emails[0] ?? phones[0] ?? id ?? ''}`;
}
