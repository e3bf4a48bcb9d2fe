// The HTTP side: reads requests, hands them to a door or a vendor, sends the answers, breaks connections on demand.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Doors, openDoor } from './doors.ts';
import { type Answer, jsonAnswer, parseBody, type RequestBody } from './exchange.ts';
import { type Target, targetOf } from './routing.ts';
import type { ScriptedAnswer } from './scripted-answers.ts';

const MEGABYTE = 1024 * 1024;
const LARGEST_VENDOR_BODY = 5 * MEGABYTE;
/** A whole state goes through a door; a longer text could not exist in this process. */
const LARGEST_DOOR_BODY = 500 * MEGABYTE;

/** Longer than clients keep idle connections, or a reused one would break now and then. */
const KEEP_ALIVE_MS = 120_000;

export interface Exchange extends Doors {
  readonly now: () => number;
}

export function createSandboxServer(exchange: Exchange): Server {
  const server = createServer((request, response) => {
    respond(exchange, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      send(
        response,
        jsonAnswer(500, { error: `the sandbox failed: ${error instanceof Error ? error.message : error}` }),
      );
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function respond(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = targetOf(request.url ?? '/');
  const body = await readBody(request, target.kind === 'door' ? LARGEST_DOOR_BODY : LARGEST_VENDOR_BODY);
  if (target.kind === 'door') send(response, openDoor(exchange, request.method ?? '', target.path, body));
  else if (target.kind === 'vendor') respondAsVendor(exchange, target, request, body, response);
  else send(response, nothingHere(request));
}

function respondAsVendor(
  exchange: Exchange,
  target: Extract<Target, { kind: 'vendor' }>,
  request: IncomingMessage,
  body: RequestBody,
  response: ServerResponse,
): void {
  const account = exchange.accounts.at(target.account, target.vendor);
  if (account === undefined) {
    send(response, nothingHere(request));
    return;
  }
  const method = request.method ?? '';
  const logged = exchange.log.add({ ...target, at: exchange.now(), method, headers: request.headers, body });
  const scripted = exchange.scripted.take({ ...target, method });
  if (scripted !== undefined && scripted.fault !== 'lost') {
    if (scripted.fault === undefined) logged.answered(scripted.status);
    play(scripted, response);
    return;
  }
  const { path, query } = target;
  const answer = account.handle({ number: logged.number, method, path, query, headers: request.headers, body });
  if (scripted !== undefined) {
    response.destroy();
    return;
  }
  logged.answered(answer.status);
  send(response, answer);
}

function play(scripted: ScriptedAnswer, response: ServerResponse): void {
  switch (scripted.fault) {
    case undefined:
      send(response, scripted);
      return;
    case 'cut': {
      const body = scripted.body === '' ? '{"contacts":[{"id":"' : scripted.body;
      response.writeHead(scripted.status, {
        ...scripted.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body) + 1000,
      });
      response.write(body, () => response.destroy());
      return;
    }
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    default: // hang: the connection stays open until someone gives up
      return;
  }
}

function send(response: ServerResponse, answer: Pick<Answer, 'status' | 'headers' | 'body'>): void {
  const length = answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, { ...answer.headers, ...length }).end(answer.body);
}

function nothingHere(request: IncomingMessage): Answer {
  return jsonAnswer(404, { error: `the sandbox serves nothing at ${request.url}` });
}

/** Reads to the end even when it is too much, so that the client hears the answer instead of a broken connection. */
async function readBody(request: IncomingMessage, largest: number): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= largest) chunks.push(chunk);
  }
  return length > largest ? { kind: 'too-large' } : parseBody(Buffer.concat(chunks).toString('utf8'));
}
