// Renders the doctor document (what `rollcall doctor` found out about each account) as text: one block for each account, and in
// it one line for each check. Pure.

import { type Access, type AccountDiagnosis, type Diagnosis, isSound, type Way } from '../../plan/doctor/document.ts';
import { DIALECTS } from '../../providers/table.ts';
import { neutralise } from '../neutralise.ts';
import { withoutAccount, wrap } from '../text/lines.ts';
import { type Paint, painter } from '../text/paint.ts';
import type { TextOptions } from '../text/plan.ts';
import { wordsOfFailure } from '../words/failures.ts';
import { count, formatInstant, formatNumber, formatSeconds, joinAnd } from '../words/numbers.ts';
import { factLines, isOpen } from './facts.ts';
import { rehearsalLines } from './rehearsal.ts';

/**
 * Maximum difference from the vendor's clock, in milliseconds. With a larger one, rollcall may take the older of two consents for
 * the newer.
 */
const CLOCK_TOLERANCE_MS = 60_000;

const LABEL_WIDTH = 11;

/** One line of an account's block. `isWrong`: the line reports a problem, and is marked with `!`. */
interface Line {
  readonly label: string;
  readonly text: string;
  readonly isWrong?: boolean;
  /** What to do; empty if there is nothing to do. */
  readonly hint?: string;
}

/** Returns the diagnosis as text that ends with a line break. */
export function renderDoctor({ environment, accounts }: Diagnosis, { color, width }: TextOptions): string {
  const paint = painter(color);
  const head = environment === null ? [] : [`Environment: ${neutralise(environment)}`, ''];
  const blocks = accounts.map((account) => [...renderAccount(account, paint, width), '']);
  return [...head, ...blocks.flat(), ...wrap(summaryOfDoctor(accounts), width, ''), ''].join('\n');
}

/**
 * Returns one or two sentences: whether all accounts can be planned, what a rehearsal wrote, and on how many unproven facts
 * declared values rest.
 */
export function summaryOfDoctor(accounts: readonly AccountDiagnosis[]): string {
  if (accounts.length === 0) return 'No account in scope.';
  const written = writtenAt(accounts);
  const unsound = accounts.filter((account) => !isSound(account)).map(({ account }) => neutralise(account));
  if (unsound.length > 0) return `Something is wrong at ${joinAnd(unsound)}; ${written}.`;
  const unproven = accounts.flatMap(({ facts }) => facts).filter(isOpen).length;
  const rest =
    unproven === 0
      ? 'No declared value rests on an unproven fact.'
      : `Declared values rest on ${count(unproven, 'unproven fact')}${isRehearsed(accounts) ? '' : '; `rollcall doctor --rehearse EMAIL` finds out'}.`;
  return `${count(accounts.length, 'account')} can be planned; ${written}. ${rest}`;
}

function isRehearsed(accounts: readonly AccountDiagnosis[]): boolean {
  return accounts.some(({ rehearsal }) => rehearsal !== undefined);
}

function writtenAt(accounts: readonly AccountDiagnosis[]): string {
  const tried = accounts.filter(({ rehearsal }) => rehearsal !== undefined && rehearsal.contact !== 'none');
  if (tried.length === 0) return 'nothing was written anywhere';
  return `one contact was written at ${joinAnd(tried.map(({ account }) => neutralise(account)))}, and no other`;
}

function renderAccount(account: AccountDiagnosis, paint: Paint, width: number): readonly string[] {
  const { label } = DIALECTS[account.dialect];
  const title = [account.account, label, account.origin].map(neutralise).join(' · ');
  const lines = [
    keyLine(account),
    ...account.access.flatMap((access) => accessLine(access, account.account)),
    wayLine(account.way),
    ...clockLine(account),
    quotaLine(account),
    ...definesLine(account),
    sizeLine(account),
    readingLine(account),
  ];
  return [
    paint('title', title),
    ...lines.flatMap((line) => renderLine(line, paint, width)),
    ...factLines(account.facts).flatMap((line) => renderLine(line, paint, width)),
    ...renderRehearsal(account, paint, width),
  ];
}

function renderRehearsal({ rehearsal }: AccountDiagnosis, paint: Paint, width: number): readonly string[] {
  const lines = rehearsal === undefined ? [] : rehearsalLines(rehearsal);
  return lines.flatMap((line, index) => renderLine({ label: index === 0 ? 'rehearsal' : '', ...line }, paint, width));
}

function renderLine({ label, text, isWrong = false, hint = '' }: Line, paint: Paint, width: number): readonly string[] {
  const margin = ' '.repeat(LABEL_WIDTH + 4);
  const first = `${isWrong ? '! ' : '  '}${label.padEnd(LABEL_WIDTH)}  `;
  const lines = wrap(neutralise(text), width, margin, first);
  const advice = hint === '' ? [] : wrap(neutralise(hint), width, `${margin}  `, `${margin}→ `);
  return [...lines.map((line) => (isWrong ? paint('remove', line) : line)), ...advice];
}

function keyLine({ missingVariables, access, way }: AccountDiagnosis): Line {
  if (missingVariables.length > 0) {
    const text = `${joinAnd(missingVariables)} ${missingVariables.length === 1 ? 'is' : 'are'} not set or cannot be a credential; nothing was asked`;
    return { label: 'key', text, isWrong: true, hint: 'set it in the environment, or in the file of --secrets' };
  }
  if (way.kind === 'unusable') return { label: 'key', text: 'not tried', isWrong: true };
  const allowed = access.filter(({ allowed: is }) => is).map(({ what }) => READS[what]);
  if (allowed.length === 0) return { label: 'key', text: 'nothing can be read with it', isWrong: true };
  return { label: 'key', text: `may read ${joinAnd(allowed)}; whether it may write only a write shows` };
}

const READS: Readonly<Record<Access['what'], string>> = {
  contacts: 'contacts',
  definitions: 'what the account defines',
  jobs: 'batches',
};

function accessLine(access: Access, account: string): readonly Line[] {
  if (access.allowed) return [];
  const { message = access.failure.code, hint = '' } = wordsOfFailure(access.failure) ?? {};
  return [{ label: '', text: `${READS[access.what]}: ${withoutAccount(message, account)}`, isWrong: true, hint }];
}

function wayLine({ kind, variable = '', proxy = '', authorities }: Way): Line {
  const broken = authorities.filter(({ problem }) => problem !== undefined);
  const used = authorities.filter(({ problem }) => problem === undefined).map(({ name }) => name);
  const trusted =
    used.length === 0 ? '' : `; ${joinAnd(used)} add${used.length === 1 ? 's' : ''} certificate authorities`;
  const unread = broken.map(({ name, problem = '' }) => `; ${name} is not used: ${problem}`).join('');
  const isWrong = kind === 'unusable';
  const hint = isWrong ? `set ${variable} as http://USER:PASSWORD@HOST:PORT` : '';
  return { label: 'network', text: `${wayWords(kind, variable, proxy)}${trusted}${unread}`, isWrong, hint };
}

function wayWords(kind: Way['kind'], variable: string, proxy: string): string {
  switch (kind) {
    case 'sandbox':
      return 'the sandbox';
    case 'direct':
      return 'without a proxy';
    case 'proxy':
      return `through the proxy ${proxy} (${variable})`;
    case 'excepted':
      return `without the proxy of ${variable}, because NO_PROXY lists the host`;
    case 'unusable':
      return `${variable} is not the URL of a proxy`;
  }
}

function clockLine({ clockAheadMs }: AccountDiagnosis): readonly Line[] {
  if (clockAheadMs === null) return [];
  const off = Math.abs(clockAheadMs);
  const isWrong = off > CLOCK_TOLERANCE_MS;
  // The Date header of the vendor has no fractions of a second, so a smaller difference means nothing.
  if (off < 2000) return [{ label: 'clock', text: 'as the vendor’s' }];
  const text = `${formatSeconds(off / 1000)} ${clockAheadMs > 0 ? 'ahead of' : 'behind'} the vendor’s`;
  return [{ label: 'clock', text, isWrong, hint: isWrong ? 'set this machine’s clock' : '' }];
}

function quotaLine({ quota: { limit, remaining, rate } }: AccountDiagnosis): Line {
  const left =
    remaining === undefined
      ? 'the vendor does not say what is left'
      : `${formatNumber(remaining)}${limit === undefined ? '' : ` of ${formatNumber(limit)}`} requests left`;
  return { label: 'quota', text: `${left}; rollcall sends at most ${rate}` };
}

function definesLine({ defines }: AccountDiagnosis): readonly Line[] {
  if (defines === null) return [];
  const { properties, lists, autoresponders } = defines;
  const parts = [
    ...(properties === undefined ? [] : [count(properties, 'custom property', 'custom properties')]),
    ...(lists === undefined ? [] : [count(lists, 'list')]),
    ...(autoresponders === undefined ? [] : [count(autoresponders, 'autoresponder')]),
  ];
  return [{ label: 'defines', text: joinAnd(parts) }];
}

function sizeLine({ size, reading: { declared } }: AccountDiagnosis): Line {
  const own = `${count(declared, 'contact')} declared`;
  if (size === null) return { label: 'contacts', text: `${own}; how many the account has is not known` };
  const when = size.listedAt === undefined ? '' : ` when it was listed on ${formatInstant(size.listedAt)}`;
  const many = size.exact ? formatNumber(size.contacts) : `more than ${formatNumber(size.contacts)}`;
  return { label: 'contacts', text: `${own}; the account has ${many}${when}` };
}

function readingLine({ reading: { strategy, lookUps, pages } }: AccountDiagnosis): Line {
  const costs = [
    count(lookUps, 'look-up'),
    ...(pages === undefined ? [] : [`${count(pages, 'page')} to list the account`]),
  ].join(', or ');
  const text = {
    none: 'nothing is declared there, so nothing is read',
    'look-up': `by looking up the declared contacts (${costs})`,
    list: `by listing the account (${costs})`,
  }[strategy];
  return { label: 'reading', text };
}
