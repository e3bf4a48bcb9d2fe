// Sees an input that a worker never finishes, or dies of: the worker writes each input into memory that it shares with the main thread,
// before it reads it.

/** Largest input that is kept whole, in UTF-16 code units. */
const CAPACITY = 1 << 20;
/** Two numbers before the input: how many began, and the length of the last. */
const HEADER_BYTES = 8;

/** Memory for one worker. */
export function sharedInput() {
  return new SharedArrayBuffer(HEADER_BYTES + CAPACITY * 2);
}

/**
 * The worker's side.
 *
 * @returns a function to call with each input before it is read
 */
export function inputWriter(shared) {
  const header = new Int32Array(shared, 0, 2);
  const units = Buffer.from(shared, HEADER_BYTES);
  return (input) => {
    const text = JSON.stringify(input);
    const isKept = text.length <= CAPACITY;
    if (isKept) units.write(text, 'utf16le');
    Atomics.store(header, 1, isKept ? text.length : -1);
    Atomics.add(header, 0, 1);
  };
}

/** How many inputs began. */
export function countBegun(shared) {
  return Atomics.load(new Int32Array(shared, 0, 1), 0);
}

/** The input that began last; undefined if there is none, or it was too large. */
export function lastInput(shared) {
  const [begun, length] = new Int32Array(shared, 0, 2);
  if (begun === 0 || length === -1) return undefined;
  // A copy, because shared memory cannot be decoded.
  const text = Buffer.from(Buffer.from(shared, HEADER_BYTES, length * 2)).toString('utf16le');
  return JSON.parse(text);
}

/**
 * Calls back once if no new input begins for so long while the worker should be busy.
 *
 * @param isBusy whether the worker was given work that it has not finished
 * @param limitMs milliseconds; take many times what the slowest input takes, because other programs use the machine, too
 * @returns a function that ends the watch
 */
export function watch(shared, { isBusy, limitMs, onHang }) {
  let [known, since] = [-1, performance.now()];
  const timer = setInterval(
    () => {
      const begun = countBegun(shared);
      if (begun !== known || !isBusy()) [known, since] = [begun, performance.now()];
      else if (performance.now() - since > limitMs) {
        clearInterval(timer);
        onHang(lastInput(shared));
      }
    },
    Math.min(1000, limitMs / 4),
  );
  timer.unref();
  return () => clearInterval(timer);
}
