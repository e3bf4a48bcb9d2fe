// Composes one file of an import and proves it: the manifest reader reads the text, and the planner compares it with the live
// contacts that it was made from. Values that are not accepted are left out and named. Contacts that a plan would change are
// excepted, which means that they are not imported. So a plan of the file is empty.

import type { LiveContact } from '../../contact/contact.ts';
import { type CheckedEntry, checkFile, type EntryProblem } from '../../manifest/check-file.ts';
import type { Account } from '../../manifest/configuration.ts';
import { type WrittenPart, type WrittenParts, writeManifest } from '../../manifest/write/file.ts';
import { decide } from '../../plan/decide.ts';
import type { ExceptionCode } from '../../render/words/imports.ts';
import { type Factored, factorOut, withAccount } from './defaults.ts';
import type { Omission } from './entry.ts';

/** A live contact with the entry that is to declare it. */
export interface Draft {
  readonly key: string;
  readonly live: LiveContact;
  readonly parts: WrittenParts;
  readonly omitted: readonly Omission[];
}

/** A contact that is not imported, and why. */
export interface Excepted {
  readonly key: string;
  readonly code: ExceptionCode;
}

/** A file that can be written. */
export interface Composed {
  readonly text: string;
  readonly kept: readonly Draft[];
  readonly excepted: readonly Excepted[];
}

/** The account of a file, and the current time in milliseconds since 1970: later dates are in the future. */
export interface ComposeContext {
  readonly account: Account;
  readonly now: number;
}

/** Composes a file of the drafts that can be declared. If none can be, `kept` is empty and there is nothing to write. */
export async function composeFile(drafts: readonly Draft[], context: ComposeContext): Promise<Composed> {
  const excepted: Excepted[] = [];
  let kept = drafts;
  // Each round removes at least one part or contact, or it is the last one.
  for (;;) {
    if (kept.length === 0) return { text: '', kept, excepted };
    const { account } = context;
    const plain = textOf(
      withAccount(
        account.name,
        kept.map(({ parts }) => parts),
      ),
      account,
    );
    const { entries } = await checkFile(plain, account, context.now);
    if (entries === undefined) {
      const alone = await readableAlone(kept, context);
      // If each draft can be read alone and all together cannot, no single one is at fault, and this loop would not end. Keep
      // none.
      const readable = alone.length < kept.length ? alone : [];
      const unreadable = kept.filter((draft) => !readable.includes(draft));
      excepted.push(...unreadable.map(({ key }) => ({ key, code: 'not-written' as const })));
      kept = readable;
      continue;
    }
    const judged = kept.map((draft, index) => judge(draft, entries[index], account));
    excepted.push(...judged.flatMap((verdict) => ('code' in verdict ? [verdict] : [])));
    const next = judged.flatMap((verdict) => ('code' in verdict ? [] : [verdict]));
    const isSettled = next.length === kept.length && next.every((draft, index) => draft === kept[index]);
    kept = next;
    if (isSettled) return { text: (await factored(kept, context)) ?? plain, kept, excepted };
  }
}

function textOf({ defaults, contacts }: Factored, { name, capabilities }: Account): string {
  const comment = [
    `Imported from the account ${name} (${capabilities.label}). This file is yours: import never writes to it again.`,
  ];
  return writeManifest({ comment, defaults, contacts });
}

/** Returns the drafts that can be read in a file of their own. */
async function readableAlone(drafts: readonly Draft[], { account, now }: ComposeContext): Promise<readonly Draft[]> {
  const readable: Draft[] = [];
  for (const draft of drafts) {
    const { entries } = await checkFile(textOf(withAccount(account.name, [draft.parts]), account), account, now);
    if (entries !== undefined) readable.push(draft);
  }
  return readable;
}

/** Returns the draft itself if it declares exactly what is live, a draft with fewer parts, or why it cannot be declared. */
function judge(draft: Draft, checked: CheckedEntry | undefined, account: Account): Draft | Excepted {
  const { key } = draft;
  if (checked === undefined) return { key, code: 'not-written' };
  if (checked.problems.length > 0) return withoutProblems(draft, checked.problems, account);
  return isAsLive(checked, draft.live, account) ? draft : { key, code: 'not-expressible' };
}

function isAsLive({ desired }: CheckedEntry, live: LiveContact, account: Account): boolean {
  if (desired === undefined) return false;
  const decision = decide({ desired }, live, account);
  return decision.kind === 'unchanged' && decision.held.length === 0;
}

function withoutProblems(draft: Draft, problems: readonly EntryProblem[], account: Account): Draft | Excepted {
  const { key, parts } = draft;
  const faulty = parts.filter((part) => problems.some(({ path }) => concerns(path, part)));
  if (faulty.length === 0 || faulty.some(({ path }) => path[0] === 'channels')) return { key, code: 'not-written' };
  const rest = parts.filter((part) => !faulty.includes(part));
  const lookUp: readonly string[] = account.capabilities.identity.lookUp;
  if (!rest.some(({ path: [field = ''] }) => lookUp.includes(field))) return { key, code: 'unreadable-identifier' };
  const omitted = faulty.map(({ path: [field = ''] }) => ({ field, code: 'not-accepted' }) as const);
  return { ...draft, parts: rest, omitted: [...draft.omitted, ...omitted] };
}

/** True if a problem is about the part, about something in the part, or about what contains the part. */
function concerns(path: EntryProblem['path'], part: WrittenPart): boolean {
  return path.length > 0 && path.slice(0, part.path.length).every((step, index) => String(step) === part.path[index]);
}

/** Returns the text with shared values in the defaults; undefined if none are shared, or if that would declare anything else. */
async function factored(drafts: readonly Draft[], { account, now }: ComposeContext): Promise<string | undefined> {
  const shared = factorOut(
    account.name,
    drafts.map(({ parts }) => parts),
  );
  if (shared.defaults.length === 1) return undefined;
  const text = textOf(shared, account);
  const { entries, clean } = await checkFile(text, account, now);
  const isSame =
    clean && drafts.every(({ live }, index) => isAsLive(entries?.[index] ?? { problems: [] }, live, account));
  return isSame ? text : undefined;
}
