// When and how progress is shown: on a terminal, a redrawn line after a second; elsewhere, plain lines.

import { describe, expect, test } from 'vitest';
import { type Drawing, startProgress } from '../../src/cli/terminal/progress.ts';
import type { Terminal } from '../../src/cli/terminal/terminal.ts';
import { VirtualClock } from '../http/virtual-clock.ts';

interface Watched {
  readonly terminal: Terminal;
  /** What stderr got, or what was drawn, each with its second. */
  readonly shown: string[];
  /** How often a drawing was taken away. */
  stopped: number;
  readonly draw: () => Promise<Drawing>;
}

function watch(clock: VirtualClock, redraws: boolean): Watched {
  const start = clock.now();
  const say = (text: string): void => void shown.push(`${(clock.now() - start) / 1000} s: ${text.trimEnd()}`);
  const shown: string[] = [];
  const terminal: Terminal = {
    ...{ color: false, width: 20, interactive: false, redraws, out: async () => {} },
    err: say,
  };
  const watched: Watched = {
    terminal,
    shown,
    stopped: 0,
    draw: async () => ({
      set text(line: string) {
        say(line);
      },
      stop() {
        watched.stopped += 1;
        return this as never;
      },
    }),
  };
  return watched;
}

/** Work of so many seconds, with its progress shown. */
async function work(seconds: number, { redraws = false, isQuiet = false, line = (): string => 'at work' } = {}) {
  const clock = new VirtualClock();
  const watched = watch(clock, redraws);
  const progress = startProgress(line, watched.terminal, { isQuiet, clock, draw: watched.draw });
  await clock.run(clock.sleep(seconds * 1000));
  progress.done();
  await clock.run(clock.sleep(60_000));
  return watched;
}

describe('without a terminal', () => {
  test('prints a line every five seconds', async () => {
    let asked = 0;
    const { shown } = await work(12, { line: () => `line ${++asked}` });
    expect(shown).toEqual(['5 s: line 1', '10 s: line 2']);
  });

  test.each([
    ['what takes less', 4.9, {}],
    ['--quiet', 20, { isQuiet: true }],
  ])('nothing for %s', async (_, seconds, options) => {
    expect((await work(seconds, options)).shown).toEqual([]);
  });
});

describe('on a terminal', () => {
  test('redraws one line five times a second, cut to the width, and removes it', async () => {
    const { shown, stopped } = await work(2.1, { redraws: true, line: () => 'a line that is much too long' });
    expect(shown.length).toBe(6);
    expect([shown[0], shown.at(-1)]).toEqual(['1 s: a line that is mu…', '2 s: a line that is mu…']);
    expect(stopped).toBe(1);
  });

  test('loads no spinner for work that takes less than a second', async () => {
    const { shown, stopped } = await work(0.9, { redraws: true });
    expect([shown, stopped]).toEqual([[], 0]);
  });

  test('removes the line if the work ends while the spinner is being loaded', async () => {
    const clock = new VirtualClock();
    const watched = watch(clock, true);
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const draw = async (): Promise<Drawing> => {
      await opened;
      return watched.draw();
    };
    const progress = startProgress(() => 'at work', watched.terminal, { isQuiet: false, clock, draw });
    await clock.run(clock.sleep(1_500));
    progress.done();
    open();
    await clock.run(clock.sleep(1_000));
    expect([watched.shown, watched.stopped]).toEqual([[], 1]);
  });
});
