// Valid answers of every vendor: what the sandbox says to every kind of request of every dialect.

import type { ApiRequest } from '../../../src/http/request.ts';
import type { ChangeDraft, Provider, RequestDraft } from '../../../src/providers/contract.ts';
import { ALL_DIALECTS, type Dialect, type DialectName, providerOf } from '../../../src/providers/table.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { FIXTURES } from '../../contract/fixtures.ts';
import { completePerson, people } from '../../contract/person.ts';
import { create } from '../../providers/drafts.ts';

/** An answer before it is decoded. */
export interface RawAnswer {
  readonly dialect: DialectName;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ACCOUNT = 'acme';

/** Asks a sandbox that holds a few people at every vendor. */
export async function recordAnswers(): Promise<readonly RawAnswer[]> {
  const sandbox = await startSandbox({
    rateLimit: 'off',
    asyncDelayMs: 0,
    now: () => Date.parse('2026-06-01T12:00:00Z'),
  });
  try {
    const answers: RawAnswer[] = [];
    for (const dialect of ALL_DIALECTS) answers.push(...(await recordDialect(sandbox, dialect)));
    return answers;
  } finally {
    await sandbox.close();
  }
}

async function recordDialect(sandbox: Sandbox, capabilities: Dialect): Promise<readonly RawAnswer[]> {
  const { dialect, provider: vendor } = capabilities;
  const provider = providerOf(dialect);
  const side = FIXTURES[dialect].encode([completePerson(capabilities), ...people(3)]);
  const state = JSON.stringify({ version: 1, accounts: { [ACCOUNT]: { [vendor]: side } } });
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: state });
  const answers: RawAnswer[] = [];
  const ask = async (request: ApiRequest): Promise<RawAnswer> => {
    const query = request.query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
    const response = await fetch(`${sandbox.url}/@${ACCOUNT}/${vendor}${request.path}?${query}`, {
      method: request.method,
      headers: { 'content-type': 'application/json', ...provider.api.headers({ apiKey: 'k', apiId: 'i' }) },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const headers = Object.fromEntries([...response.headers].filter(([name]) => /limit|retry/.test(name)));
    const answer = { dialect, status: response.status, headers, body: await response.text() };
    answers.push(answer);
    return answer;
  };
  for (const request of readsOf(provider)) await ask(request);
  for (const request of writesOf(provider)) await followJob(provider, request, ask);
  return answers;
}

function readsOf({ api }: Provider): readonly ApiRequest[] {
  const email = { kind: 'email', value: 'jane@example.com' } as const;
  const all = api.list === undefined ? [] : [api.list()];
  return [
    ...all,
    ...all.map(inPagesOfTwo),
    ...(api.listChanges === undefined ? [] : [api.listChanges('2020-01-01T00:00:00Z')]),
    api.lookUp([email]),
    api.lookUp([{ kind: 'email', value: 'nobody@example.com' }]),
    ...(api.schema ?? []).map(({ request }) => request),
    ...(api.suppression === undefined ? [] : [api.suppression.request(email)]),
    { method: 'GET', path: '/nowhere', query: [] },
  ];
}

/** So that there is a next page. */
function inPagesOfTwo(request: ApiRequest): ApiRequest {
  return { ...request, query: request.query.map(([name, value]) => [name, name === 'limit' ? '2' : value]) };
}

/** A few creates, as many as make a batch where the vendor has batches, and one of somebody who exists. */
function writesOf({ requests, capabilities }: Provider): readonly RequestDraft[] {
  const settings = { keyField: capabilities.keyFields[0] ?? 'id' };
  return [...requests.plan(creates(6), settings), ...requests.plan(creates(1), settings)];
}

/** Creates of the first people of a row that always begins with the same. */
export function creates(count: number): readonly ChangeDraft[] {
  return Array.from({ length: count }, (_, index) => {
    const email = `new${index + 1}@example.com`;
    const differences = [{ path: ['email'], op: 'add', before: null, after: email }] as const;
    const { desired, ...draft } = create({ id: `c${index + 1}`, differences });
    return { ...draft, desired: { ...desired, identifiers: { email } } };
  });
}

async function followJob(
  { requests }: Provider,
  request: RequestDraft,
  ask: (request: ApiRequest) => Promise<RawAnswer>,
): Promise<void> {
  const { status, headers, body } = await ask(request);
  let next = requests.results(request, { status, headers, body: JSON.parse(body || 'null') });
  for (let polls = 0; polls < 4 && 'poll' in next; polls += 1) {
    const answer = await ask(next.poll);
    const response = { ...answer, body: JSON.parse(answer.body || 'null') };
    next = requests.pollResults?.(request, next, response) ?? [];
  }
  if (requests.jobSearch !== undefined && request.kind === 'batch') await ask(requests.jobSearch.list(0));
}
