// An explanation as text for a terminal: what happens to the contact, then one paragraph per field. Untrusted values are
// neutralised. Pure.

import type { SourcePosition } from '../../contact/contact.ts';
import { formatPath } from '../../contact/difference.ts';
import type { Candidate } from '../../plan/explain/candidates.ts';
import type { ExplainedField, Explanation, FieldVerdict } from '../../plan/explain/explain.ts';
import { neutralise } from '../neutralise.ts';
import { wordsOfField } from '../words/explanation.ts';
import { count } from '../words/numbers.ts';
import { type RuleWords, sentenceOfNotice, wordsOfBlock } from '../words/rules.ts';
import { wrap } from './lines.ts';
import { type Paint, painter, type Tone } from './paint.ts';
import type { TextOptions } from './plan.ts';
import { formatField, formatValue } from './values.ts';

const MARGIN = '  ';

const DECISIONS = {
  unchanged: 'nothing to do',
  excluded: 'excluded by the account, and never written (`exclude`)',
  skipped: 'not at the vendor, and not created (`onMissing: skip`)',
  kept: 'no longer declared, and left as it is',
  held: 'not at the vendor, and not created',
  create: 'would be created',
  update: 'would be updated',
  delete: 'would be deleted',
  blocked: 'blocked; nothing is written',
} as const satisfies Record<Explanation['decision'], string>;

const TONES = {
  'as declared': 'secondary',
  'not written': 'secondary',
  'not managed': 'secondary',
  add: 'add',
  change: 'change',
  remove: 'remove',
  blocked: 'remove',
  held: 'change',
  kept: 'change',
} as const satisfies Record<FieldVerdict, Tone>;

/** Returns the explanation as text that ends with a line break. */
export function renderExplanation(explanation: Explanation, { color, width }: TextOptions): string {
  const paint = painter(color);
  const { key, matches, blocked, fields, candidates = [] } = explanation;
  const found = matches === 0 ? 'not at the vendor' : `${count(matches, 'contact')} at the vendor`;
  return `${[
    paint('title', neutralise(key)),
    ...wrap(`${decisionOn(explanation)} · ${found} · ${declaredAt(explanation)}`, width, MARGIN),
    ...suppressedBy(explanation).flatMap((line) => wrap(line, width, MARGIN)),
    ...blocked.flatMap((one) => advice(one.rule, wordsOfBlock(one), width, paint)),
    ...candidates.flatMap((one) => wrap(neutralise(describeCandidate(one)), width, MARGIN)),
    ...explanation.notices.flatMap(({ rule, path }) =>
      wrap(
        neutralise([rule, ...(path.length === 0 ? [] : [formatPath(path)]), sentenceOfNotice(rule)].join(': ')),
        width,
        MARGIN,
      ),
    ),
    ...fields.flatMap((field) => renderField(field, width, paint)),
    ...explanation.notSeen.flatMap((what) => wrap(`not checked: ${what}`, width, MARGIN)),
  ].join('\n')}\n`;
}

function decisionOn({ decision, suppressed }: Explanation): string {
  return suppressed?.isDeclared === false && decision === 'kept' ? 'left as it is' : DECISIONS[decision];
}

function declaredAt({ source, removed, suppressed }: Explanation): string {
  if (suppressed?.isDeclared === false) return 'nobody declares it';
  return `${removed === undefined ? '' : 'formerly '}declared at ${place(source)}`;
}

function suppressedBy({ suppressed }: Explanation): readonly string[] {
  if (suppressed === undefined) return [];
  const { kind, source } = suppressed;
  const what = kind === 'erasure' ? 'the person asked to be forgotten' : 'nobody may mail the person';
  return [`${what} (${kind}, ${place(source)})`];
}

/** `candidate 66a1: has the declared email, phone · ann@example.com, +37060000001 · email subscribed`. */
function describeCandidate({ id, has, emails, phones, statuses }: Candidate): string {
  const name = id === undefined ? 'candidate' : `candidate ${id.value}`;
  const addresses = [...emails, ...phones].map(({ value }) => value).join(', ');
  const states = Object.entries(statuses).map(([channel, status]) => `${channel} ${status}`);
  const parts = [`has the declared ${has.join(', ')}`, addresses, states.join(', ')].filter((part) => part !== '');
  return `${name}: ${parts.join(' · ')}`;
}

function renderField(field: ExplainedField, width: number, paint: Paint): readonly string[] {
  const { path, verdict, rule } = field;
  const head = `${paint(TONES[verdict], verdict)} ${formatField(path)}`;
  const words = wordsOfField(field);
  const why = rule === undefined || words === undefined ? [] : advice(rule, words, width, paint);
  return [`${MARGIN}${head}`, ...wrap(valuesOf(field), width, `${MARGIN}    `), ...why];
}

function valuesOf({ desired, live, declared, verdict }: ExplainedField): string {
  if (verdict === 'not managed') return `live ${formatValue(live)}; no manifest declares it`;
  const where = declared === undefined ? '' : ` (${originOf(declared)})`;
  return `declared ${formatValue(desired)}${where}; live ${formatValue(live)}`;
}

function originOf(declared: NonNullable<ExplainedField['declared']>): string {
  if (declared.layer === 'base') {
    const { file, line, commit } = declared;
    if (file === undefined || line === undefined) return 'dropped since the base';
    const at = commit === undefined ? '' : ` at ${commit.slice(0, 12)}`;
    return neutralise(`dropped since the base, ${file}:${line}${at}`);
  }
  const layer = { defaults: 'defaults, ', contact: '', at: 'at, ' }[declared.layer];
  return `${layer}${place(declared)}`;
}

function place({ file, line }: SourcePosition): string {
  return neutralise(`${file}:${line}`);
}

function advice(rule: string, { message, unblock }: RuleWords, width: number, paint: Paint): readonly string[] {
  const margin = `${MARGIN}    `;
  return [
    ...wrap(neutralise(`${rule}: ${message}`), width, margin).map((line) => paint('secondary', line)),
    ...(unblock === '' ? [] : wrap(neutralise(`what to do: ${unblock}`), width, margin)),
  ];
}
