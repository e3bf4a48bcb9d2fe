// Stands between a client and the sandbox, as the distance to a vendor does: every answer takes a number of milliseconds longer.
// `PUT /_refuse?count=3` makes it answer the next requests itself: 429, with `retry-after: 1`. It runs in a process of its own until
// it is killed.
//
//   node bench/far-server.mjs http://127.0.0.1:4010 60

import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

const [target, milliseconds] = process.argv.slice(2);
const pool = new Pool(target, { connections: 64 });
const hopByHop = ['connection', 'host', 'keep-alive', 'transfer-encoding'];
let refusals = 0;

async function answer(request, response) {
  const url = new URL(request.url, target);
  if (url.pathname === '/_refuse') {
    refusals = Number(url.searchParams.get('count'));
    return response.end();
  }
  const isRefused = refusals > 0;
  if (isRefused) refusals -= 1;
  // Half the way there, half the way back.
  await delay(milliseconds / 2);
  if (isRefused) {
    request.resume();
    await delay(milliseconds / 2);
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' });
    return response.end('{"title":"Rate limit exceeded","status":429}');
  }
  const { statusCode, headers, body } = await pool.request({
    path: request.url,
    method: request.method,
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hopByHop.includes(name))),
    body: ['GET', 'DELETE'].includes(request.method) ? null : request,
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  await delay(milliseconds / 2);
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.includes(name) && name !== 'content-length');
  response.writeHead(statusCode, { ...Object.fromEntries(kept), 'content-length': bytes.length });
  return response.end(bytes);
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
