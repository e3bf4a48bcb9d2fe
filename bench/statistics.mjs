export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

export function medianRun(runs) {
  return runs.toSorted((a, b) => a.ms - b.ms)[Math.floor(runs.length / 2)];
}

/**
 * Runs every measurement once in each round, so that other load on the machine affects all of them.
 *
 * @returns the run with the median time of each measurement, by name
 */
export function inTurns(measured, rounds) {
  const names = Object.keys(measured);
  const runs = Array.from({ length: rounds }, () => names.map((name) => measured[name]()));
  return Object.fromEntries(names.map((name, index) => [name, medianRun(runs.map((run) => run[index]))]));
}

/**
 * Returns the exponent k of the curve `fixed + c · nᵏ` through three points. Each size must be the same multiple of the one
 * before; then the differences between the times do not contain `fixed`.
 */
export function exponentOfGrowth([[n1, t1], [n2, t2], [, t3]]) {
  return Math.log((t3 - t2) / (t2 - t1)) / Math.log(n2 / n1);
}

/** Returns the exponent of growth: the slope of the least-squares line through the logarithms of the points. */
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

/** Builds a row for a value that has no maximum. */
export function info(name, value, details) {
  return { name, value, details };
}

/** Builds a row for the time of a run divided by the time of its peer. `most` is the maximum, if there is one. */
export function ratio(name, { ms, cpuMs }, peer, most) {
  const details = { ms, cpuMs, peerMs: peer.ms };
  return most === undefined ? info(name, ms / peer.ms, details) : bar(name, ms / peer.ms, most, details);
}
