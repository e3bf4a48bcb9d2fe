// The sandbox's admin routes, below `/_sandbox`. They read and replace the state, and add definitions to accounts. For tests and
// debugging, they return the received requests and set scripted answers. record-routes.ts adds the routes for the records and
// manifests of clients.
//
//   GET    /state         the whole state: { version, accounts: { NAME: { VENDOR: state } }, records?, manifests? }
//   PUT    /state         replaces it
//   POST   /definitions   { accounts: { NAME: { VENDOR: definitions } } }: adds what the accounts lack; answers { added: { NAME: n } }
//   GET    /requests      the requests that vendors received; DELETE forgets them
//   PUT    /next          scripted answers

import { readScriptedAnswers, type ScriptedAnswers } from '../faults/scripted-answers.ts';
import type { SandboxState } from '../sandbox-state.ts';
import { StateError } from '../vendor.ts';
import { type AdminRequest, type Answer, emptyAnswer, jsonAnswer } from './exchange.ts';
import { jsonOf } from './json-body.ts';
import { answerRecordRequest } from './record-routes.ts';
import type { RequestLog } from './request-log.ts';

/** The objects that the admin routes read and change. */
export interface AdminContext {
  readonly state: SandboxState;
  readonly log: RequestLog;
  readonly scripted: ScriptedAnswers;
  /** Called after every change of the accounts' data. */
  readonly changed: () => void;
}

/** Handles a request to an admin route. Answers with 400 if the body is not valid. */
export function handleAdminRequest(context: AdminContext, request: AdminRequest): Answer {
  try {
    return answerRecordRequest(context, request) ?? answerAdminRequest(context, request);
  } catch (error) {
    if (error instanceof StateError) return jsonAnswer(400, { error: error.message });
    throw error;
  }
}

function answerAdminRequest(context: AdminContext, { method, path, body }: AdminRequest): Answer {
  const route = `${method} ${path}`;
  switch (route) {
    case 'GET /state':
      return jsonAnswer(200, context.state.toJson());
    case 'PUT /state':
      context.state.load(jsonOf(body));
      context.changed();
      return emptyAnswer(204);
    case 'POST /definitions': {
      const added = context.state.accounts.define(jsonOf(body));
      context.changed();
      return jsonAnswer(200, { added });
    }
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
