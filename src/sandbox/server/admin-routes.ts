// The sandbox's admin routes, for tests and debugging: the state, the received requests, and scripted answers.

import type { Accounts } from '../accounts.ts';
import { readScriptedAnswers, type ScriptedAnswers } from '../faults/scripted-answers.ts';
import { StateError } from '../vendor.ts';
import { type Answer, emptyAnswer, jsonAnswer, type RequestBody } from './exchange.ts';
import type { RequestLog } from './request-log.ts';

/** The objects that the admin routes read and change. */
export interface AdminContext {
  readonly accounts: Accounts;
  readonly log: RequestLog;
  readonly scripted: ScriptedAnswers;
  /** Called after every change of the accounts' data. */
  readonly changed: () => void;
}

/**
 * Carries out a request to an admin route and returns the answer; its status is 400 if the body is not valid.
 *
 * @param path without the prefix `/_sandbox`: `/state`
 */
export function handleAdminRequest(context: AdminContext, method: string, path: string, body: RequestBody): Answer {
  try {
    return answerAdminRequest(context, `${method} ${path}`, body);
  } catch (error) {
    if (error instanceof StateError) return jsonAnswer(400, { error: error.message });
    throw error;
  }
}

function answerAdminRequest(context: AdminContext, route: string, body: RequestBody): Answer {
  switch (route) {
    case 'GET /state':
      return jsonAnswer(200, context.accounts.state());
    case 'PUT /state':
      context.accounts.load(jsonOf(body));
      context.changed();
      return emptyAnswer(204);
    case 'GET /requests':
      return jsonAnswer(200, context.log.all());
    case 'DELETE /requests':
      context.log.clear();
      return emptyAnswer(204);
    case 'PUT /next':
      context.scripted.replaceAll(readScriptedAnswers(jsonOf(body)));
      return emptyAnswer(204);
    default:
      return jsonAnswer(404, { error: `no such admin route: ${route}` });
  }
}

function jsonOf(body: RequestBody): unknown {
  if (body.kind === 'json') return body.value;
  throw new StateError(body.kind === 'too-large' ? 'the body is too large' : 'the body is not JSON');
}
