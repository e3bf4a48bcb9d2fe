import { StateError } from '../vendor.ts';
import type { RequestBody } from './exchange.ts';

/**
 * Returns the JSON value of an admin request's body.
 *
 * @throws StateError if the body is absent, too large or not JSON
 */
export function jsonOf(body: RequestBody): unknown {
  if (body.kind === 'json') return body.value;
  throw new StateError(body.kind === 'too-large' ? 'the body is too large' : 'the body is not JSON');
}
