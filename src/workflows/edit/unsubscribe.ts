// The assignments that unsubscribe a contact, and a comment that says why.

import { personal } from '../../contact/argument.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Assignment } from '../../manifest/assign/assignment.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import type { Account } from '../../manifest/configuration.ts';
import { alignItems } from '../../manifest/edit/align.ts';
import { sourceOf } from '../../manifest/read/source.ts';
import { parseManifest } from '../../manifest/syntax/parse.ts';

/** The identifier by which each channel reaches a person. */
const REACHED = { email: 'email', sms: 'phone' } as const satisfies Record<Channel, string>;

/**
 * Returns the assignments that unsubscribe contacts: the status of each channel that the account's vendor has and that can reach
 * the contact. A date that is declared for the former status is removed, because the vendors ignore a status whose date is not
 * newer.
 *
 * @param channels the channels to leave; absent: all
 * @throws HintedError `unknown-contact` if no account has such a channel for the contact
 */
export function unsubscribing(
  meant: readonly DesiredContact[],
  accounts: readonly Account[],
  channels: readonly Channel[] = CHANNELS,
): readonly Assignment[] {
  const found = meant.flatMap((contact) => {
    const account = accounts.find(({ name }) => name === contact.account);
    return channels.flatMap((channel): Assignment[] => {
      const has = account?.capabilities.fields[`channels.${channel}`].has === true;
      if (!has || contact.identifiers[REACHED[channel]] === undefined) return [];
      const path = ['channels', channel];
      const declared = contact.channels[channel];
      const dated = declared?.statusChangedAt !== undefined && declared.status !== 'unsubscribed';
      return [
        { contact: contact.key, path: [...path, 'status'], value: 'unsubscribed' },
        ...(dated ? [{ contact: contact.key, path: [...path, 'statusChangedAt'], value: undefined }] : []),
      ];
    });
  });
  if (found.length > 0) return found;
  const who = personal('key', meant[0]?.key ?? '');
  const message = sentence`no chosen account can reach ${who} by ${shown(channels.join(' or '))}; nothing was written`;
  throw new HintedError('unknown-contact', message, {
    reason: 'channel',
    hint: sentence`leave out --channel, or choose other accounts with --account`,
  });
}

/**
 * Returns a function that adds a comment to the lines that become `unsubscribed`. A JSON file stays as it is, because JSON has no
 * comments; so does a file that would declare something else with the comments.
 */
export function withReason(reason: string): (files: readonly AssignedFile[]) => Promise<readonly AssignedFile[]> {
  const comment = ` # ${reason.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()}`;
  return (files) => Promise.all(files.map((edited) => commented(edited, comment)));
}

async function commented(edited: AssignedFile, comment: string): Promise<AssignedFile> {
  const { file, text } = edited;
  if (file.format !== 'yaml') return edited;
  const edits = text.split('\n');
  const isNew = newLines(file.text.split('\n'), edits);
  const lines = edits.map((line, index) => {
    const takesIt = isNew(index) && /unsubscribed/.test(line) && !line.includes('#');
    return takesIt ? line.replace(/(?=\r?$)/, comment) : line;
  });
  const next = lines.join('\n');
  const isSame = (await valuesOf(next)) === (await valuesOf(text));
  return isSame ? { file, text: next } : edited;
}

/**
 * Returns a test for positions in `next`: true if the edit wrote the line there. Two contacts may have the same line, so lines are
 * aligned; where that finds more new lines of a text than there are (a very long file), none of them counts as new.
 */
function newLines(old: readonly string[], next: readonly string[]): (index: number) => boolean {
  const aligned = alignItems(old, next);
  const surplus = new Map<string, number>();
  const add = (line: string, by: number): unknown => surplus.set(line, (surplus.get(line) ?? 0) + by);
  for (const line of next) add(line, 1);
  for (const line of old) add(line, -1);
  for (const [index, line] of next.entries()) if (aligned[index]?.from === undefined) add(line, -1);
  return (index) => aligned[index]?.from === undefined && (surplus.get(next[index] ?? '') ?? 0) >= 0;
}

async function valuesOf(text: string): Promise<string | undefined> {
  const file = sourceOf('edited', 'yaml', Buffer.from(text));
  if ('code' in file) return undefined;
  const { contacts, diagnostics } = await parseManifest(file);
  return diagnostics.length > 0 ? undefined : canonicalJson(contacts.map(({ value }) => value));
}
