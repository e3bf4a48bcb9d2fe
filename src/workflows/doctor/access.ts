// Asks one account what it allows: one request for every kind of read that rollcall needs. Never writes, and reads no more than one
// page of contacts.

import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import { type Problem, problemOfError, problemOfFailure } from '../../live/problem.ts';
import type { Access, Size } from '../../plan/doctor/document.ts';
import { failureKind, isSuccess } from '../../providers/answers.ts';
import type { AccountSchema, Decoded } from '../../providers/contract.ts';
import type { ConnectedAccount } from '../connect.ts';

/** What an account answered. */
export interface Asked {
  readonly access: readonly Access[];
  readonly hint: RateHint;
  /** What the account defines; undefined if its vendor's accounts define nothing, or it could not be read. */
  readonly schema: AccountSchema | undefined;
  /** What the first page of a listing says; undefined if the vendor cannot list, or it could not be read. */
  readonly size: Size | undefined;
}

/** An address that nobody has: its domain is reserved (RFC 2606). */
const NOBODY = { kind: 'email', value: 'rollcall-doctor@example.com' } as const;

/**
 * Asks an account. Asks nothing more after a failure that every other request would meet, too.
 *
 * @param now milliseconds since the epoch
 */
export async function askAccount(account: ConnectedAccount, now: number): Promise<Asked> {
  const asking = startAsking(account);
  const size = await asking.ask('contacts', firstRead(account), ({ request, response }) => {
    const { api } = account.provider;
    if (api.list === undefined || api.decodePage === undefined) {
      const decoded = api.decodeLookUp(response, [NOBODY]);
      return decoded.ok ? { ok: true, value: undefined } : decoded;
    }
    const page = api.decodePage(response, request);
    if (!page.ok) return page;
    return { ok: true, value: { contacts: page.value.contacts.length, exact: page.value.next === undefined } };
  });
  let schema: AccountSchema | undefined;
  for (const { request, decode } of account.provider.api.schema ?? []) {
    const part = await asking.ask('definitions', request, ({ response }) => decode(response));
    if (part !== undefined) schema = { ...schema, ...part };
  }
  const jobs = account.provider.requests.jobSearch?.list(now);
  if (jobs !== undefined) await asking.ask('jobs', jobs, ({ response }) => plainly(response));
  return { access: asking.access, hint: asking.hint(), schema, size };
}

function firstRead({ provider: { api } }: ConnectedAccount): ApiRequest {
  return api.list?.() ?? api.lookUp([NOBODY]);
}

/** Checks only the status of a response. */
function plainly(response: ApiResponse): Decoded<undefined> {
  if (isSuccess(response)) return { ok: true, value: undefined };
  return { ok: false, failure: { kind: failureKind(response.status), status: response.status, message: '' } };
}

interface Exchange {
  readonly request: ApiRequest;
  readonly response: ApiResponse;
}

function startAsking({ account, provider, connection }: ConnectedAccount) {
  const access: Access[] = [];
  let hint: RateHint = {};
  let isOver = false;
  function note(what: Access['what'], problem: Problem | undefined): void {
    const known = access.find((one) => one.what === what);
    if (known?.allowed === false || (known !== undefined && problem === undefined)) return;
    if (known !== undefined) access.splice(access.indexOf(known), 1);
    access.push(
      problem === undefined
        ? { what, allowed: true }
        : { what, allowed: false, failure: { code: problem.code, args: problem.args } },
    );
    // `forbidden` does not stop the questions: a key may have the scope for one kind of read and not for another.
    isOver ||= problem?.stops === true && problem.code !== 'forbidden';
  }
  return {
    access,
    hint: () => hint,
    async ask<T>(
      what: Access['what'],
      request: ApiRequest,
      decode: (exchange: Exchange) => Decoded<T>,
    ): Promise<T | undefined> {
      if (isOver) return undefined;
      try {
        const budgets = provider.api.budgetsOf(request);
        const response = await connection.send(request, { budgets, repeat: 'idempotent' });
        hint = { ...hint, ...provider.api.rateHint(response) };
        const decoded = decode({ request, response });
        note(what, decoded.ok ? undefined : problemOfFailure({ account, connection, request }, decoded.failure));
        return decoded.ok ? decoded.value : undefined;
      } catch (error) {
        note(what, problemOfError(error));
        return undefined;
      }
    },
  };
}
