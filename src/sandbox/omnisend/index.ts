// Simulates Omnisend's API in three dialects (API versions): 2026-03-15, v5 and v3. The code is in v2026-03-15/ and legacy/.
// Enters: a request with the vendor's path. Leaves: the answer of the dialect that the path selects. All dialects serve the same
// brand under the same rate limits. The data of a brand and its rules (brand.ts, writes.ts, contact/, list/, batches/) do not
// depend on the dialect.

import { DelayedEffects } from '../faults/delayed-effects.ts';
import { sampleEmail } from '../sample-people.ts';
import { type Answer, jsonAnswer, type VendorRequest } from '../server/exchange.ts';
import { objectAt, refuseUnknown } from '../state-values.ts';
import type { Vendor } from '../vendor.ts';
import type { Batch } from './batches/batch.ts';
import { runLater, runNow } from './batches/operations.ts';
import { brandFrom, stateOf } from './brand-state.ts';
import type { Dialect } from './dialect.ts';
import { filledContact } from './fill.ts';
import { v3, v5 } from './legacy/index.ts';
import { Limits } from './limits.ts';
import type { BrandContext } from './operation.ts';
import { v2026_03_15 } from './v2026-03-15/index.ts';

const DIALECTS = [v2026_03_15, v5, v3];

/** The simulation of Omnisend. */
export const omnisend: Vendor = {
  name: 'omnisend',
  open(state, { now, seed, asyncDelayMs, rateFactor, changed }, onInvalid) {
    const brand = brandFrom(state, seed, onInvalid);
    const effects = new DelayedEffects(asyncDelayMs);
    const context: BrandContext = { brand, effects, limits: new Limits({ now, rateFactor }), now, changed };
    resumeBatches(context);
    const runDue = (): void => {
      for (const batch of brand.batches.takeDue(now())) runWith(runNow, context, batch);
      effects.runDue();
    };
    return {
      handle(request) {
        runDue();
        return dialectOf(request)?.handle(context, request) ?? notFound(request, 404);
      },
      failure(request, status, retryAfter) {
        return dialectOf(request)?.failure(request, status, retryAfter) ?? notFound(request, status);
      },
      fill(count) {
        for (let n = 1; n <= count; n += 1) {
          if (brand.owner('email', sampleEmail(n)) !== undefined) continue;
          const contact = filledContact(seed, n);
          const isFree = contact.identifiers.every(({ type, id }) => brand.owner(type, id) === undefined);
          if (isFree) brand.add(contact);
        }
        changed();
      },
      // Accepts only an empty object, because a brand has no definitions: clients may write every tag and every custom property.
      define(definitions) {
        refuseUnknown(objectAt(definitions, 'definitions'), '');
        return 0;
      },
      state() {
        runDue();
        return stateOf(brand);
      },
      runDelayedEffects() {
        effects.runAll();
      },
    };
  },
};

function dialectOf({ path }: VendorRequest): Dialect | undefined {
  return DIALECTS.find(({ prefix }) => path.startsWith(prefix));
}

function notFound({ path }: VendorRequest, status: number): Answer {
  return jsonAnswer(status, { error: `Omnisend has nothing at ${path}` });
}

/**
 * Schedules the unfinished batches of a loaded state. Slow batches that are pending are not scheduled; `runDue` executes them
 * when their time comes.
 */
function resumeBatches(context: BrandContext): void {
  for (const batch of context.brand.batches.all()) {
    const { status, startsAt } = batch;
    if (status === 'inProgress' || (status === 'pending' && startsAt === undefined)) runWith(runLater, context, batch);
  }
}

function runWith(run: typeof runLater, context: BrandContext, { id, dialect }: Batch): void {
  const rules = DIALECTS.map(({ batches }) => batches).find((batches) => batches.dialect === dialect);
  if (rules !== undefined) run(rules, context, id);
}
