// Omnisend's behaviour. The brand and its rules (brand, writes, changed-contact, page) know no wire format; each dialect has
// a folder: dated/ is API 2026-03-15. Enters: a request by its vendor path. Leaves: the answer of that dialect.

import { DelayedEffects } from '../delayed-effects.ts';
import { type Answer, jsonAnswer } from '../exchange.ts';
import type { Vendor } from '../vendor.ts';
import { brandFrom, stateOf } from './brand-state.ts';
import { datedApi } from './dated/index.ts';
import { filledContact, filledEmail } from './fill.ts';

export const omnisend: Vendor = {
  name: 'omnisend',
  open(state, context) {
    const brand = brandFrom(state, context.seed);
    const effects = new DelayedEffects(context.asyncDelayMs);
    const dated = datedApi({ ...context, brand, effects });
    return {
      handle(request): Answer {
        effects.runDue();
        if (request.path.startsWith('/api/')) return dated(request);
        return jsonAnswer(404, { error: `Omnisend has nothing at ${request.path}` });
      },
      fill(count) {
        for (let n = 1; n <= count; n += 1) {
          if (brand.owner('email', filledEmail(n)) === undefined) brand.add(filledContact(context.seed, n));
        }
        context.changed();
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
