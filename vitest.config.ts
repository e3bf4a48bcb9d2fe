import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { reportShare } from './test/fast/share.ts';
import { slowTests } from './test/fast/slow-tests.ts';

const slow = [...slowTests()];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Unless told, one core is left free, which is half of two; much of a test is waiting for a process or an answer.
    maxWorkers: availableParallelism(),
    tags: [{ name: 'slow', description: 'takes seconds: left out by npm run test:fast' }],
    reporters: [
      'default',
      ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions' as const] : []),
      reportShare(),
    ],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...slow],
          // Loading src anew for every file would take longer than most of the tests.
          isolate: false,
          setupFiles: ['test/fast/setup.ts'],
          globalSetup: ['test/fast/build-validators.ts'],
        },
      },
      // A story of many commands takes long on a machine that is busy; only what hangs should reach the limit.
      { extends: true, test: { name: 'slow', include: slow, testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
});
