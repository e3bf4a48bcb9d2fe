// What GitHub's API answers whatever it is asked for.

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const NOT_FOUND: Answer = { status: 404, body: { message: 'Not Found' } };
export const NOT_ACCESSIBLE: Answer = { status: 403, body: { message: 'Resource not accessible by integration' } };

/** @param named the list stands under this name, with the count of all; absent: the list alone */
export function page(all: readonly unknown[], { origin, pathname, searchParams }: URL, named?: string): Answer {
  const size = Math.min(Number(searchParams.get('per_page') ?? 30), 100);
  const number = Number(searchParams.get('page') ?? 1);
  const items = all.slice((number - 1) * size, number * size);
  const body = named === undefined ? items : { total_count: all.length, [named]: items };
  if (number * size >= all.length) return { status: 200, body };
  const next = new URLSearchParams(searchParams);
  next.set('page', String(number + 1));
  return { status: 200, body, headers: { link: `<${origin}${pathname}?${next}>; rel="next"` } };
}
