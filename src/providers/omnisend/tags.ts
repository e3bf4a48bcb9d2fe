// Plans the calls to the tags endpoint, which are used for tags declared as a map. Each call adds or removes one tag for up to
// 250 contacts. Pure.

import type { Difference } from '../../contact/difference.ts';
import type { ChangeDraft, RequestDraft, RequestItem } from '../contract.ts';
import type { WireTagsBody } from './wire.ts';

/** Maximum number of ids, emails or phones in one call ('Contacts OpenAPI 2026-03-15', AddTagsRequest). */
const CONTACTS_PER_CALL = 250;

type Selector = 'contactIDs' | 'emails' | 'phones';

/**
 * One contact of a group: its change, the index of the change's difference for the tag, and how the call addresses the contact.
 */
interface Member {
  readonly change: string;
  readonly carries: number;
  readonly selector: Selector;
  readonly value: string;
}

/** The contacts that get the same tag, or lose it. */
interface Group {
  readonly tag: string;
  readonly add: boolean;
  readonly members: readonly Member[];
}

/** Returns whether the difference is about a single tag, declared as a map, as opposed to the whole list of tags. */
export function isTagMember({ path }: Difference): boolean {
  return path[0] === 'tags' && path.length === 2;
}

/**
 * Plans the calls to the tags endpoint for all changes of an account.
 *
 * @param creates map from change id to the index of the request that creates the change's contact
 * @param path the path of the tags endpoint; undefined if the version has none
 * @throws RangeError if there are map-form tags but no such endpoint; the planner blocks them beforehand
 */
export function planTags(
  changes: readonly ChangeDraft[],
  creates: ReadonlyMap<string, number>,
  path: string | undefined,
): readonly RequestDraft[] {
  const groups = [...groupByTag(changes)].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.flatMap(([, group]) => {
    if (path === undefined) throw new RangeError('this version of the Omnisend API has no call for single tags');
    return chunk(group.members, CONTACTS_PER_CALL).map((members) => tagsRequest({ ...group, members }, creates, path));
  });
}

function groupByTag(changes: readonly ChangeDraft[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group & { readonly members: Member[] }>();
  for (const change of changes) {
    for (const [index, difference] of change.differences.entries()) {
      if (!isTagMember(difference)) continue;
      const tag = difference.path[1] ?? '';
      const add = difference.after === true;
      const key = `${add ? 'add' : 'remove'} ${tag}`;
      const member = { change: change.id, carries: index, ...selectorOf(change) };
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { tag, add, members: [member] });
      else group.members.push(member);
    }
  }
  return groups;
}

/**
 * Returns how a call addresses a contact: by its id. A contact that this plan creates has no id yet, so it is addressed by its
 * email or, if it has none, by its phone.
 */
function selectorOf({ live, desired }: ChangeDraft): Pick<Member, 'selector' | 'value'> {
  if (live?.id !== undefined) return { selector: 'contactIDs', value: live.id };
  const { email, phone } = desired.identifiers;
  if (email !== undefined) return { selector: 'emails', value: email };
  if (phone !== undefined) return { selector: 'phones', value: phone };
  throw new RangeError('a new Omnisend contact has an email or a phone');
}

function tagsRequest({ tag, add, members }: Group, creates: ReadonlyMap<string, number>, path: string): RequestDraft {
  const values: Record<Selector, string[]> = { contactIDs: [], emails: [], phones: [] };
  const items: RequestItem[] = [];
  for (const { change, carries, selector, value } of members) {
    items.push({ change, pointer: `/${selector}/${values[selector].push(value) - 1}`, carries: [carries] });
  }
  const selectors = Object.entries(values).filter(([, list]) => list.length > 0);
  const after = members.flatMap(({ change }) => {
    const request = creates.get(change);
    return request === undefined ? [] : [{ request, change, result: 'created' as const }];
  });
  return {
    kind: 'grouped',
    method: add ? 'POST' : 'DELETE',
    path,
    query: [],
    body: { tags: [tag], ...Object.fromEntries(selectors) } satisfies WireTagsBody,
    items,
    after,
    polls: 'read-back',
  };
}

function chunk<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
