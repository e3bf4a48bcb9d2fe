// GET /v2/customfields: the account's custom fields with their types, which v1 does not tell. Source: support.envoke.com, article
// 15147579. Parameters that the article does not have are ignored.

import { jsonAnswer, type VendorRequest } from '../../server/exchange.ts';
import { parseBrackets, type QueryNode } from '../brackets.ts';
import type { EnvokeContext, Reply } from '../operation.ts';
import { pageSize, wholeOf } from '../paging.ts';
import type { CustomField } from './contact.ts';

const MEMBERS = ['id', 'name', 'description', 'field_type'] as const;
type Shown = Readonly<Record<(typeof MEMBERS)[number], string>>;

/** Answers that the client has shaped itself may be as long as it likes, and are this long where it says nothing. */
const SHAPED_LIMIT = 100_000;

export function listCustomFieldTypes({ book }: EnvokeContext, { query }: VendorRequest): Reply {
  const tree = parseBrackets(query);
  const fields = tree.get('fields');
  const isKeyed = tree.get('result_type') === 'kvp';
  const isShaped = isKeyed || fields !== undefined;
  const errors: string[] = [];
  const report = (message: string): number => errors.push(message);
  const skip = wholeOf(tree, 'skip', 0, report);
  const limit = isShaped ? wholeOf(tree, 'limit', SHAPED_LIMIT, report) : pageSize(tree, report);
  if (errors.length > 0) return { errors };
  const page = [...book.customFields.values()]
    .map(shown)
    .filter((field) => matches(field, tree.get('filter')))
    .sort(ordering(tree.get('sort')))
    .slice(skip, skip + limit);
  if (isKeyed) return jsonAnswer(200, Object.fromEntries(page.map(({ id, name }) => [id, name])));
  return jsonAnswer(200, typeof fields === 'string' ? page.map((field) => only(field, fields.split(','))) : page);
}

function shown({ id, name, field_type }: CustomField): Shown {
  return { id: String(id), name, description: '', field_type };
}

function only(field: Shown, names: readonly string[]): Partial<Shown> {
  return Object.fromEntries(MEMBERS.filter((name) => names.includes(name)).map((name) => [name, field[name]]));
}

function matches(field: Shown, filter: QueryNode | undefined): boolean {
  if (!(filter instanceof Map)) return true;
  return MEMBERS.every((name) => !filter.has(name) || filter.get(name) === field[name]);
}

/** By name, unless the client asks for another order. */
function ordering(sort: QueryNode | undefined): (a: Shown, b: Shown) => number {
  const asked = sort instanceof Map ? [...sort].at(0) : undefined;
  const key = asked?.[0] === 'field_type' ? 'field_type' : 'name';
  const step = asked?.[1] === 'desc' ? -1 : 1;
  return (a, b) => (a[key] < b[key] ? -step : step);
}
