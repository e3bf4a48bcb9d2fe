// The sandbox's own doors, for tests and for the curious: state, received requests, scripted answers.

import type { Accounts } from '../accounts.ts';
import { readScriptedAnswers, type ScriptedAnswers } from '../faults/scripted-answers.ts';
import { StateError } from '../vendor.ts';
import { type Answer, emptyAnswer, jsonAnswer, type RequestBody } from './exchange.ts';
import type { RequestLog } from './request-log.ts';

export interface Doors {
  readonly accounts: Accounts;
  readonly log: RequestLog;
  readonly scripted: ScriptedAnswers;
  readonly changed: () => void;
}

export function openDoor(doors: Doors, method: string, path: string, body: RequestBody): Answer {
  try {
    return doorAnswer(doors, `${method} ${path}`, body);
  } catch (error) {
    if (error instanceof StateError) return jsonAnswer(400, { error: error.message });
    throw error;
  }
}

function doorAnswer(doors: Doors, door: string, body: RequestBody): Answer {
  switch (door) {
    case 'GET /state':
      return jsonAnswer(200, doors.accounts.state());
    case 'PUT /state':
      doors.accounts.load(jsonOf(body));
      doors.changed();
      return emptyAnswer(204);
    case 'GET /requests':
      return jsonAnswer(200, doors.log.all());
    case 'DELETE /requests':
      doors.log.clear();
      return emptyAnswer(204);
    case 'PUT /next':
      doors.scripted.prescribe(readScriptedAnswers(jsonOf(body)));
      return emptyAnswer(204);
    default:
      return jsonAnswer(404, { error: `no such door: ${door}` });
  }
}

function jsonOf(body: RequestBody): unknown {
  if (body.kind === 'json') return body.value;
  throw new StateError(body.kind === 'too-large' ? 'the body is too large' : 'the body is not JSON');
}
