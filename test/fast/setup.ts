// Before every file of fast tests.

import { afterEach, expect } from 'vitest';
import { forbidProcesses, takeAttempts } from './forbid-processes.ts';

forbidProcesses();

afterEach(() => {
  expect(takeAttempts(), 'processes that a fast test tried to start').toEqual([]);
});
