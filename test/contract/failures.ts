// What goes wrong at a vendor, or on the way to it, as the sandbox is told to answer.

import type { Workbench } from '../helpers/workbench.ts';

export interface Failing {
  readonly name: string;
  readonly answer: Readonly<Record<string, unknown>>;
}

/** Words where each of the vendors puts them. */
const BODY = { title: 'sorry', error: 'sorry', message: 'sorry', success: false, result_text: 'sorry' };

const HTML = '<!doctype html><title>502 Bad Gateway</title>';

/** The key is at fault: nothing else at the account can succeed either. */
export const STOPPING: readonly Failing[] = [401, 403].map(failing);

/** Only this request is at fault, and asking again has the same answer. */
export const REFUSING: readonly Failing[] = [400, 404, 409, 422].map(failing);

/** May pass: tried again. */
export const PASSING: readonly Failing[] = [
  ...[429, 500, 503].map(failing),
  { name: 'HTML with 502', answer: { status: 502, body: HTML } },
  { name: 'HTML with 200', answer: { status: 200, body: HTML } },
  { name: 'a cut body', answer: { fault: 'cut' } },
  { name: 'a reset', answer: { fault: 'reset' } },
];

function failing(status: number): Failing {
  return { name: String(status), answer: { status, body: BODY } };
}

/** Requests with the method and path of one of these are answered so, as often as told; for ever unless told. */
export function answerSo(
  bench: Workbench,
  requests: readonly { readonly method: string; readonly path: string }[],
  { answer }: Failing,
  times = 100_000,
): Promise<void> {
  return bench.script(requests.map(({ method, path }) => ({ match: { method, path }, times, ...answer })));
}
