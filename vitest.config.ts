import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Unless told, one core is left free, which is half of two; much of a test is waiting for a process or an answer.
    maxWorkers: availableParallelism(),
  },
});
