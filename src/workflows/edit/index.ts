// Edits the declaration of contacts: manifests as loaded and assignments → edited texts that are valid manifests, and the lines that
// change. Writes nothing; write.ts does.

import { personal } from '../../contact/argument.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Assignment, RefusedAssignment } from '../../manifest/assign/assignment.ts';
import { assignValues } from '../../manifest/assign/index.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import { preventsUse } from '../../manifest/diagnostic.ts';
import { type Loaded, type LoadOptions, loadManifests } from '../../manifest/index.ts';
import { loadedData } from '../../manifest/read/data-file.ts';
import { type ManifestFile, sourceOf } from '../../manifest/read/source.ts';
import { type Hunk, hunksOf } from './edited-lines.ts';

/** Edited manifests that were not written yet. */
export interface EditedManifests {
  /** The files that change. */
  readonly files: readonly AssignedFile[];
  readonly hunks: readonly Hunk[];
  /** What the manifests declare with the edit, or the mistakes that they would have. */
  readonly loaded: Loaded;
  /** True if they have no mistakes; otherwise they must not be written. */
  readonly isValid: boolean;
}

/**
 * Makes the edits that carry out assignments, and loads the result as if it had been written.
 *
 * @param given valid manifests
 * @param options those with which the manifests were loaded, without filters, because an edit holds for every environment
 * @param annotate changes the edited texts further, without changing what they declare
 * @throws HintedError `cannot-edit` if an assignment cannot be carried out
 */
export async function editManifests(
  given: Pick<Loaded, 'files'>,
  assignments: readonly Assignment[],
  options: LoadOptions,
  annotate: (files: readonly AssignedFile[]) => Promise<readonly AssignedFile[]> = async (files) => files,
): Promise<EditedManifests> {
  const before = await loadFiles(given.files, options);
  const accounts = before.whole.accounts.map(({ name }) => name);
  const manifests = { files: before.files, accounts, read: loadedData(before.data), skipped: before.whole.skipped };
  const { files: assigned, refused } = await assignValues(manifests, assignments);
  const [first] = refused;
  if (first !== undefined) throw cannotEdit(first);
  const files = await annotate(assigned);
  const texts = new Map(files.map(({ file, text }) => [file, text]));
  const edited = before.files.map((file) => withText(file, texts.get(file)));
  const loaded = await loadFiles(edited, options);
  const isValid = !loaded.diagnostics.some(preventsUse);
  if (isValid) requireOthers(before, loaded, assignments);
  return { files, hunks: files.flatMap(hunksOf), loaded, isValid };
}

function loadFiles(files: readonly ManifestFile[], options: LoadOptions): Promise<Loaded> {
  return loadManifests({
    ...options,
    environmentUse: 'every',
    files: { read: async () => ({ files, diagnostics: [] }) },
  });
}

function withText(file: ManifestFile, text: string | undefined): ManifestFile {
  if (text === undefined) return file;
  const edited = sourceOf(file.name, file.format, Buffer.from(text));
  if ('code' in edited) throw new Error('an edited manifest is no text');
  return edited;
}

/** @throws Error if a contact that was not edited declares something else than before, which is a bug of the editor */
function requireOthers(before: Loaded, after: Loaded, assignments: readonly Assignment[]): void {
  const edited = new Set(assignments.map(({ contact }) => contact));
  const others = ({ whole }: Loaded): ReadonlySet<string> =>
    new Set(whole.contacts.map(({ source: _source, ...contact }) => canonicalJson(contact)));
  const declared = others(after);
  const isSame = ({ source: _source, ...contact }: DesiredContact): boolean => declared.has(canonicalJson(contact));
  const rest = before.whole.contacts.filter(({ key }) => !edited.has(key));
  if (before.whole.contacts.length !== after.whole.contacts.length || !rest.every(isSame))
    throw new Error('an edit changes what another contact declares');
}

/** Keys of the edited contacts after the edit, which may have changed an identifier and so the key. */
export function keysAfter(meant: readonly DesiredContact[], { whole }: Loaded): readonly string[] {
  return whole.contacts.flatMap(({ account, key, identifiers }) => {
    const isMeant = meant.some(
      (former) =>
        former.account === account &&
        (former.key === key ||
          Object.entries(former.identifiers).some(([kind, value]) => identifiers[kind as 'email'] === value)),
    );
    return isMeant ? [key] : [];
  });
}

function cannotEdit({ assignment, code, file, line }: RefusedAssignment): HintedError {
  const path = personal('name', assignment.path.join('.'));
  if (code === 'in-data') return inData(assignment, `${file ?? ''}:${line ?? 1}`);
  const place = file === undefined ? sentence`` : sentence` at ${personal('file', `${file}:${line ?? 1}`)}`;
  const message = sentence`${path} of ${personal('key', assignment.contact)} cannot be set${place} (${shown(code)}); nothing was written`;
  return new HintedError('cannot-edit', message, { reason: code, hint: HINTS[code] });
}

function inData({ contact, path }: Assignment, row: string): HintedError {
  const what = personal('name', path.join('.'));
  const message = sentence`${personal('key', contact)} is declared by the row ${personal('file', row)}, so ${what} cannot be set in a manifest; nothing was written`;
  const leaves = path[0] === 'channels';
  return new HintedError('cannot-edit', message, { reason: 'in-data', hint: leaves ? SUPPRESS : HINTS['in-data'] });
}

const SUPPRESS = sentence`change the data where the file comes from, or list the person under \`suppressions:\``;

const BY_HAND = sentence`change this line by hand`;

const HINTS: Readonly<Record<RefusedAssignment['code'], ReturnType<typeof sentence>>> = {
  'unknown-contact': sentence`declare the contact first`,
  'in-data': sentence`change the data where the file comes from`,
  'unknown-field': sentence`see the fields of a contact in schemas/manifest.schema.json`,
  unmanaged: sentence`the contact lists this field under \`unmanaged\`; remove it there first`,
  'identifier-in-use': sentence`another declared contact has this identifier`,
  'not-expressible': sentence`other accounts of the entry would change, too; give all of them, or change the manifest by hand`,
  mistake: sentence`rollcall validate shows the mistakes of the file`,
  'shared-anchor': sentence`other places of the file refer to this line by an alias; change it by hand`,
  'unusual-layout': BY_HAND,
  'no-contact': BY_HAND,
  'not-declared': BY_HAND,
  'not-a-mapping': BY_HAND,
  'invalid-value': BY_HAND,
  'too-large': sentence`the file is too large to edit; split it, or change it by hand`,
};
