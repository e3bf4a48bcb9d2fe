// The HTTP side: reads requests and hands them to a door or a vendor.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { openDoor } from './admin-routes.ts';
import { type Answer, jsonAnswer, parseBody, type RequestBody } from './exchange.ts';
import { send } from './response.ts';
import { targetOf } from './routing.ts';
import { respondAsVendor, type VendorExchange } from './vendor-exchange.ts';

const MEGABYTE = 1024 * 1024;
const LARGEST_VENDOR_BODY = 5 * MEGABYTE;
/** A whole state goes through a door; a longer text could not exist in this process. */
const LARGEST_DOOR_BODY = 500 * MEGABYTE;

/** Longer than clients keep idle connections, or a reused one would break now and then. */
const KEEP_ALIVE_MS = 120_000;

export function createSandboxServer(exchange: VendorExchange): Server {
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

async function respond(exchange: VendorExchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = targetOf(request.url ?? '/');
  const body = await readBody(request, target.kind === 'door' ? LARGEST_DOOR_BODY : LARGEST_VENDOR_BODY);
  const method = request.method ?? '';
  if (target.kind === 'door') send(response, openDoor(exchange, method, target.path, body));
  else if (target.kind === 'nowhere') send(response, nothingHere(request));
  else {
    const account = exchange.accounts.at(target.account, target.vendor);
    if (account === undefined) send(response, nothingHere(request));
    else respondAsVendor(exchange, account, { ...target, method, headers: request.headers, body }, response);
  }
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
