// Implements `GET /v2/customfields`, which lists the account's custom fields with their types; v1 does not return the types.
// Source: support.envoke.com 15147579, read 2026-11-21. Parameters that the article does not mention are ignored.

import { jsonAnswer, type VendorRequest } from '../../server/exchange.ts';
import { parseBrackets, type QueryNode } from '../brackets.ts';
import type { EnvokeContext, Reply } from '../operation.ts';
import { readLimit, readWholeNumber } from '../paging.ts';
import type { CustomField } from './contact.ts';

const MEMBERS = ['id', 'name', 'description', 'field_type'] as const;
type ListItem = Readonly<Record<(typeof MEMBERS)[number], string>>;

/**
 * Default page size if the client selects the format of the answer with `fields` or `result_type`. The page size then has no
 * maximum.
 */
const SHAPED_DEFAULT_LIMIT = 100_000;

/** Handles `GET /v2/customfields`: filters and sorts the custom fields and answers with one page of them. */
export function listCustomFieldTypes({ book }: EnvokeContext, { query }: VendorRequest): Reply {
  const tree = parseBrackets(query);
  const fields = tree.get('fields');
  const isKeyed = tree.get('result_type') === 'kvp';
  const isShaped = isKeyed || fields !== undefined;
  const errors: string[] = [];
  const report = (message: string): number => errors.push(message);
  const skip = readWholeNumber(tree, 'skip', 0, report);
  const limit = isShaped ? readWholeNumber(tree, 'limit', SHAPED_DEFAULT_LIMIT, report) : readLimit(tree, report);
  if (errors.length > 0) return { errors };
  const page = [...book.customFields.values()]
    .map(toListItem)
    .filter((field) => matches(field, tree.get('filter')))
    .sort(compareBy(tree.get('sort')))
    .slice(skip, skip + limit);
  if (isKeyed) return jsonAnswer(200, Object.fromEntries(page.map(({ id, name }) => [id, name])));
  return jsonAnswer(
    200,
    typeof fields === 'string' ? page.map((field) => pickMembers(field, fields.split(','))) : page,
  );
}

function toListItem({ id, name, field_type }: CustomField): ListItem {
  return { id: String(id), name, description: '', field_type };
}

function pickMembers(field: ListItem, names: readonly string[]): Partial<ListItem> {
  return Object.fromEntries(MEMBERS.filter((name) => names.includes(name)).map((name) => [name, field[name]]));
}

function matches(field: ListItem, filter: QueryNode | undefined): boolean {
  if (!(filter instanceof Map)) return true;
  return MEMBERS.every((name) => !filter.has(name) || filter.get(name) === field[name]);
}

/** Sorts by name, unless the client asks for another order. */
function compareBy(sort: QueryNode | undefined): (a: ListItem, b: ListItem) => number {
  const asked = sort instanceof Map ? [...sort].at(0) : undefined;
  const key = asked?.[0] === 'field_type' ? 'field_type' : 'name';
  const step = asked?.[1] === 'desc' ? -1 : 1;
  return (a, b) => (a[key] < b[key] ? -step : step);
}
