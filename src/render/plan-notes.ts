// Notes on a plan and its accounts: short lines that every format shows in addition to the changes. The caller must neutralise them
// (neutralise.ts). Pure.

import { formatPath } from '../contact/difference.ts';
import type { Plan, PlannedAccount, PlannedNotice } from '../plan/document.ts';
import { sentencesOfBase, sentencesOfRaised, sentencesOfRollback } from './words/head.ts';
import { sentenceOfBaseNote, sentenceOfReadNote } from './words/notes.ts';
import { count, formatNumber, nameSome } from './words/numbers.ts';
import { countHeld, sentenceOfNotice } from './words/rules.ts';

const MAX_KEYS = 3;
const MAX_FIELDS = 5;

/**
 * Returns the notes on the plan as a whole: its environment, the apply that it rolls back, raised limits, its base, and the notes
 * on the base.
 */
export function planNotes(
  plan: Pick<Plan, 'environment' | 'base' | 'rollback' | 'notes' | 'filters' | 'accounts'>,
): readonly string[] {
  const { environment, accounts, notes, rollback } = plan;
  return [
    ...(environment === null ? [] : [`Environment: ${environment}`]),
    ...(rollback === undefined ? [] : sentencesOfRollback(rollback)),
    ...sentencesOfRaised(accounts),
    ...sentencesOfBase(plan),
    ...notes.map(sentenceOfBaseNote),
  ];
}

/** Returns the notes on one account, in the order in which they are shown. */
export function accountNotes(account: PlannedAccount): readonly string[] {
  return [
    ...reading(account),
    ...people(account),
    ...newTags(account),
    ...automations(account),
    ...heldContacts(account),
    ...notChecked(account),
    ...suppressions(account),
    ...skipped(account),
    ...excluded(account),
    ...unsupportedFields(account),
    ...account.notices.map(describeNotice),
  ];
}

/** Returns notes on how the account was read. For an incremental reading, a note states that it misses some deletions. */
function reading({ reading: { cached, notes = [] } }: PlannedAccount): readonly string[] {
  const unseen =
    cached === undefined
      ? []
      : [
          `read only what changed since ${cached.since}; contacts deleted at the vendor after ${cached.fullAt}, the last full reading, may still appear to exist (plan with --refresh=full)`,
        ];
  return [...unseen, ...notes.map(sentenceOfReadNote)];
}

function people({
  people: { touched, undeclared = 0, becomeMailable, stopBeingMailable },
  declared,
}: PlannedAccount): readonly string[] {
  if (touched === 0) return [];
  const becoming = `${formatNumber(becomeMailable)} ${becomeMailable === 1 ? 'becomes' : 'become'} mailable`;
  const stopping = `${formatNumber(stopBeingMailable)} ${stopBeingMailable === 1 ? 'stops' : 'stop'} being mailable`;
  const ofDeclared = `${formatNumber(touched - undeclared)} of ${count(declared, 'declared contact')}`;
  const others =
    undeclared === 0 ? '' : ` and ${formatNumber(undeclared)} that ${undeclared === 1 ? 'is' : 'are'} not declared`;
  const whole = touched === undeclared ? `${count(touched, 'contact')} not declared` : `${ofDeclared}${others}`;
  return [`touches ${whole}; ${becoming}, ${stopping}`];
}

function newTags({ newTags: tags = [] }: PlannedAccount): readonly string[] {
  if (tags.length === 0) return [];
  return [`new at this account: ${tags.length === 1 ? 'the tag' : 'the tags'} ${nameSome(tags, MAX_FIELDS)}`];
}

function automations({ requests, automations: triggered }: PlannedAccount): readonly string[] {
  return requests === 0 || triggered.length === 0 ? [] : [`may trigger: ${triggered.join('; ')}`];
}

function heldContacts({ held }: PlannedAccount): readonly string[] {
  return countHeld(held).map(({ phrase, keys }) => `${phrase}: ${nameSome(keys, MAX_KEYS)}`);
}

function notChecked({ notChecked: asked = [] }: PlannedAccount): readonly string[] {
  return asked.map(
    ({ account, contacts }) =>
      `${count(contacts, 'person becomes', 'people become')} mailable who ${contacts === 1 ? 'was' : 'were'} not checked at ${account}, whose credentials are not there`,
  );
}

function excluded({ excluded: contacts = 0 }: PlannedAccount): readonly string[] {
  return contacts === 0
    ? []
    : [`${count(contacts, 'contact')} excluded by the account, and never written (\`exclude\`)`];
}

function suppressions({ suppressions: counted }: PlannedAccount): readonly string[] {
  if (counted === undefined) return [];
  const { people, declaredOnly = 0 } = counted;
  const only =
    declaredOnly === 0
      ? ''
      : `; ${count(declaredOnly, 'digest')} compared with declared contacts only, as the vendor cannot list its own`;
  return [`${count(people, 'person', 'people')} must not be mailed (\`suppressions\`)${only}`];
}

function skipped({ skipped: contacts }: PlannedAccount): readonly string[] {
  return contacts === 0 ? [] : [`${count(contacts, 'contact')} not at the vendor, skipped (\`onMissing: skip\`)`];
}

/**
 * Returns one line about declared fields that the vendor does not have. Fields that the same number of contacts declare are
 * listed together.
 */
function unsupportedFields({ account, unsupportedFields: fields }: PlannedAccount): readonly string[] {
  if (fields.length === 0) return [];
  const amounts = [...new Set(fields.map(({ contacts }) => contacts))];
  const parts = amounts.map((amount) => {
    const names = fields.filter(({ contacts }) => contacts === amount).map(({ field }) => field);
    return `${names.join(', ')} ${names.length === 1 ? 'does' : 'do'} not apply, ${count(amount, 'contact')}`;
  });
  return [`${account}: ${parts.join('; ')}`];
}

/** Returns one line, however many contacts the notice concerns. The plan file lists all of them. */
function describeNotice({ rule, entries }: PlannedNotice): string {
  const said = `${rule}: ${sentenceOfNotice(rule)}`;
  const contacts = [...new Set(entries.map(({ key }) => key))];
  // Notices on contacts that are in no manifest have neither a field nor a position to show.
  if (entries.every(({ path }) => path.length === 0)) return `${said}: ${nameSome(contacts, MAX_KEYS)}`;
  const fields = [...new Set(entries.map(({ path }) => formatPath(path)))];
  const places = [...new Set(entries.map(({ source: { file, line } }) => `${file}:${line}`))];
  const affected = `${nameSome(fields, MAX_FIELDS)} of ${count(contacts.length, 'contact')}`;
  return `${said}: ${affected} (${nameSome(places, MAX_KEYS)})`;
}
