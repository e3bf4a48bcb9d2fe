// Omnisend's behaviour. The brand and its rules (brand, writes, changed-contact, page, batches) know no dialect's words; dated/
// is API 2026-03-15, legacy/ are v5 and v3. All of them serve the same brand under the same limits, so an account moves
// between dialects by its paths and headers alone. Enters: a request by its vendor path. Leaves: the answer of that dialect.

import { DelayedEffects } from '../faults/delayed-effects.ts';
import { sampleEmail } from '../sample-people.ts';
import { type Answer, jsonAnswer, type VendorRequest } from '../server/exchange.ts';
import type { Vendor } from '../vendor.ts';
import { runLater } from './batches/operations.ts';
import { brandFrom, stateOf } from './brand-state.ts';
import { dated } from './dated/index.ts';
import type { Dialect } from './dialect.ts';
import { filledContact } from './fill.ts';
import { v3, v5 } from './legacy/index.ts';
import { Limits } from './limits.ts';
import type { BrandContext } from './operation.ts';

const DIALECTS = [dated, v5, v3];

export const omnisend: Vendor = {
  name: 'omnisend',
  open(state, { now, seed, asyncDelayMs, rateFactor, changed }) {
    const brand = brandFrom(state, seed);
    const effects = new DelayedEffects(asyncDelayMs);
    const context: BrandContext = { brand, effects, limits: new Limits({ now, rateFactor }), now, changed };
    resumeBatches(context);
    return {
      handle(request) {
        effects.runDue();
        return dialectOf(request)?.handle(context, request) ?? nothingAt(request, 404);
      },
      failure(request, status, retryAfter) {
        return dialectOf(request)?.failure(request, status, retryAfter) ?? nothingAt(request, status);
      },
      fill(count) {
        for (let n = 1; n <= count; n += 1) {
          if (brand.owner('email', sampleEmail(n)) === undefined) brand.add(filledContact(seed, n));
        }
        changed();
      },
      state() {
        effects.runDue();
        return stateOf(brand);
      },
      settle() {
        effects.runAll();
      },
    };
  },
};

function dialectOf({ path }: VendorRequest): Dialect | undefined {
  return DIALECTS.find(({ prefix }) => path.startsWith(prefix));
}

function nothingAt({ path }: VendorRequest, status: number): Answer {
  return jsonAnswer(status, { error: `Omnisend has nothing at ${path}` });
}

function resumeBatches(context: BrandContext): void {
  for (const { id, dialect, status } of context.brand.batches.all()) {
    const rules = DIALECTS.map(({ batches }) => batches).find((batches) => batches.dialect === dialect);
    if (rules !== undefined && (status === 'pending' || status === 'inProgress')) runLater(rules, context, id);
  }
}
