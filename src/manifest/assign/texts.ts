// Turns placed assignments into edited texts; each file is edited once. If a file cannot be edited, because an alias refers to a
// value or its layout is unusual, the groups to blame are found. Their assignments are tried under `at`, and refused if that
// fails, too.

import { canonicalJson } from '../../contact/canonical.ts';
import type { Edit, EditResult } from '../edit/edit.ts';
import { editManifest } from '../edit/index.ts';
import type { ManifestFile } from '../read/source.ts';
import type { Entry } from '../resolve/identifiers.ts';
import type { Assignment, RefusedAssignment } from './assignment.ts';
import { type Placement, placeAssignments } from './place.ts';

/** Entries that share identifiers, and the assignments to their contacts. */
export interface Group {
  readonly entries: readonly Entry[];
  readonly assignments: readonly Assignment[];
}

/** A file, and its text after the assignments. Neither the file's own text nor this one has a byte order mark. */
export interface AssignedFile {
  readonly file: ManifestFile;
  readonly text: string;
}

/** The result of assigning values: the texts that change, and what was refused. */
export interface Assigned {
  /** The files that change, in the order of the first assignments to each. */
  readonly files: readonly AssignedFile[];
  /** Assignments that cannot be carried out. `files` has all others. */
  readonly refused: readonly RefusedAssignment[];
}

/** A group, and the steps that carry out its assignments. */
interface Placed extends Group {
  readonly placement: Placement;
}

const NONE: ReadonlySet<Assignment> = new Set();

/** Returns the texts of the files after the assignments of all groups. */
export async function assignTexts(groups: readonly Group[]): Promise<Assigned> {
  const placed = groups.map((group) => ({
    ...group,
    placement: placeAssignments(group.entries, group.assignments, NONE),
  }));
  const first = await editAll(placed);
  const culprits = new Set<Placed>();
  for (const { file } of first.failed)
    for (const group of await culpritsIn(file, partsOf(file, placed))) culprits.add(group);
  const mended = [];
  for (const group of placed) mended.push(culprits.has(group) ? await mend(group) : group);
  return withoutFailing(mended, first);
}

/** The results of editing all files. */
interface Edited {
  readonly files: readonly AssignedFile[];
  readonly failed: readonly { readonly file: ManifestFile; readonly result: EditResult & { readonly ok: false } }[];
}

async function editAll(groups: readonly Placed[]): Promise<Edited> {
  const files: AssignedFile[] = [];
  const failed: Edited['failed'][number][] = [];
  for (const [file, edits] of editsByFile(groups)) {
    const result = await editManifest(file, edits);
    if (!result.ok) failed.push({ file, result });
    else if (result.text !== file.text) files.push({ file, text: result.text });
  }
  return { files, failed };
}

function editsByFile(groups: readonly Placed[]): ReadonlyMap<ManifestFile, readonly Edit[]> {
  const edits = new Map<ManifestFile, Edit[]>();
  for (const { placement } of groups) {
    for (const { entry, path, value } of placement.steps) {
      const contact = Number(entry.item.path[1]);
      const edit: Edit =
        value === undefined ? { kind: 'remove', contact, path } : { kind: 'set', contact, path, value };
      const { file } = entry.item;
      const known = edits.get(file);
      if (known === undefined) edits.set(file, [edit]);
      else known.push(edit);
    }
  }
  return edits;
}

function partsOf(file: ManifestFile, groups: readonly Placed[]): readonly Placed[] {
  return groups.filter(({ placement }) => placement.steps.some(({ entry }) => entry.item.file === file));
}

/** Finds the groups whose edits of a file are refused, by bisection. */
async function culpritsIn(file: ManifestFile, groups: readonly Placed[]): Promise<readonly Placed[]> {
  if (groups.length === 0) return [];
  const result = await editManifest(file, editsByFile(groups).get(file) ?? []);
  if (result.ok || groups.length === 1) return result.ok ? [] : groups;
  const middle = groups.length >> 1;
  return [...(await culpritsIn(file, groups.slice(0, middle))), ...(await culpritsIn(file, groups.slice(middle)))];
}

/**
 * Places a group's assignments again, value by value. What cannot be written on the contact itself is tried under `at`, and
 * refused if that fails, too.
 */
async function mend({ entries, assignments }: Placed): Promise<Placed> {
  const accepted: Assignment[] = [];
  const underAt = new Set<Assignment>();
  const refused: RefusedAssignment[] = [];
  for (const alike of alikeOf(assignments)) {
    const failure = await tryTo([...accepted, ...alike], underAt, entries);
    const isMended =
      failure !== undefined &&
      (await tryTo([...accepted, ...alike], new Set([...underAt, ...alike]), entries)) === undefined;
    if (failure !== undefined && !isMended) {
      refused.push(...alike.map((assignment) => ({ assignment, ...failure })));
      continue;
    }
    if (isMended) for (const assignment of alike) underAt.add(assignment);
    accepted.push(...alike);
  }
  const placement = placeAssignments(entries, accepted, underAt);
  return { entries, assignments: accepted, placement: { ...placement, refused: [...placement.refused, ...refused] } };
}

/** Groups assignments that assign the same value to the same path. */
function alikeOf(assignments: readonly Assignment[]): Iterable<readonly Assignment[]> {
  const groups = new Map<string, Assignment[]>();
  for (const assignment of assignments) {
    const { path, value } = assignment;
    const key = canonicalJson([path, value === undefined ? [] : [value]]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [assignment]);
    else known.push(assignment);
  }
  return groups.values();
}

/** Returns why assignments cannot be carried out together; undefined if they can. */
async function tryTo(
  assignments: readonly Assignment[],
  underAt: ReadonlySet<Assignment>,
  entries: readonly Entry[],
): Promise<Omit<RefusedAssignment, 'assignment'> | undefined> {
  const placement = placeAssignments(entries, assignments, underAt);
  const [refused] = placement.refused;
  if (refused !== undefined) {
    const { assignment: _assignment, ...why } = refused;
    return why;
  }
  const { failed } = await editAll([{ entries, assignments, placement }]);
  return failed[0] === undefined ? undefined : whyOf(failed[0]);
}

function whyOf({ file, result }: Edited['failed'][number]): Omit<RefusedAssignment, 'assignment'> {
  return { code: result.refusal.code, file: file.name, line: result.refusal.line };
}

/**
 * Returns the edited files. If a file still cannot be edited, although each group's edits alone can be made, refuses all
 * assignments of the groups that edit this file.
 */
async function withoutFailing(groups: readonly Placed[], first: Edited): Promise<Assigned> {
  const refused: RefusedAssignment[] = [];
  let rest = groups;
  for (let edited = first.failed.length === 0 ? first : await editAll(rest); ; edited = await editAll(rest)) {
    const [failure] = edited.failed;
    if (failure === undefined) {
      return { files: edited.files, refused: [...rest.flatMap(({ placement }) => placement.refused), ...refused] };
    }
    const failing = new Set(partsOf(failure.file, rest));
    for (const { assignments, placement } of failing) {
      refused.push(...placement.refused);
      const isRefused = new Set(placement.refused.map(({ assignment }) => assignment));
      for (const assignment of assignments)
        if (!isRefused.has(assignment)) refused.push({ assignment, ...whyOf(failure) });
    }
    rest = rest.filter((group) => !failing.has(group));
  }
}
