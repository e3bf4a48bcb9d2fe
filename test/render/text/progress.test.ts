import { describe, expect, it } from 'vitest';
import type { ApplyEvent, Outcome } from '../../../src/apply/events.ts';
import { because } from '../../../src/apply/reason.ts';
import {
  foldProgress,
  type Progress,
  progressLine,
  renderEvent,
  startProgress,
} from '../../../src/render/text/progress.ts';
import { aChange, anAccount } from '../../builders/plan.ts';
import { aRefusal } from '../../builders/problems.ts';

const REQUEST = { account: 'shop', request: 'r1', changes: ['c1'] } as const;

function outcome(status: Outcome['status'], overrides: Partial<Outcome> = {}): ApplyEvent {
  const { id: change, changeId, account, key } = aChange();
  return { type: 'outcome', outcome: { change, changeId, account, key, status, ...overrides } };
}

function progressAfter(...events: readonly ApplyEvent[]): Progress {
  const accounts = [anAccount({ requests: 3, estimatedSeconds: 60 }), anAccount({ account: 'app', requests: 1200 })];
  const changes = [['r1'], ['r1'], ['r2', 'r3'], []].map((requests) => aChange({ requests }));
  return events.reduce(foldProgress, startProgress({ accounts, changes }));
}

describe('progressLine', () => {
  it('shows the step of an account', () => {
    expect(progressLine(progressAfter())).toBe('Applying: shop waiting · app waiting');
    expect(progressLine(progressAfter({ type: 'reading', account: 'shop', requests: 2, expected: 5 }))).toBe(
      'Applying: shop reading 2 of 5 · app waiting',
    );
    expect(progressLine(progressAfter({ type: 'reading', account: 'shop', requests: 2 }))).toBe(
      'Applying: shop reading 2 · app waiting',
    );
    const sending = { type: 'sending', ...REQUEST } as const;
    expect(progressLine(progressAfter(sending))).toBe('Applying: shop 0 of 3 contacts, about 60 s left · app waiting');
    expect(progressLine(progressAfter(sending, { type: 'answered', ...REQUEST, status: 200, attempts: [] }))).toBe(
      'Applying: shop 2 of 3 contacts, about 40 s left · app waiting',
    );
    expect(progressLine(progressAfter({ type: 'verifying', account: 'shop', contacts: 9 }))).toBe(
      'Applying: shop reading back · app waiting',
    );
    expect(progressLine(progressAfter({ type: 'account-stopped', account: 'app', ...aRefusal() }))).toBe(
      'Applying: shop waiting · app stopped',
    );
  });

  it('uses the measured time if it is longer than the estimate of the plan', () => {
    const answered = { type: 'answered', ...REQUEST, status: 200, attempts: [] } as const;
    const progress = progressAfter({ type: 'sending', ...REQUEST }, answered);
    const left = (seconds: number) => progressLine(progress, new Map([['shop', seconds]]));
    expect(left(10)).toContain('2 of 3 contacts, about 40 s left ·');
    expect(left(90)).toContain('2 of 3 contacts, about 3 min left ·');
  });

  it('counts outcomes other than successes', () => {
    const progress = progressAfter(outcome('succeeded'), outcome('stale'), outcome('stale'), outcome('failed'));
    expect(progressLine(progress)).toBe('Applying: shop waiting, 2 stale, 1 failed · app waiting');
    expect(progress.get('shop')?.outcomes).toEqual({ succeeded: 1, stale: 2, failed: 1 });
  });

  it('counts sent and answered requests separately', () => {
    const sending = { type: 'sending', ...REQUEST } as const;
    const state = progressAfter(sending, sending, {
      type: 'answered',
      ...REQUEST,
      status: undefined,
      attempts: [],
    }).get('shop');
    expect(state).toMatchObject({ step: 'writing', total: 3, sent: 2, answered: 1, written: 2 });
  });

  it('does not modify the earlier state', () => {
    const start = progressAfter();
    foldProgress(start, outcome('failed'));
    expect(start).toEqual(progressAfter());
  });
});

describe('renderEvent', () => {
  it('returns no line for frequent events', () => {
    const quiet: readonly ApplyEvent[] = [
      { type: 'reading', account: 'shop', requests: 1 },
      { type: 'sending', ...REQUEST },
      { type: 'answered', ...REQUEST, status: 200, attempts: [] },
      outcome('succeeded'),
    ];
    expect(quiet.map(renderEvent)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('returns one line for each important event', () => {
    expect(renderEvent(outcome('stale', { code: 'live-moved', args: { what: 'changed' } }))).toBe(
      'shop/jane@example.com: stale (live-moved): the contact changed at the vendor since the plan was made',
    );
    expect(renderEvent(outcome('pending'))).toBe('shop/jane@example.com: pending');
    expect(renderEvent({ type: 'verifying', account: 'shop', contacts: 1 })).toBe('shop: reading back 1 contact');
    expect(
      renderEvent({
        type: 'account-stopped',
        account: 'shop',
        ...because('from-snapshot', {}),
      }),
    ).toBe('shop: stopped: the plan was made from a snapshot, so the current state at the vendor is unknown');
  });
});
