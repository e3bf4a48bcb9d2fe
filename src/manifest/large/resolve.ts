// Resolves the contacts of large manifests part by part. Each part is resolved like a small directory, and only the packed contacts
// of it stay. That is possible as long as no two parts speak of the same person: then the whole has to be resolved together.

import type { FieldName } from '../../contact/fields.ts';
import { collectGarbage } from '../../contact/packed/collector.ts';
import { type ContactPacker, contactPacker } from '../../contact/packed/desired.ts';
import { createKeyIndex, type KeyIndex } from '../../contact/packed/key-index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { append, type Problem } from '../problem.ts';
import { type ContactContext, type ResolvedContacts, resolveContacts } from '../resolve/contacts.ts';
import { type DefaultUse, trackDefaults } from '../resolve/default-use.ts';
import type { Resolved } from '../resolve/desired.ts';
import { checkDefaults } from '../resolve/entry.ts';
import { keysOf } from '../resolve/entry-index.ts';
import { routeEntries } from '../resolve/route.ts';
import { validateItem } from '../schema/validate.ts';
import type { Item } from '../syntax/item.ts';
import type { LargeFile } from './reader.ts';

/** Number of contacts that are resolved together. */
const PART = 1000;

/**
 * Resolves contacts part by part.
 *
 * @param files emptied, so that nothing of a file stays in memory once it is resolved
 * @returns undefined if contacts of several parts share an identifier or a key, if there are proposals, or if a line has a mistake
 */
export async function resolveLarge(
  files: LargeFile[],
  context: ContactContext,
  incomplete: boolean,
): Promise<ResolvedContacts | undefined> {
  const resolution = newResolution(context, incomplete);
  for (let file = files.shift(); file !== undefined; file = files.shift())
    if (!(await addFile(file, resolution))) return undefined;
  const { resolved, validation, routing, resolving, use } = resolution;
  return { resolved, problems: [...validation, ...routing, ...resolving, ...use.unused()] };
}

/** The state of a resolution. Its problems are in three lists, because they are reported in the order of the steps. */
interface Resolution {
  readonly context: ContactContext;
  readonly incomplete: boolean;
  readonly use: DefaultUse;
  readonly resolved: Resolved[];
  readonly validation: Problem[];
  readonly routing: Problem[];
  readonly resolving: Problem[];
  /** The identifiers of all entries of earlier parts. */
  readonly identifiers: KeyIndex;
  /** The keys of all contacts of earlier parts. */
  readonly keys: KeyIndex;
  readonly packer: ContactPacker;
  readonly unsupported: Map<string, readonly FieldName[]>;
}

function newResolution(context: ContactContext, incomplete: boolean): Resolution {
  return {
    context,
    incomplete,
    use: trackDefaults([]),
    resolved: [],
    validation: [],
    routing: [],
    resolving: [],
    identifiers: createKeyIndex(),
    keys: createKeyIndex(),
    packer: contactPacker(),
    unsupported: new Map(),
  };
}

async function addFile({ settings, items }: LargeFile, resolution: Resolution): Promise<boolean> {
  if (settings.stage !== undefined) return false;
  const diagnostics: Diagnostic[] = [];
  let defaults = settings.defaults && validDefaults(settings.defaults, resolution);
  let part: Item[] = [];
  let isTracked = false;
  let complete = settings.diagnostics.length === 0;
  const flush = (): boolean => {
    const valid = part.flatMap((item) => validContact(item, resolution));
    complete &&= valid.length === part.length;
    if (!isTracked && valid.length > 0) {
      resolution.use.add({ defaults, contacts: valid, complete: true });
      isTracked = true;
    }
    part = [];
    collectGarbage();
    return addPart(defaults, valid, resolution);
  };
  for await (const item of items(diagnostics)) {
    if (item.path[0] === 'defaults') defaults = validDefaults(item, resolution);
    else part.push(item);
    if (diagnostics.length > 0 || (part.length === PART && !flush())) return false;
  }
  if (!flush() || diagnostics.length > 0) return false;
  if (!isTracked) resolution.use.add({ defaults, contacts: [], complete });
  else if (!complete) resolution.use.exclude({ defaults });
  return true;
}

function validDefaults(item: Item, { validation, context }: Resolution): Item | undefined {
  const validated = validateItem(item);
  append(validation, validated.problems);
  if (validated.item !== undefined) append(validation, checkDefaults(validated.item, context.now));
  return validated.item;
}

function validContact(item: Item, { validation }: Resolution): readonly Item[] {
  const validated = validateItem(item);
  append(validation, validated.problems);
  return validated.item === undefined ? [] : [validated.item];
}

/** @returns false if the part shares a contact with an earlier one, or contains proposals */
function addPart(defaults: Item | undefined, contacts: readonly Item[], resolution: Resolution): boolean {
  const { context, incomplete, identifiers, keys, packer, use } = resolution;
  const routed = routeEntries([{ defaults, contacts }], context.accountNames, incomplete);
  append(resolution.routing, routed.problems);
  if (routed.entries.some(({ proposed }) => proposed === true)) return false;
  if (!isNew(routed.entries.map(keysOf), identifiers)) return false;
  const { resolved, problems } = resolveContacts(routed.entries, context, use);
  append(resolution.resolving, problems);
  if (
    !isNew(
      resolved.map(({ contact }) => [contact.key]),
      keys,
    )
  )
    return false;
  for (const { contact, unsupportedFields } of resolved) {
    const fields = resolution.unsupported.get(unsupportedFields.join()) ?? unsupportedFields;
    resolution.unsupported.set(unsupportedFields.join(), fields);
    resolution.resolved.push({ contact: packer.pack(contact), unsupportedFields: fields });
  }
  return true;
}

/** Adds texts to an index; false if one of them was there before. Those of the part itself may be equal. */
function isNew(texts: readonly (readonly string[])[], known: KeyIndex): boolean {
  if (texts.some((own) => own.some((text) => known.mayHave(text)))) return false;
  for (const own of texts) for (const text of own) known.add(text, 0);
  return true;
}
