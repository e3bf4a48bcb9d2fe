// The sandbox's HTTP server: reads requests and passes them to an admin route or a vendor.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { handleAdminRequest } from './admin-routes.ts';
import { type Answer, jsonAnswer, parseBody, type RequestBody } from './exchange.ts';
import { withKeyChecked } from './keys.ts';
import { send } from './response.ts';
import { targetOf } from './routing.ts';
import { respondAsVendor, type ServerContext } from './vendor-exchange.ts';

const MEGABYTE = 1024 * 1024;
const MAX_VENDOR_BODY = 5 * MEGABYTE;
/** Admin requests can contain the whole state. The limit is just below the maximum length of a string in Node. */
const MAX_ADMIN_BODY = 500 * MEGABYTE;

/**
 * Time until the server closes an idle connection. It is longer than clients keep idle connections, so that the client closes
 * first: a request fails if the server closes its connection at the same moment.
 */
const KEEP_ALIVE_MS = 120_000;

/** Creates the sandbox's HTTP server. The caller must make it listen. */
export function createSandboxServer(context: ServerContext): Server {
  const server = createServer((request, response) => {
    respond(context, request, response).catch((error: unknown) => {
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

async function respond(context: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isAddressedHere(request)) return send(response, misdirected(request));
  if (isFromOtherPage(request)) return send(response, refusedPage(request));
  const target = targetOf(request.url ?? '/');
  const body = await readBody(request, target.kind === 'admin' ? MAX_ADMIN_BODY : MAX_VENDOR_BODY);
  const method = request.method ?? '';
  const { headers } = request;
  if (target.kind === 'admin')
    send(response, handleAdminRequest(context, { method, path: target.path, headers, body }));
  else if (target.kind === 'unknown') send(response, notFound(request));
  else {
    const account = context.state.accounts.vendorAccount(target.account, target.vendor);
    if (account === undefined) send(response, notFound(request));
    else {
      const checked = withKeyChecked(headers, context.keys.get(target.account));
      respondAsVendor(context, account, { ...target, method, headers: checked, body }, response);
    }
  }
}

/**
 * Returns whether the Host header names this machine. This protects against DNS rebinding: a web page can make its own host name
 * resolve to this machine and read the answers, but the Host header then contains that name.
 */
function isAddressedHere({ headers, socket }: IncomingMessage): boolean {
  return headers.host !== undefined && isHere(headers.host, socket);
}

/**
 * Returns whether a page of another site makes the request. Browsers send some requests of any page without asking the server
 * first, such as a POST of plain text, and name the page's site in the Origin header.
 */
function isFromOtherPage({ headers: { origin }, socket }: IncomingMessage): boolean {
  if (origin === undefined) return false;
  return !URL.canParse(origin) || !isHere(new URL(origin).host, socket);
}

/** True if a host name, with a port or without, is one of this machine. */
function isHere(host: string, { localAddress = '' }: IncomingMessage['socket']): boolean {
  const names = ['localhost', '127.0.0.1', '[::1]', localAddress.includes(':') ? `[${localAddress}]` : localAddress];
  // Accept any port, because a tunnel or a proxy on this machine may listen on another one.
  return names.includes(host.toLowerCase().replace(/:\d+$/, ''));
}

function refusedPage({ headers: { origin } }: IncomingMessage): Answer {
  const answer = jsonAnswer(403, { error: `the sandbox answers no page of ${origin}` });
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
}

function misdirected(request: IncomingMessage): Answer {
  const { host = '' } = request.headers;
  const answer = jsonAnswer(421, { error: `the sandbox answers only requests to this machine, and not to ${host}` });
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
}

function notFound(request: IncomingMessage): Answer {
  return jsonAnswer(404, { error: `the sandbox serves nothing at ${request.url}` });
}

/** Reads the whole body even if it is too large, so that the client gets the answer instead of a broken connection. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
  }
  return length > maxBytes ? { kind: 'too-large' } : parseBody(Buffer.concat(chunks).toString('utf8'));
}
