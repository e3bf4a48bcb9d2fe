import { StateError } from '../vendor.ts';
import type { RequestBody } from './exchange.ts';

/**
 * The JSON value of an admin request's body.
 *
 * @throws StateError if it has none
 */
export function jsonOf(body: RequestBody): unknown {
  if (body.kind === 'json') return body.value;
  throw new StateError(body.kind === 'too-large' ? 'the body is too large' : 'the body is not JSON');
}
