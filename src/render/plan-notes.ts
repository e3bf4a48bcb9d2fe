// What a plan has to say of an account in addition to its changes: short lines, the same in every format. Not yet inert.

import { formatPath } from '../contact/difference.ts';
import type { Plan, PlannedAccount, PlannedNotice } from '../plan/document.ts';
import { sentenceOfBaseNote, sentenceOfReadNote } from './words/notes.ts';
import { count, formatNumber, nameSome } from './words/numbers.ts';
import { sentenceOfNotice } from './words/rules.ts';

const MAX_KEYS = 3;
const MAX_FIELDS = 5;

/** What concerns no single account: the base, and what it says. */
export function planNotes({ base, notes, filters }: Pick<Plan, 'base' | 'notes' | 'filters'>): readonly string[] {
  const told = notes.map(sentenceOfBaseNote);
  if (base === null) return told;
  const commits = base.commits.map((commit) => commit.slice(0, 12)).join(', ');
  const part = filters.changed ? '; only contacts whose declaration differs from it' : '';
  return [`base: ${base.name}${commits === '' ? '' : ` (${commits})`}${part}`, ...told];
}

export function accountNotes(account: PlannedAccount): readonly string[] {
  return [
    ...reading(account),
    ...people(account),
    ...automations(account),
    ...held(account),
    ...skipped(account),
    ...unsupportedFields(account),
    ...account.notices.map(describeNotice),
  ];
}

/** What an incremental reading cannot see is said wherever its plan is shown. */
function reading({ reading: { cached, notes = [] } }: PlannedAccount): readonly string[] {
  const unseen =
    cached === undefined
      ? []
      : [
          `read: what changed since ${cached.since}; contacts that were deleted at the vendor after ${cached.fullAt}, when everything was last read, may not show (plan with --refresh=full)`,
        ];
  return [...unseen, ...notes.map(sentenceOfReadNote)];
}

function people({
  people: { touched, becomeMailable, stopBeingMailable },
  declared,
}: PlannedAccount): readonly string[] {
  if (touched === 0) return [];
  const becoming = `${formatNumber(becomeMailable)} ${becomeMailable === 1 ? 'becomes' : 'become'} mailable`;
  const stopping = `${formatNumber(stopBeingMailable)} ${stopBeingMailable === 1 ? 'stops' : 'stop'} being mailable`;
  // Those that are no longer declared are touched in addition to the declared ones.
  const whole =
    touched > declared ? ` contacts, ${formatNumber(declared)} declared` : ` of ${count(declared, 'declared contact')}`;
  return [`touches ${formatNumber(touched)}${whole}; ${becoming}, ${stopping}`];
}

function automations({ requests, automations: triggered }: PlannedAccount): readonly string[] {
  return requests === 0 || triggered.length === 0 ? [] : [`may trigger: ${triggered.join('; ')}`];
}

function held({ held: subscriptions }: PlannedAccount): readonly string[] {
  const keys = [...new Set(subscriptions.map(({ key }) => key))];
  return keys.length === 0 ? [] : [`${count(keys.length, 'opt-out')} respected: ${nameSome(keys, MAX_KEYS)}`];
}

function skipped({ skipped: contacts }: PlannedAccount): readonly string[] {
  return contacts === 0 ? [] : [`${count(contacts, 'contact')} not at the vendor, skipped (\`onMissing: skip\`)`];
}

/** One line; fields that as many contacts declare stand together. */
function unsupportedFields({ account, unsupportedFields: fields }: PlannedAccount): readonly string[] {
  if (fields.length === 0) return [];
  const amounts = [...new Set(fields.map(({ contacts }) => contacts))];
  const parts = amounts.map((amount) => {
    const names = fields.filter(({ contacts }) => contacts === amount).map(({ field }) => field);
    return `${names.join(', ')} ${names.length === 1 ? 'does' : 'do'} not apply, ${count(amount, 'contact')}`;
  });
  return [`${account}: ${parts.join('; ')}`];
}

/** One line for a rule, whatever the number of contacts; all of them are in the document. */
function describeNotice({ rule, entries }: PlannedNotice): string {
  const said = `${rule}: ${sentenceOfNotice(rule)}`;
  const contacts = [...new Set(entries.map(({ key }) => key))];
  // Of contacts that no manifest has any more, the name is all there is to say.
  if (entries.every(({ path }) => path.length === 0)) return `${said}: ${nameSome(contacts, MAX_KEYS)}`;
  const fields = [...new Set(entries.map(({ path }) => formatPath(path)))];
  const places = [...new Set(entries.map(({ source: { file, line } }) => `${file}:${line}`))];
  const whose = `${nameSome(fields, MAX_FIELDS)} of ${count(contacts.length, 'contact')}`;
  return `${said}: ${whose} (${nameSome(places, MAX_KEYS)})`;
}
