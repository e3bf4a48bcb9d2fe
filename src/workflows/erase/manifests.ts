// Takes a person out of the manifests and adds their digests: files as loaded → edited files. Comments and layout of everything else
// stay. Writes nothing; edit/write.ts does.

import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import { editManifest } from '../../manifest/edit/index.ts';
import type { ManifestFile } from '../../manifest/read/source.ts';
import type { Erasure } from '../../manifest/suppressions/person.ts';
import { parseManifest } from '../../manifest/syntax/parse.ts';
import type { WrittenContact } from '../../manifest/syntax/written.ts';
import type { FoundAt } from './find.ts';
import { declares, type PersonIdentifiers } from './person.ts';

/** An erasure to add. */
export interface NewErasure {
  readonly digests: readonly string[];
  /** RFC 3339 instant. */
  readonly requestedAt: string;
  readonly accounts: readonly string[];
  /** Map from account name to the vendor's ids of the person. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

/** Files without the person, and the number of entries that were taken out. */
export interface WithoutPerson {
  readonly files: readonly AssignedFile[];
  readonly entries: number;
}

/**
 * Takes every entry of a person out.
 *
 * @throws HintedError `cannot-edit` that names the file and line of an entry that cannot be taken out
 */
export async function withoutPerson(files: readonly ManifestFile[], person: PersonIdentifiers): Promise<WithoutPerson> {
  const edited: AssignedFile[] = [];
  let entries = 0;
  for (const file of files) {
    const { defaults, contacts } = await parseManifest(file);
    const shared = (defaults?.value as WrittenContact | undefined)?.phoneRegion;
    const theirs = contacts.flatMap(({ value }, index) => {
      const entry = value as WrittenContact;
      return declares(entry, person, entry.phoneRegion ?? shared) ? [index] : [];
    });
    if (theirs.length === 0) continue;
    const result = await editManifest(
      file,
      theirs.map((contact) => ({ kind: 'remove-contact', contact }) as const),
    );
    if (!result.ok) throw cannotTakeOut(file.name, result.refusal);
    edited.push({ file, text: result.text });
    entries += theirs.length;
  }
  return { files: edited, entries };
}

function cannotTakeOut(file: string, { code, line }: { readonly code: string; readonly line: number }): HintedError {
  const place = personal('file', `${file}:${line}`);
  const message = sentence`the entry of this person cannot be taken out at ${place} (${shown(code)}); nothing was written`;
  return new HintedError('cannot-edit', message, { reason: code, hint: sentence`take it out by hand, and try again` });
}

/**
 * Finds earlier erasures of a person that leave a contact of theirs alone: the erasure is done, or does not list the contact's id.
 *
 * @param digests of the person's addresses
 * @returns the places of the erasures in the manifests
 */
export function outdatedErasures(
  erasures: readonly Erasure[],
  digests: readonly string[],
  found: readonly FoundAt[],
): readonly string[] {
  const leavesAlone = ({ accounts, ids, isDone }: Erasure): boolean =>
    found.some(({ account, live, ids: present = [] }) => {
      if (live.length === 0 || accounts?.includes(account) === false) return false;
      const listed = Object.hasOwn(ids, account) ? ids[account] : undefined;
      return isDone || (listed !== undefined && present.some((id) => !listed.includes(id)));
    });
  return erasures
    .filter((erasure) => digests.includes(erasure.digest) && leavesAlone(erasure))
    .map(({ source: { file, line } }) => `${file}:${line}`);
}

/** The first lines of a file of erasures that does not exist yet. */
export const NEW_FILE = '# People who asked to be forgotten. `rollcall erase` adds to this file.\nerasures:\n';

/**
 * Adds erasures at the end of a file whose last section is `erasures`.
 *
 * @throws HintedError `cannot-edit` if something else follows that section
 */
export function withErasure(text: string, name: string, { digests, requestedAt, accounts, ids }: NewErasure): string {
  const [, after] = text.split(/^erasures:[ \t]*(?:#.*)?\r?$/m);
  if (after === undefined || /^[^\s#-]/m.test(after)) throw otherLayout(personal('file', name));
  const named = Object.entries(ids).map(([account, own]) => `${account}: ${JSON.stringify(own)}`);
  const items = digests.map((digest) =>
    [
      `  - digest: ${digest}`,
      `    requestedAt: ${requestedAt}`,
      `    accounts: [${accounts.join(', ')}]`,
      ...(named.length === 0 ? [] : [`    ids: { ${named.join(', ')} }`]),
      '',
    ].join('\n'),
  );
  return `${text}${text.endsWith('\n') ? '' : '\n'}${items.join('')}`;
}

function otherLayout(file: ReturnType<typeof personal<'file'>>): HintedError {
  const message: Sentence = sentence`${file} does not end with the list erasures; nothing was written`;
  return new HintedError('cannot-edit', message, { hint: sentence`move that section to the end of the file` });
}
