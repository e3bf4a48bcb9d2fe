// Example's behaviour, API v1. Enters: a request by its vendor path, /v1/…. Leaves: the vendor's answer.
// Sources: docs.example.com/people, /status and /limits, read 2026-11-28.

import { isObject } from '../json.ts';
import { type Answer, jsonAnswer, type VendorRequest } from '../server/exchange.ts';
import { RateWindow, spend } from '../server/rate-window.ts';
import { objectAt, refuseUnknown } from '../state-values.ts';
import type { Vendor } from '../vendor.ts';
import { byEmail, changesIn, fillPeople, nextId, type People, type Person, peopleFrom } from './people.ts';

const PEOPLE = '/v1/people';

/** What a create does not say. */
const BLANK = { first_name: null, last_name: null, status: 'none' } as const;

export const example: Vendor = {
  name: 'example',
  open(state, { now, rateFactor, changed }, onInvalid) {
    const people = peopleFrom(state, onInvalid);
    const windows = [new RateWindow(20 * rateFactor, 1000)];
    return {
      handle(request): Answer {
        if (!/^Bearer (?!wrong)\S+$/.test(request.headers.authorization ?? '')) return failure(401, 'unknown key');
        const wait = spend(windows, now());
        return wait > 0 ? tooMany(Math.ceil(wait / 1000)) : answerTo(people, request, changed);
      },
      failure: (_request, status, retryAfter) =>
        status === 429 ? tooMany(retryAfter) : failure(status, 'something went wrong'),
      fill(count) {
        fillPeople(people, count);
        changed();
      },
      // An account of Example defines nothing.
      define(definitions) {
        refuseUnknown(objectAt(definitions, 'definitions'), '');
        return 0;
      },
      state: () => ({ contacts: [...people.values()] }),
      runDelayedEffects() {},
    };
  },
};

function failure(status: number, error: string): Answer {
  return jsonAnswer(status, { error });
}

function tooMany(seconds: number): Answer {
  const answer = failure(429, 'slow down');
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}

function answerTo(people: People, request: VendorRequest, changed: () => void): Answer {
  const { method, path, body } = request;
  if (method === 'GET' && path === PEOPLE) return listPeople(people, new URLSearchParams(request.query));
  const write = body.kind === 'json' && isObject(body.value) ? changesIn(body.value) : undefined;
  if (write === undefined) return failure(400, 'not a person');
  if (method === 'POST' && path === PEOPLE) {
    const email = write.email?.toLowerCase();
    if (email === undefined) return failure(400, 'a person needs an email');
    if (byEmail(people, email) !== undefined) return failure(409, 'this person is there already');
    return store(people, { ...BLANK, ...write, id: nextId(people), email }, 201, changed);
  }
  const person = people.get(path.slice(PEOPLE.length + 1));
  if (method !== 'PATCH' || person === undefined) return failure(404, 'nothing is here');
  if (write.email !== undefined) return failure(400, 'an email cannot be changed');
  return store(people, { ...person, ...write }, 200, changed);
}

function store(people: People, person: Person, status: number, changed: () => void): Answer {
  people.set(person.id, person);
  changed();
  return jsonAnswer(status, person);
}

/** Pages go by the id of the last person seen. */
function listPeople(people: People, query: URLSearchParams): Answer {
  const email = query.get('email');
  if (email !== null) {
    const person = byEmail(people, email);
    return jsonAnswer(200, { people: person === undefined ? [] : [person], next: null });
  }
  const limit = Math.min(50, Number(query.get('limit') ?? 50));
  const all = [...people.values()];
  const from = all.findIndex(({ id }) => id === query.get('after')) + 1;
  const page = all.slice(from, from + limit);
  const isLast = from + page.length >= all.length;
  return jsonAnswer(200, { people: page, next: isLast ? null : (page.at(-1)?.id ?? null) });
}
