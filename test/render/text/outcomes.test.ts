import { describe, expect, it } from 'vitest';
import type { Outcome, OutcomeStatus } from '../../../src/apply/events.ts';
import { because } from '../../../src/apply/reason.ts';
import { renderApplied } from '../../../src/render/text/outcomes.ts';
import { aChange } from '../../builders/plan.ts';

type Options = Parameters<typeof renderApplied> extends [unknown, ...infer Rest] ? Rest : never;

const PLAIN = { color: false, width: 80 };

/** The result of an apply whose accounts have no problem. */
function renderOutcomes(outcomes: Iterable<Outcome>, ...options: Options): string {
  return renderApplied({ outcomes, accounts: [] }, ...options);
}

function outcome(status: OutcomeStatus, overrides: Partial<Outcome> = {}): Outcome {
  const { id: change, changeId, account, key } = aChange();
  return { change, changeId, account, key, status, ...overrides };
}

describe('renderApplied', () => {
  it('is one line when everything succeeded', () => {
    expect(renderOutcomes([outcome('succeeded'), outcome('succeeded')], PLAIN)).toBe(
      'Applied: 2 succeeded of 2 changes.\n',
    );
    expect(renderOutcomes([outcome('succeeded')], PLAIN)).toBe('Applied: 1 succeeded of 1 change.\n');
  });

  it('says that there was nothing to do', () => {
    expect(renderOutcomes([], PLAIN)).toBe('Applied: nothing to do.\n');
  });

  it('lists changes that did not succeed, by status, with advice', () => {
    const text = renderOutcomes(
      [
        outcome('stale', {
          key: 'shop/bob@example.com',
          ...because('live-moved', { what: 'changed' }),
        }),
        outcome('succeeded'),
        outcome('unconverged', {
          ...because('existed-already', {}),
        }),
        outcome('pending'),
      ],
      PLAIN,
    );
    expect(text).toMatchInlineSnapshot(`
      "unconverged: written, but the vendor shows something else (1)
        shop/jane@example.com  existed-already
          the vendor had this contact already, so the create became an update
          → plan again to see what is left

      stale: changed since the plan was made, and left as it is (1)
        shop/bob@example.com  live-moved
          the contact changed at the vendor since the plan was made
          → plan again

      pending: not reached, or not verified (1)
        shop/jane@example.com

      Applied: 1 succeeded, 1 unconverged, 1 stale, 1 pending of 4 changes.
      "
    `);
  });

  it('shows a reason once for all contacts that have it', () => {
    const refused = (limit: number) => {
      const cause = { code: 'max-deletes', args: { why: 'limit', amount: 60, limit } };
      return because('account-refused', { status: 'refused' }, { cause });
    };
    const pending = Array.from({ length: 60 }, (_, index) =>
      outcome('pending', { key: `app/a${index}`, ...refused(20) }),
    );
    const other = outcome('pending', refused(9));
    expect(renderOutcomes([...pending, other], PLAIN)).toMatchInlineSnapshot(`
      "pending: not reached, or not verified (61)
        60 contacts  account-refused
          app/a0, app/a1, app/a2 and 57 more
          60 contacts would be deleted, over the limit of 20
          → if this is intended, plan with \`--max-deletes\` 60, or raise
            \`limits.maxDeletes\` of the account
        shop/jane@example.com  account-refused
          60 contacts would be deleted, over the limit of 9
          → if this is intended, plan with \`--max-deletes\` 60, or raise
            \`limits.maxDeletes\` of the account

      Applied: 61 pending of 61 changes.
      "
    `);
  });

  it('lists at most twenty contacts per status', () => {
    const failed = Array.from({ length: 1025 }, (_, index) => outcome('failed', { key: `shop/${index}` }));
    const lines = renderOutcomes(failed, PLAIN).split('\n');
    expect(lines).toHaveLength(25);
    expect(lines[0]).toBe('failed (1,025)');
    expect(lines[20]).toBe('  shop/19');
    expect(lines[21]).toBe('  and 1,005 more');
    expect(lines[23]).toBe('Applied: 1,025 failed of 1,025 changes.');
  });

  it('states what was not read back, and what was sent without being read again', () => {
    const unverified = outcome('succeeded', because('unverified', {}));
    expect(renderOutcomes([unverified, outcome('succeeded')], PLAIN)).toBe(
      'Applied: 2 succeeded of 2 changes.\n1 confirmed by the vendor but not read back: plan again to verify.\n',
    );
    expect(renderOutcomes([outcome('succeeded')], PLAIN, { refreshed: false })).toBe(
      'Applied: 1 succeeded of 1 change.\nUpdates without a status or an identifier were sent without reading the contact again.\n',
    );
    expect(renderOutcomes([], PLAIN, { refreshed: false })).toBe('Applied: nothing to do.\n');
  });

  it('adds colours if asked to', () => {
    expect(renderOutcomes([outcome('failed')], { color: true, width: 80 })).toContain('\u001b[31mfailed (1)\u001b[39m');
  });
});
