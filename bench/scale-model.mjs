// What bounds a run of many accounts on several workers: a model of a few lines, checked against a simulation of every request with a
// simulated clock. Prints both for scenarios in which each bound decides, and ends with 1 if they differ by more than 10 %.
//
//   node bench/scale-model.mjs
//
// Then prints what the model says of 500 accounts with a million contacts each (docs/guide/workers.md).

/** Measured or documented constants; all times in milliseconds. Where they come from stands in docs/guide/workers.md. */
const MEASURED = {
  /** Processor time of a worker for one update: sending, checking, and its three lines in the journal. */
  cpu: 0.7,
  /** Time of the vendor and of the network for one request. */
  latency: 60,
  /** Time until a group of lines is durable, in a database that has nothing else to do. */
  commit: 3,
  /** For how long such a group, and each of its lines, keeps the database from serving others. */
  group: 0.35,
  row: 0.015,
  /** Requests of one account at the same time. */
  parallel: 16,
  /** Requests that may leave at once, and requests a minute afterwards: half and three quarters of 400. */
  burst: 200,
  perMinute: 300,
};

const LINES = { before: 1, after: 2 };

/**
 * Computes how long a run takes.
 *
 * @param run `accounts` with `requests` each, `workers` with `slots` accounts at a time each
 * @returns milliseconds, and the name of the bound that decides
 */
function model({ accounts, requests, workers, slots }, constants) {
  const { cpu, parallel, burst, perMinute } = constants;
  const active = Math.min(accounts, workers * slots);
  const processors = Math.min(workers, active) / cpu / active;
  const speedAt = (wanted) => {
    const wait = commitAt(Math.min(wanted, processors), active, constants);
    const pipes = parallel / aloneAt(wait, constants);
    const speed = Math.min(wanted, processors, pipes);
    if (speed === wanted) return { speed, bound: 'quota' };
    if (speed === processors) return { speed, bound: 'processors' };
    return { speed, bound: wait > constants.commit ? 'database' : 'latency' };
  };
  const [burstSpeed, paced] = [speedAt(Number.POSITIVE_INFINITY), speedAt(perMinute / 60_000)];
  const free = Math.min(burst, requests);
  const oneAccount = free / burstSpeed.speed + (requests - free) / paced.speed;
  return { ms: Math.ceil(accounts / active) * oneAccount, bound: paced.bound };
}

/** Before and after its request, an update waits for a commit: for the rest of the one that is under way, and for its own. */
function aloneAt(commit, { cpu, latency }) {
  return cpu + latency + 2 * 1.5 * commit;
}

/**
 * Returns how long a commit takes if `active` accounts want to send so many requests a millisecond each. In a database that cannot keep
 * up, commits wait for each other, and each takes more lines: found by trying longer ones until it keeps up.
 */
function commitAt(wanted, active, constants) {
  const { commit, group, row, parallel } = constants;
  for (let wait = commit; ; wait *= 1.01) {
    const speed = Math.min(wanted, parallel / aloneAt(wait, constants));
    const commits = Math.min(2 * speed, 1 / wait);
    if (active * (commits * group + (LINES.before + LINES.after) * speed * row) <= 1) return wait;
  }
}

/** Plays every request of a run. Latencies vary between half and one and a half of their mean. */
function simulate({ accounts, requests, workers, slots }, constants, seed = 1) {
  const { parallel } = constants;
  const world = { ...createClock(), ...constants, random: randomFrom(seed), database: { free: 0 } };
  const waiting = Array.from({ length: accounts }, () => requests);
  const startNext = (worker) => {
    const amount = waiting.pop();
    if (amount !== undefined) drain(amount, worker, { ...world, parallel }, () => startNext(worker));
  };
  for (let slot = 0; slot < workers * slots; slot += 1) {
    const processor = slot < workers ? { free: 0 } : undefined;
    if (processor !== undefined) for (let own = 0; own < slots; own += 1) world.at(0, () => startNext(processor));
  }
  return world.run();
}

/** Sends the requests of one account, some of them at the same time, and calls `done` after the last one. */
function drain(amount, processor, world, done) {
  const journal = { isBusy: false, lines: [] };
  let [left, open, sent] = [amount, 0, 0];
  const began = world.now();
  const mayStart = () => {
    sent += 1;
    // The first requests leave at once, and the others one after the other at the account's pace.
    const paced = ((sent - world.burst) * 60_000) / world.perMinute;
    return sent <= world.burst ? began : began + paced;
  };
  const next = () => {
    if (left === 0) return open === 0 ? done() : undefined;
    left -= 1;
    open += 1;
    world.at(mayStart(), () =>
      use(processor, world.cpu / 2, world, () =>
        append(journal, LINES.before, world, () =>
          world.after(world.latency * (0.5 + world.random()), () =>
            use(processor, world.cpu / 2, world, () =>
              append(journal, LINES.after, world, () => {
                open -= 1;
                next();
              }),
            ),
          ),
        ),
      ),
    );
  };
  for (let pipe = 0; pipe < Math.min(world.parallel, amount); pipe += 1) next();
}

/** Waits for a server that serves one after the other. */
function use(server, duration, world, then) {
  server.free = Math.max(server.free, world.now()) + duration;
  world.at(server.free, then);
}

/** Waits until lines are durable. A journal has one commit under way; the lines that come meanwhile go into the next one. */
function append(journal, lines, world, then) {
  journal.lines.push({ lines, then });
  if (!journal.isBusy) commit(journal, world);
}

function commit(journal, world) {
  const group = journal.lines.splice(0);
  journal.isBusy = group.length > 0;
  if (!journal.isBusy) return;
  const rows = group.reduce((sum, { lines }) => sum + lines, 0);
  use(world.database, world.group + rows * world.row, world, () =>
    world.after(world.commit, () => {
      for (const { then } of group) then();
      commit(journal, world);
    }),
  );
}

/** A clock that goes on to the next event: a binary heap, as there are many. */
function createClock() {
  const heap = [];
  let [now, order] = [0, 0];
  const isBefore = (a, b) => a.time < b.time || (a.time === b.time && a.order < b.order);
  const at = (time, act) => {
    order += 1;
    heap.push({ time: Math.max(time, now), order, act });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!isBefore(heap[child], heap[parent])) break;
      [heap[child], heap[parent]] = [heap[parent], heap[child]];
      child = parent;
    }
  };
  const take = () => {
    const [first] = heap;
    const last = heap.pop();
    if (heap.length > 0) heap[0] = last;
    for (let parent = 0; ; ) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      let least = parent;
      if (left < heap.length && isBefore(heap[left], heap[least])) least = left;
      if (right < heap.length && isBefore(heap[right], heap[least])) least = right;
      if (least === parent) return first;
      [heap[least], heap[parent]] = [heap[parent], heap[least]];
      parent = least;
    }
  };
  return {
    now: () => now,
    at,
    after: (duration, act) => at(now + duration, act),
    run() {
      while (heap.length > 0) {
        const { time, act } = take();
        now = time;
        act();
      }
      return now;
    },
  };
}

/** Returns numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Scenarios, with the bound that decides in each. */
const SCENARIOS = [
  { name: 'quota', run: { accounts: 40, requests: 3000, workers: 4, slots: 10 } },
  { name: 'quota', run: { accounts: 40, requests: 3000, workers: 2, slots: 10 } },
  { name: 'quota', run: { accounts: 300, requests: 1000, workers: 6, slots: 50 } },
  { name: 'latency', run: { accounts: 20, requests: 5000, workers: 4, slots: 1 }, constants: { perMinute: 1e9 } },
  { name: 'processors', run: { accounts: 32, requests: 4000, workers: 2, slots: 16 }, constants: { perMinute: 1e9 } },
  {
    name: 'database',
    run: { accounts: 64, requests: 2000, workers: 16, slots: 4 },
    constants: { perMinute: 1e9, row: 0.1, group: 1 },
  },
];

const GREATEST_DIFFERENCE = 0.1;
const INTERNET = { accounts: 500, requests: 1_000_000, workers: 10, slots: 50 };

function main() {
  for (const { name, run, constants = {} } of SCENARIOS) {
    const all = { ...MEASURED, ...constants };
    const [said, played] = [model(run, all), simulate(run, all)];
    const ratio = said.ms / played;
    const isRight = Math.abs(ratio - 1) <= GREATEST_DIFFERENCE && said.bound === name;
    if (!isRight) process.exitCode = 1;
    const amounts = `${run.accounts} accounts × ${run.requests}, ${run.workers} workers × ${run.slots}`;
    console.log(
      `${isRight ? 'pass' : 'FAIL'}  ${name.padEnd(10)} ${amounts.padEnd(42)} model ${seconds(said.ms)}, simulated ${seconds(played)}, ratio ${ratio.toFixed(3)}`,
    );
  }
  const { ms, bound } = model(INTERNET, MEASURED);
  const perSecond = (INTERNET.accounts * INTERNET.requests) / (ms / 1000);
  console.log(
    `500 accounts × 1,000,000 contacts, ${INTERNET.workers} workers × ${INTERNET.slots}: ${(ms / 3_600_000).toFixed(1)} h, bounded by the ${bound}; ${perSecond.toFixed(0)} requests a second, ${((perSecond * MEASURED.cpu) / 1000).toFixed(1)} processors, ${(perSecond * 3).toFixed(0)} lines a second`,
  );
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

main();
