// The sandbox as a process of its own that kills a client at one of its requests, so that no hook enters the product. It is
// forked with SandboxOptions (as JSON) as its argument and speaks over the channel:
//
//   → { url }                           it serves
//   ← { kill: { pid, n, when, like } }  counting from here, kill the process at the n-th vendor request, or the n-th that is
//                                       like this: `ACCOUNT METHOD PATH` matches the regular expression
//   → { armed: true }
//   → { killed: { n, … } }              done; the request that it died at
//
// when: 'before' (the request never happens), 'carried-out' (it happens, and its answer is never read).

import { startSandbox } from '../../dist/index.js';

let target;
let count = 0;

function observe(request, phase) {
  if (target === undefined || !isLike(request)) return undefined;
  if (phase === 'received') count += 1;
  if (count < target.n || phase !== (target.when === 'before' ? 'received' : 'answered')) return undefined;
  const { pid } = target;
  target = undefined;
  process.kill(pid, 'SIGKILL');
  process.send({ killed: request });
  return phase === 'received' ? 'drop' : undefined;
}

function isLike({ account, method, path }) {
  return target.like === undefined || new RegExp(target.like).test(`${account} ${method} ${path}`);
}

const sandbox = await startSandbox({ ...JSON.parse(process.argv[2] ?? '{}'), observe });
process.on('message', ({ kill }) => {
  target = kill;
  count = 0;
  process.send({ armed: true });
});
process.on('disconnect', () => sandbox.close());
process.send({ url: sandbox.url });
