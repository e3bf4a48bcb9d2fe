// A simple HTTP client that is independent of vendors.

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers without types
  readonly body: any;
}

export interface Call {
  readonly query?: Record<string, string> | string;
  /** The body, sent as JSON unless it is a string. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly account?: string;
}

export async function send(method: string, url: string, { query, body, headers = {} }: Call): Promise<Reply> {
  const search = query === undefined ? '' : `?${typeof query === 'string' ? query : new URLSearchParams(query)}`;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}${search}`, { method, headers, body: text ?? null });
  const answer = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer };
}

/** The time at which the tests' clock starts: noon of a fixed day. */
export function clock(start = '2026-05-01T12:00:00Z') {
  let time = Date.parse(start);
  return {
    now: () => time,
    advance(milliseconds: number) {
      time += milliseconds;
    },
  };
}
