// All changes of an account → Omnisend requests, and their answers → results. Pure.
//
//   update   one PATCH with only what differs; map-form tags apart, grouped per tag and operation
//   create   one POST, and then its map-form tags
//
// Uncertain facts and the harmless side taken: an identifier must carry its channel, so one that is added without a declared
// status goes as nonSubscribed dated 1970, which loses every race ('Channel status date', Contacts page, read 2026-11-21).

import type { Json } from '../../contact/canonical.ts';
import type { Difference } from '../../contact/difference.ts';
import type { Channel } from '../../contact/fields.ts';
import type { ApiResponse } from '../../http/request.ts';
import type {
  AccountSettings,
  ChangeDraft,
  ItemResult,
  RequestDraft,
  RequestItem,
  Requests,
  SentRequest,
} from '../provider.ts';
import { CONTACTS, TAGS } from './api.ts';
import { decodeFailure, decodeOne, encodeScalar } from './codec.ts';
import type { WireChannel, WireIdentifier, WireTagsBody } from './wire.ts';

const LONG_AGO = '1970-01-01T00:00:00Z';
const TAGS_CONTACTS_PER_CALL = 250;

export const requests: Requests = { plan, results, whyUnconverged };

function plan(changes: readonly ChangeDraft[], settings: AccountSettings): readonly RequestDraft[] {
  const writes = changes.map((change) => planWrite(change, settings)).filter((write) => write !== undefined);
  const creates = new Map(
    writes.flatMap((write, index) => (write.method === 'POST' ? [[write.items[0]?.change ?? '', index] as const] : [])),
  );
  return [...writes, ...planTags(changes, creates)];
}

/** The POST or PATCH of one contact; undefined if all its differences travel as map-form tags. */
function planWrite(change: ChangeDraft, settings: AccountSettings): RequestDraft | undefined {
  const carries = change.differences.flatMap((difference, index) => (isTagMember(difference) ? [] : [index]));
  if (carries.length === 0 && change.action !== 'create') return undefined;
  const body = encodeBody(
    change,
    carries.flatMap((index) => change.differences[index] ?? []),
  );
  const items = [{ change: change.id, pointer: '', carries }];
  const shared = { kind: 'single', body, items, after: [], polls: 'none' } as const;
  if (change.action === 'create') return { ...shared, method: 'POST', path: CONTACTS, query: [] };
  const email = change.live?.emails[0];
  if (settings.keyField === 'email' && email !== undefined) {
    return { ...shared, method: 'PATCH', path: CONTACTS, query: [['email', email]] };
  }
  return { ...shared, method: 'PATCH', path: `${CONTACTS}/${encodeURIComponent(change.live?.id ?? '')}`, query: [] };
}

function encodeBody(change: ChangeDraft, differences: readonly Difference[]): Json {
  const members: [string, Json][] = [];
  const properties: [string, Json][] = [];
  for (const { path, after } of differences) {
    const [field, name] = path;
    if (field === 'customProperties' && name !== undefined) properties.push([name, after]);
    else if (field === 'tags') members.push(['tags', after ?? []]);
    else if (field !== undefined && !isIdentity(field)) members.push([field, encodeScalar(after as string | null)]);
  }
  const identifiers = encodeIdentifiers(change, differences);
  return Object.fromEntries([
    ...(identifiers.length > 0 ? [['identifiers', identifiers as unknown as Json] as const] : []),
    ...members,
    ...coupledCountry(change, members),
    ...(properties.length > 0 ? [['customProperties', Object.fromEntries(properties)] as const] : []),
  ]);
}

/** The vendor derives one of country and countryCode from the other, so neither travels without the other where both are declared. */
function coupledCountry(change: ChangeDraft, members: readonly (readonly [string, Json])[]): [string, Json][] {
  const differs = (name: string): boolean => members.some(([member]) => member === name);
  const { country, countryCode } = change.desired.scalars;
  if (differs('country') && !differs('countryCode') && countryCode) return [['countryCode', countryCode]];
  if (differs('countryCode') && !differs('country') && country) return [['country', country]];
  return [];
}

function isIdentity(field: string): boolean {
  return field === 'email' || field === 'phone' || field === 'channels';
}

function encodeIdentifiers(change: ChangeDraft, differences: readonly Difference[]): readonly WireIdentifier[] {
  const { desired, live } = change;
  return [
    encodeIdentifier(change, differences, {
      type: 'email',
      channel: 'email',
      id: live?.emails[0] ?? desired.identifiers.email,
    }),
    encodeIdentifier(change, differences, {
      type: 'phone',
      channel: 'sms',
      id: live?.phones[0] ?? desired.identifiers.phone,
    }),
  ].filter((identifier) => identifier !== undefined);
}

function encodeIdentifier(
  { action, desired }: ChangeDraft,
  differences: readonly Difference[],
  { type, channel, id }: { type: 'email' | 'phone'; channel: Channel; id: string | undefined },
): WireIdentifier | undefined {
  const added = differences.some(({ path }) => path[0] === type);
  const transition = differences.find(({ path }) => path[0] === 'channels' && path[1] === channel);
  if (id === undefined || (!added && transition === undefined)) return undefined;
  const claim = desired.channels[channel];
  const state: WireChannel =
    transition === undefined
      ? { status: 'nonSubscribed', statusChangedAt: LONG_AGO }
      : {
          status: String(transition.after),
          ...(claim?.statusChangedAt === undefined ? {} : { statusChangedAt: claim.statusChangedAt }),
        };
  const { source, createdAt, ip, userAgent } = (transition && claim?.consent) ?? {};
  const consent = Object.fromEntries(
    Object.entries({ source, createdAt, ip, userAgent }).filter(([, value]) => value !== undefined),
  );
  return {
    type,
    id,
    channels: channel === 'email' ? { email: state } : { sms: state },
    ...(Object.keys(consent).length > 0 ? { consent } : {}),
    sendWelcomeMessage: action === 'create' && desired.welcome,
  };
}

function isTagMember(difference: Difference): boolean {
  return difference.path[0] === 'tags' && difference.path.length === 2;
}

type Selector = 'contactIDs' | 'emails' | 'phones';

interface TagMember {
  readonly change: string;
  readonly carries: number;
  readonly selector: Selector;
  readonly value: string;
}

/** Map-form tags: one call per tag, operation and 250 contacts, whatever else the contacts change. */
function planTags(changes: readonly ChangeDraft[], creates: ReadonlyMap<string, number>): readonly RequestDraft[] {
  const groups = new Map<string, { tag: string; add: boolean; members: TagMember[] }>();
  for (const change of changes) {
    for (const [index, difference] of change.differences.entries()) {
      if (!isTagMember(difference)) continue;
      const tag = difference.path[1] ?? '';
      const add = difference.after === true;
      const key = `${add ? 'add' : 'remove'} ${tag}`;
      const group = groups.get(key) ?? { tag, add, members: [] };
      group.members.push({ change: change.id, carries: index, ...selectorOf(change) });
      groups.set(key, group);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) =>
      chunk(group.members, TAGS_CONTACTS_PER_CALL).map((members) =>
        tagsRequest(group.tag, group.add, members, creates),
      ),
    );
}

/** A contact that this plan creates has no id yet, so its tags name it by email, else by phone. */
function selectorOf({ live, desired }: ChangeDraft): { selector: Selector; value: string } {
  if (live?.id !== undefined) return { selector: 'contactIDs', value: live.id };
  if (desired.identifiers.email !== undefined) return { selector: 'emails', value: desired.identifiers.email };
  return { selector: 'phones', value: desired.identifiers.phone ?? '' };
}

function tagsRequest(
  tag: string,
  add: boolean,
  members: readonly TagMember[],
  creates: ReadonlyMap<string, number>,
): RequestDraft {
  const values: Record<Selector, string[]> = { contactIDs: [], emails: [], phones: [] };
  const items: RequestItem[] = [];
  for (const { change, carries, selector, value } of members) {
    items.push({ change, pointer: `/${selector}/${values[selector].push(value) - 1}`, carries: [carries] });
  }
  const selectors = Object.entries(values).filter(([, list]) => list.length > 0);
  const body = { tags: [tag], ...Object.fromEntries(selectors) } satisfies WireTagsBody;
  const after = members.flatMap(({ change }) => {
    const request = creates.get(change);
    return request === undefined ? [] : [{ request, change, result: 'created' as const }];
  });
  return {
    kind: 'grouped',
    method: add ? 'POST' : 'DELETE',
    path: TAGS,
    query: [],
    body,
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

/** Tags are accepted (202) and follow later; a PATCH or POST answers with the whole contact, which is the read-back. */
function results(request: SentRequest, response: ApiResponse): readonly ItemResult[] {
  if (request.path === TAGS) return request.items.map(({ change }) => tagResult(change, response));
  return request.items.map(({ change }) => {
    const decoded = decodeOne(response);
    if (!decoded.ok) return { change, result: 'failed', failure: decoded.failure };
    const existed = request.method === 'POST' && response.status !== 201;
    return { change, result: existed ? 'existed-already' : 'confirmed', live: decoded.value };
  });
}

function tagResult(change: string, response: ApiResponse): ItemResult {
  if (response.status >= 200 && response.status <= 299) return { change, result: 'accepted' };
  return { change, result: 'failed', failure: decodeFailure(response) };
}

function whyUnconverged({ path, after }: Difference): string {
  switch (path[0]) {
    case 'email':
    case 'phone':
      return 'Omnisend silently ignores an identifier that belongs to another contact';
    case 'channels':
      return 'Omnisend keeps the status with the newest date, so a later one stands there already';
    case 'tags':
      return 'Omnisend applies tags later than it answers, and another writer may have set them meanwhile';
    case 'customProperties':
      return 'Omnisend ignores a property that it cannot store, or rounded or rewrote the value';
    case 'country':
    case 'countryCode':
      return 'Omnisend derives country and countryCode from each other';
    default:
      return after === null
        ? 'that Omnisend clears this field by an empty text is not documented, and it did not'
        : 'Omnisend ignores or rewrites values that it does not take';
  }
}
