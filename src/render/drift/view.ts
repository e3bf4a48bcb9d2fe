// Drift in the form that every format shows: groups of one kind, the contacts in each group, and one line for each drifted value.
// Keys and lines are neutralised text. Pure.

import type { FieldValue } from '../../contact/difference.ts';
import { SET_FIELDS } from '../../contact/fields.ts';
import { DRIFT_KINDS, type DriftEntry, type DriftKind, type DriftPlace } from '../../plan/drift/document.ts';
import { neutralise } from '../neutralise.ts';
import { type Signs, SYMBOLS } from '../text/signs.ts';
import { formatField, formatValue, formatWord } from '../text/values.ts';
import { DRIFT_TITLES, ENDED_BY } from '../words/drift.ts';
import { formatInstant } from '../words/numbers.ts';
import { wordsOfBlock } from '../words/rules.ts';

/** All drift of one kind at one account. */
export interface DriftGroup {
  readonly kind: DriftKind;
  readonly title: string;
  readonly contacts: readonly DriftedContact[];
}

/** One contact of a group, with a line for each of its drifted values. */
export interface DriftedContact extends Pick<DriftPlace, 'source'> {
  readonly key: string;
  readonly lines: readonly DriftLine[];
}

/**
 * One line of a contact: a drifted value, or all drifted members of one set. If `field` is empty, the line consists of `note`
 * alone.
 */
export interface DriftLine {
  readonly field: string;
  /** The value in the record (what was last applied), or in the manifests if nothing is recorded; empty for a set. */
  readonly expected: string;
  /** The value at the vendor. For a set: the members that were added or removed at the vendor, each with its sign. */
  readonly live: string;
  readonly note: string;
}

/** Groups the drift of one account, the most important kind first. */
export function groupDrift(entries: readonly DriftEntry[], signs: Signs = SYMBOLS): readonly DriftGroup[] {
  return DRIFT_KINDS.flatMap((kind) => {
    const contacts = new Map<string, DriftEntry[]>();
    for (const entry of entries) {
      if (entry.kind !== kind) continue;
      const known = contacts.get(entry.key);
      if (known === undefined) contacts.set(entry.key, [entry]);
      else known.push(entry);
    }
    if (contacts.size === 0) return [];
    const shown = [...contacts.values()].map((own) => driftedContact(own, signs));
    return [{ kind, title: DRIFT_TITLES[kind], contacts: shown }];
  });
}

function driftedContact(entries: readonly DriftEntry[], signs: Signs): DriftedContact {
  const [first] = entries;
  if (first === undefined) throw new RangeError('a contact in a group has an entry');
  const lines = new Map<string, DriftLine>();
  for (const [index, entry] of entries.entries()) {
    const line = lineOf(entry, signs);
    if (line === undefined) continue;
    const name = isMember(entry) ? line.field : String(index);
    const known = lines.get(name);
    lines.set(
      name,
      known === undefined
        ? line
        : { ...known, live: `${known.live} ${line.live}`, note: joined(known.note, line.note) },
    );
  }
  return { key: neutralise(first.key), source: first.source, lines: [...lines.values()] };
}

function joined(note: string, other: string): string {
  return note === other || other === '' ? note : note === '' ? other : `${note}; ${other}`;
}

function isMember(entry: DriftEntry): boolean {
  return 'path' in entry && SET_FIELDS.some((field) => field === entry.path[0]);
}

function lineOf(entry: DriftEntry, signs: Signs): DriftLine | undefined {
  switch (entry.kind) {
    case 'suppressed':
    case 'not-erased':
    case 'gone':
    case 'missing':
    case 'still-there':
      return undefined;
    case 'unclear': {
      const { message, unblock } = wordsOfBlock(entry);
      return note(unblock === '' ? message : `${message}; ${unblock}`);
    }
    case 'owed':
      return note(
        entry.paths.length === 0
          ? `to ${entry.action}`
          : `to ${entry.action}: ${entry.paths.map(formatField).join(', ')}`,
      );
    default:
      return valueLine(entry, signs);
  }
}

function note(text: string): DriftLine {
  return { field: '', expected: '', live: '', note: neutralise(text) };
}

function valueLine(entry: Extract<DriftEntry, { path: unknown }>, { members }: Signs): DriftLine {
  const { path, declared, live } = entry;
  const recorded = entry.recorded === undefined ? declared : entry.recorded;
  if (isMember(entry)) {
    const [field = '', member = ''] = path;
    const sign = live === null ? members.remove : members.add;
    return { field: formatField([field]), expected: '', live: sign + formatWord(member), note: '' };
  }
  const since = entry.kind === 'opted-out' ? optOutWords(entry) : '';
  const now = isSame(recorded, declared) ? '' : `the manifests now say ${formatValue(declared)}`;
  return {
    field: formatField(path),
    expected: formatStatus(path, recorded),
    live: formatStatus(path, live),
    note: joined(since, now),
  };
}

function optOutWords({ since, live, cause = 'unknown' }: Extract<DriftEntry, { kind: 'opted-out' }>): string {
  const when = since === 'unknown' ? 'the vendor does not say since when' : `since ${neutralise(formatInstant(since))}`;
  const why = ENDED_BY[cause];
  if (why !== '') return `${why}; ${when}`;
  // Some vendors also have other statuses than `unsubscribed` that end a subscription.
  return live === 'unsubscribed' ? when : `the consent has ended; ${when}`;
}

function isSame(a: FieldValue, b: FieldValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Formats a value. Statuses of channels are rollcall's own words, so they need no quotes. */
function formatStatus([kind]: readonly string[], value: FieldValue): string {
  return kind === 'channels' && typeof value === 'string' ? neutralise(value) : formatValue(value);
}
