// One vendor request: logged, shown to the observer, and carried out by the vendor, unless a scripted answer takes its place or
// a fault comes between. What a test scripts goes before what chance has.

import type { ServerResponse } from 'node:http';
import type { Fault, Faults } from '../faults/faults.ts';
import type { ScriptedAnswer, ScriptedFault } from '../faults/scripted-answers.ts';
import type { Observer } from '../observer.ts';
import type { VendorAccount } from '../vendor.ts';
import type { Doors } from './admin-routes.ts';
import type { Answer, VendorRequest } from './exchange.ts';
import type { Received } from './request-log.ts';
import { hangUp, reset, send, sendCut } from './response.ts';

export interface VendorExchange extends Doors {
  readonly now: () => number;
  readonly faults: Faults;
  readonly faultPauseMs: number;
  readonly observe: Observer;
}

const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '\u0000\u0001{"contacts":[\uFFFD\uFFFD<',
};

export function respondAsVendor(
  exchange: VendorExchange,
  account: VendorAccount,
  received: Omit<Received, 'at'>,
  response: ServerResponse,
): void {
  const logged = exchange.log.add({ ...received, at: exchange.now() });
  // Drawn even where it is not played, so that later requests keep theirs.
  const drawn = exchange.faults.next(received);
  const scripted = exchange.scripted.take(received);
  const fault = scripted === undefined ? drawn : scripted.fault;
  if (fault !== undefined) logged.met(fault);

  const { vendor, method, path } = received;
  const observed = { n: logged.number, account: received.account, vendor, method, path };
  if (exchange.observe(observed, 'received') === 'drop') {
    hangUp(response);
    return;
  }
  const pauseMs = exchange.faultPauseMs;
  const ending = endingOf(account, { ...received, number: logged.number }, { scripted, fault, pauseMs });
  if (ending === 'nothing') return;
  const finish = (): void => {
    exchange.observe(observed, 'answered');
    if ('answer' in ending) {
      logged.answered(ending.answer.status);
      send(response, ending.answer);
    } else ending.breakOff(response);
  };
  // A sandbox that is closed meanwhile is not kept waiting.
  if (fault === 'slow') setTimeout(finish, pauseMs).unref();
  else finish();
}

type Ending = { readonly answer: Answer } | { readonly breakOff: (response: ServerResponse) => void };

interface Disturbance {
  readonly scripted: ScriptedAnswer | undefined;
  readonly fault: Fault | ScriptedFault | undefined;
  readonly pauseMs: number;
}

/** Carries the request out, or not, and says what the client sees of it. */
function endingOf(account: VendorAccount, request: VendorRequest, disturbance: Disturbance): Ending | 'nothing' {
  const { scripted, fault, pauseMs } = disturbance;
  switch (fault) {
    case undefined:
      return { answer: scripted ?? account.handle(request) };
    case 'slow':
      return { answer: account.handle(request) };
    case 'garbage':
      return { answer: GARBAGE };
    case 'reset':
      return { breakOff: reset };
    case 'cut':
      return { breakOff: (response) => sendCut(response, scripted ?? GARBAGE) };
    case 'lost':
    case 'lost-response':
      account.handle(request);
      return { breakOff: hangUp };
    case 'hang':
    case 'timeout':
      return 'nothing';
    default:
      return { answer: account.failure(request, fault, pauseMs / 1000) };
  }
}
