// Handles one vendor request: logs it, calls the observer, and lets the vendor carry it out unless a scripted answer or a fault
// replaces the vendor's answer. A scripted answer takes precedence over a random fault.

import type { ServerResponse } from 'node:http';
import type { Fault, Faults } from '../faults/faults.ts';
import type { ScriptedAnswer, ScriptedFault } from '../faults/scripted-answers.ts';
import type { Observer } from '../observer.ts';
import type { VendorAccount } from '../vendor.ts';
import type { AdminContext } from './admin-routes.ts';
import type { Answer, VendorRequest } from './exchange.ts';
import type { Received } from './request-log.ts';
import { closeConnection, resetConnection, send, sendTruncated } from './response.ts';

/** The dependencies and settings of the server. */
export interface ServerContext extends AdminContext {
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
  readonly faults: Faults;
  /** Milliseconds that a 429 fault tells the client to wait, and that a `slow` fault delays the answer. */
  readonly faultPauseMs: number;
  readonly observe: Observer;
  /** Map from account name to the only key that the account accepts; an account that is not in the map accepts any key. */
  readonly keys: ReadonlyMap<string, string>;
}

/** The answer of the fault `garbage`: its body is not valid JSON, although its content type says so. */
const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '\u0000\u0001{"contacts":[\uFFFD\uFFFD<',
};

/** Handles a request to an account at a vendor, and responds to it or disconnects. */
export function respondAsVendor(
  context: ServerContext,
  account: VendorAccount,
  received: Omit<Received, 'at'>,
  response: ServerResponse,
): void {
  const logged = context.log.add({ ...received, at: context.now() });
  // Take the next random fault even if a scripted answer overrides it, so that later requests get the same faults either way.
  const randomFault = context.faults.next(received);
  const isSlowBatch = context.faults.isSlowBatch(received);
  const scripted = context.scripted.take(received);
  const fault = scripted === undefined ? randomFault : scripted.fault;
  if (fault !== undefined) logged.recordFault(fault);

  const { vendor, method, path } = received;
  const observed = { n: logged.number, account: received.account, vendor, method, path };
  if (context.observe(observed, 'received') === 'drop') {
    closeConnection(response);
    return;
  }
  const pauseMs = context.faultPauseMs;
  const action = executeRequest(
    account,
    { ...received, number: logged.number, isSlowBatch },
    { scripted, fault, pauseMs },
  );
  if (action === 'nothing') return;
  const finish = (): void => {
    context.observe(observed, 'answered');
    if ('answer' in action) {
      logged.recordStatus(action.answer.status);
      send(response, dated(action.answer, context.now()));
    } else action.disconnect(response);
  };
  // Unref the timer, so that it does not keep the process alive after the sandbox has closed.
  if (fault === 'slow') setTimeout(finish, pauseMs).unref();
  else finish();
}

/** Adds the Date header, from the sandbox's clock. */
function dated({ headers, ...answer }: Answer, now: number): Answer {
  return { ...answer, headers: { date: new Date(now).toUTCString(), ...headers } };
}

/** How to respond: with an answer, or by ending the connection. */
type ResponseAction = { readonly answer: Answer } | { readonly disconnect: (response: ServerResponse) => void };

/**
 * The scripted answer and the fault that apply to a request, and the milliseconds that the fault delays the answer or tells the
 * client to wait.
 */
interface Interference {
  readonly scripted: ScriptedAnswer | undefined;
  readonly fault: Fault | ScriptedFault | undefined;
  readonly pauseMs: number;
}

/** Carries out the request unless a fault prevents it. Returns how to respond, or `nothing` to send no response at all. */
function executeRequest(
  account: VendorAccount,
  request: VendorRequest,
  interference: Interference,
): ResponseAction | 'nothing' {
  const { scripted, fault, pauseMs } = interference;
  switch (fault) {
    case undefined:
      return { answer: scripted ?? account.handle(request) };
    case 'slow':
      return { answer: account.handle(request) };
    case 'garbage':
      return { answer: GARBAGE };
    case 'reset':
      return { disconnect: resetConnection };
    case 'cut':
      return { disconnect: (response) => sendTruncated(response, scripted ?? GARBAGE) };
    case 'lost':
    case 'lost-response':
      account.handle(request);
      return { disconnect: closeConnection };
    case 'hang':
    case 'timeout':
      return 'nothing';
    default:
      return { answer: account.failure(request, fault, pauseMs / 1000) };
  }
}
