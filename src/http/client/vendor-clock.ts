// The vendor's clock, as the `Date` headers of its responses show it. It does not depend on whether this machine's clock is right.

import type { ApiResponse, VendorClock } from '../request.ts';

/** Keeps the last date that the vendor sent. */
export interface VendorClockKeeper {
  /** Reads the `Date` header of a response that arrived at `at`, in milliseconds since the epoch by this machine's clock. */
  note(response: ApiResponse, at: number): void;
  /** Returns the vendor's clock at the time `at` of this machine's clock; undefined if no response had a date. */
  read(at: number): VendorClock | undefined;
}

/** Creates the keeper of one connection. */
export function keepVendorClock(): VendorClockKeeper {
  let aheadMs: number | undefined;
  return {
    note({ headers }, at) {
      const date = Date.parse(headers.date ?? '');
      if (Number.isNaN(date)) return;
      // A cache repeats the `Date` of the vendor's response. Its `Age` header says how many seconds old that response is.
      const age = /^\d{1,9}$/.test(headers.age ?? '') ? Number(headers.age) * 1000 : 0;
      aheadMs = at - (date + age);
    },
    read: (at) => (aheadMs === undefined ? undefined : { now: at - aheadMs, aheadMs }),
  };
}
