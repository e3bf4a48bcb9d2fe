// A second client with the same API key. It requests a contact a given number of times per second, and ignores the answers, until
// the process is killed.
//
//   node bench/second-client.mjs http://127.0.0.1:4010 5            of Loops
//   node bench/second-client.mjs http://127.0.0.1:4010 5 omnisend

import { Pool } from 'undici';

const [url, perSecond, vendor = 'loops'] = process.argv.slice(2);
const pool = new Pool(url, { connections: 8 });
const headers = { authorization: 'Bearer bench', 'omnisend-version': '2026-03-15', 'user-agent': 'second-client' };
const paths = {
  loops: '/loops/api/v1/contacts/find?email=nobody%40example.com',
  omnisend: '/omnisend/api/contacts?email=nobody%40example.com',
};

async function ask() {
  const { body } = await pool.request({
    path: paths[vendor],
    method: 'GET',
    headers,
  });
  await body.dump();
}

setInterval(() => ask().catch(() => {}), 1000 / Number(perSecond));
console.log('asking');
