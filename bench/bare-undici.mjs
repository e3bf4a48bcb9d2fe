// The baseline for rollcall's requests: sends them with undici only. Reads all pages of the account, or sends all writes of a
// saved plan, sixteen at a time. Prints the duration and the number of requests as JSON.
//
//   node bench/bare-undici.mjs http://127.0.0.1:4010 [plan.json]

import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { ACCOUNT } from './inputs.mjs';

const CONCURRENCY = 16;
const HEADERS = {
  authorization: 'Omnisend-API-Key bench',
  'omnisend-version': '2026-03-15',
  'content-type': 'application/json',
};
const [url, plan] = process.argv.slice(2);
const base = `/@${ACCOUNT}/omnisend`;
const pool = new Pool(url, { connections: CONCURRENCY });

async function send(method, path, body) {
  const answer = await pool.request({
    method,
    path: `${base}${path}`,
    headers: HEADERS,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.statusCode !== 200) throw new Error(`${method} ${path}: ${answer.statusCode}`);
  return answer.body.json();
}

async function readAll() {
  let requests = 0;
  for (let after; ; requests += 1) {
    const { paging } = await send('GET', `/api/contacts?limit=250${after === undefined ? '' : `&after=${after}`}`);
    if (!paging.hasMore) return requests + 1;
    after = encodeURIComponent(paging.cursors.after);
  }
}

async function writeAll(requests) {
  const queue = requests.values();
  const worker = async () => {
    for (const { method, path, body } of queue) await send(method, path, body);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return requests.length;
}

const writes = plan === undefined ? undefined : JSON.parse(readFileSync(plan, 'utf8')).requests;
const start = performance.now();
const requests = await (writes === undefined ? readAll() : writeAll(writes));
console.log(JSON.stringify({ ms: performance.now() - start, requests }));
await pool.close();
