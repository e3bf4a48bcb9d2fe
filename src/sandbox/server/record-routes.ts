// The admin routes for the records and manifests that clients store (records.ts, manifests.ts).
//
//   GET    /records              { records: [{ name, version, record }] }, sorted by name
//   PUT    /records/NAME         { version }; needs `if-match: "VERSION"`, or `if-none-match: *` for a new one; 412 on a mismatch
//   DELETE /records/NAME         needs `if-match: "VERSION"`
//   GET    /manifests/DIGEST     the document, or 404
//   PUT    /manifests/DIGEST     replaces the document
//   POST   /manifests/prune      { keep: [DIGEST], olderThanMs }: removes older ones that are not listed

import type { SandboxState } from '../sandbox-state.ts';
import { type AdminRequest, type Answer, emptyAnswer, jsonAnswer } from './exchange.ts';
import { jsonOf } from './json-body.ts';

/** The objects that these routes read and change. */
interface RecordContext {
  readonly state: Pick<SandboxState, 'records' | 'manifests'>;
  /** Called after every change of the state. */
  readonly changed: () => void;
}

/**
 * Answers a request to one of these routes. Returns undefined if the request is for another route.
 *
 * @throws StateError if the name, the digest or the body is not valid
 */
export function answerRecordRequest(context: RecordContext, request: AdminRequest): Answer | undefined {
  const [, room = '', item = '', ...rest] = request.path.split('/');
  if (rest.length > 0) return undefined;
  if (room === 'records') return answerRecords(context, request, item);
  return room === 'manifests' ? answerManifests(context, request, item) : undefined;
}

function answerRecords(context: RecordContext, request: AdminRequest, name: string): Answer | undefined {
  const { records } = context.state;
  if (name === '') return request.method === 'GET' ? jsonAnswer(200, { records: records.list() }) : undefined;
  if (request.method !== 'PUT' && request.method !== 'DELETE') return undefined;
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  const previous = match === undefined ? undefined : match.replace(/^"(.*)"$/, '$1');
  if (previous === undefined && (request.method === 'DELETE' || noneMatch !== '*')) return preconditionRequired();
  if (request.method === 'DELETE') {
    if (!records.drop(name, previous ?? '')) return preconditionFailed();
    context.changed();
    return emptyAnswer(204);
  }
  const version = records.write(name, jsonOf(request.body), previous);
  if (version === undefined) return preconditionFailed();
  context.changed();
  return jsonAnswer(200, { version });
}

function answerManifests({ state, changed }: RecordContext, request: AdminRequest, digest: string): Answer | undefined {
  switch (`${request.method} ${digest}`) {
    case 'POST prune':
      state.manifests.prune(jsonOf(request.body));
      changed();
      return emptyAnswer(204);
    case `PUT ${digest}`:
      state.manifests.save(digest, jsonOf(request.body));
      changed();
      return emptyAnswer(204);
    case `GET ${digest}`: {
      const document = state.manifests.find(digest);
      return document === undefined ? jsonAnswer(404, { error: 'no such manifests' }) : jsonAnswer(200, document);
    }
    default:
      return undefined;
  }
}

function preconditionRequired(): Answer {
  return jsonAnswer(428, { error: 'the request needs `if-match: "VERSION"`, or `if-none-match: *` for a new record' });
}

function preconditionFailed(): Answer {
  return jsonAnswer(412, { error: 'the record has another version' });
}
