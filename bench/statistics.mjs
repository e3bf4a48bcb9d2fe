export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

export function medianRun(runs) {
  return runs.toSorted((a, b) => a.ms - b.ms)[Math.floor(runs.length / 2)];
}

/** Everything once in every round, so that whatever else the machine does falls on all of them. @returns of each the run with the median time */
export function inTurns(measured, rounds) {
  const names = Object.keys(measured);
  const runs = Array.from({ length: rounds }, () => names.map((name) => measured[name]()));
  return Object.fromEntries(names.map((name, index) => [name, medianRun(runs.map((run) => run[index]))]));
}

/** k of `fixed + c · nᵏ` through three points whose sizes grow by one factor: whatever is fixed falls out of the differences. */
export function exponentOfGrowth([[n1, t1], [n2, t2], [, t3]]) {
  return Math.log((t3 - t2) / (t2 - t1)) / Math.log(n2 / n1);
}

/** Slope of the least squares line through the logarithms. */
export function fitExponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (index) => logs.reduce((sum, point) => sum + point[index], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

export function bar(name, value, most, details) {
  return { name, value, most, pass: value <= most, details };
}

/** A figure that nothing is asked of. */
export function info(name, value, details) {
  return { name, value, details };
}

/** Of two runs; the peer's is all processor time. */
export function ratio(name, { ms, cpuMs }, peer, most) {
  const details = { ms, cpuMs, peerMs: peer.ms };
  return most === undefined ? info(name, ms / peer.ms, details) : bar(name, ms / peer.ms, most, details);
}
