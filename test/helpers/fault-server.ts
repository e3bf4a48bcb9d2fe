// A server below HTTP: it writes whatever bytes a test gives, when the test gives them, and closes the connection wherever the test
// says. Real servers cannot be this wrong. Also a proxy that stands before a vendor and cuts its answers.

import { connect, createServer, type Server, type Socket } from 'node:net';

/** A request as it arrived: its first line and its body are taken apart, nothing is checked. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  /** The first line and the headers. */
  readonly head: string;
  readonly body: string;
}

export interface FaultServer {
  readonly url: string;
  readonly received: readonly RawRequest[];
  close(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @param play writes to the socket in answer to a request; `count` is 1 for the first one
 */
export async function playFaults(
  play: (socket: Socket, request: RawRequest, count: number) => void,
): Promise<FaultServer> {
  const received: RawRequest[] = [];
  const listening = await listen((socket) => {
    readRequests(socket, (request) => {
      received.push(request);
      play(socket, request, received.length);
    });
  });
  return { ...listening, received };
}

/** Where a proxy cuts an answer: after so many bytes, and never if it has fewer. */
export interface Cut {
  /** Only requests whose `METHOD target` matches are cut. */
  readonly like: RegExp;
  readonly bytes: number;
  /** How many answers are cut; the others pass. */
  readonly times: number;
  /** Milliseconds before such a request is passed on. */
  readonly delayMs?: number;
}

export interface CuttingProxy {
  readonly url: string;
  /** Replaces the cuts that are still to come. */
  cut(cut: Cut | undefined): void;
  /** Lengths in bytes of the answers so far, headers included, to requests that `like` matches. */
  lengths(like: RegExp): readonly number[];
  close(): Promise<void>;
}

/** Starts a proxy before a server at a URL on this machine. Every connection serves one request. */
export async function startCuttingProxy(origin: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(origin);
  let next: (Cut & { left: number }) | undefined;
  const answers: { readonly line: string; readonly length: number }[] = [];
  const listening = await listen((socket) => {
    readRequests(socket, ({ method, target }, raw) => {
      const line = `${method} ${target}`;
      const isCut = next !== undefined && next.left > 0 && next.like.test(line);
      const most = isCut && next !== undefined ? next.bytes : Number.POSITIVE_INFINITY;
      if (isCut && next !== undefined) next.left -= 1;
      const delayMs = (isCut ? next?.delayMs : undefined) ?? 0;
      const vendor = connect(Number(port), hostname);
      let length = 0;
      vendor.on('data', (chunk: Buffer) => {
        const rest = Math.max(0, most - length);
        length += chunk.length;
        socket.write(chunk.subarray(0, rest));
        if (length >= most) socket.end();
      });
      vendor.on('error', () => socket.destroy());
      vendor.on('close', () => {
        answers.push({ line, length });
        socket.end();
      });
      const last = raw.replace(/\r\nconnection: [^\r]*/i, '').replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
      setTimeout(() => vendor.end(last), delayMs);
    });
  });
  return {
    ...listening,
    cut: (cut) => {
      next = cut && { ...cut, left: cut.times };
    },
    lengths: (like) => answers.filter(({ line }) => like.test(line)).map(({ length }) => length),
  };
}

async function listen(onSocket: (socket: Socket) => void): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    // The other side goes away in the middle of everything; that is the point.
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Takes whole requests out of what arrives. Bodies have a content-length, as those of the client do. */
function readRequests(socket: Socket, onRequest: (request: RawRequest, raw: string) => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (;;) {
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const head = text.slice(0, headEnd);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      const end = headEnd + 4 + length;
      if (text.length < end) return;
      const raw = text.slice(0, end);
      text = text.slice(end);
      const [method = '', target = ''] = head.split(' ');
      onRequest({ method, target, head, body: Buffer.from(raw.slice(headEnd + 4), 'latin1').toString() }, raw);
    }
  });
}

/** A complete answer with a content-length. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n${body}`;
}

/** A complete answer in chunks of so many characters. */
export function chunkedAnswer(status: number, body: string, size = 16): string {
  const chunks = body.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
  const coded = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join('');
  return `HTTP/1.1 ${status} Whatever\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${coded}0\r\n\r\n`;
}

/** Writes a piece every so many milliseconds until the connection is closed. */
export function dribble(socket: Socket, piece: () => string | Uint8Array, everyMs: number): void {
  const timer = setInterval(() => socket.write(piece()), everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** Writes pieces as fast as they are taken, until the connection is closed or `most` pieces are written. */
export function flood(socket: Socket, piece: string | Uint8Array, most = Number.POSITIVE_INFINITY): void {
  let written = 0;
  function go(): void {
    while (!socket.destroyed && written < most) {
      written += 1;
      if (!socket.write(piece)) {
        socket.once('drain', go);
        return;
      }
    }
    if (!socket.destroyed) socket.end();
  }
  go();
}
