// How long the requests of a plan take at the account's own pace. For reading only.

import type { Budget } from '../http/request.ts';
import type { PlannedRequest } from './document.ts';

/** The slowest budget decides. */
export function estimateSeconds(requests: readonly PlannedRequest[], budgets: readonly Budget[]): number {
  const seconds = budgets.map(({ name, limit, windowMs }) => {
    const spent = requests.filter(({ estimate }) => estimate.budgets.includes(name)).length;
    return (spent * windowMs) / limit / 1000;
  });
  return Math.ceil(Math.max(0, ...seconds));
}

export function formatRate(budgets: readonly Budget[]): string {
  const [widest] = [...budgets].sort((a, b) => b.limit / b.windowMs - a.limit / a.windowMs);
  if (widest === undefined) return 'no limit';
  const isPerSecond = widest.windowMs <= 1000;
  const perWindow = (widest.limit * (isPerSecond ? 1000 : 60_000)) / widest.windowMs;
  return `${Number(perWindow.toFixed(1))}/${isPerSecond ? 's' : 'min'}`;
}
