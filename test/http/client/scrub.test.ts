import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/http/client/redact.ts';
import { redactErrorResponse } from '../../../src/http/client/scrub.ts';

const redact = createRedactor(['brand-1234567890', '90817263']);

test('a credential repeated in an error response is replaced everywhere', () => {
  const body = {
    message: 'the key brand-1234567890 is not valid',
    id: 90817263,
    'brand-1234567890': [{ deep: 'id 90817263' }, 7, null, true],
  };
  const headers = { 'x-request-id': 'brand-1234567890', 'retry-after': '3' };
  expect(redactErrorResponse({ status: 401, headers, body }, redact)).toEqual({
    status: 401,
    headers: { 'x-request-id': '***', 'retry-after': '3' },
    body: { message: 'the key *** is not valid', id: '***', '***': [{ deep: 'id ***' }, 7, null, true] },
  });
});

test('keeps members named like inherited ones, such as __proto__', () => {
  const body: unknown = JSON.parse('{"__proto__": {"message": "brand-1234567890"}}');
  expect(JSON.stringify(redactErrorResponse({ status: 500, headers: {}, body }, redact).body)).toBe(
    '{"__proto__":{"message":"***"}}',
  );
});

test('a successful response is left unchanged', () => {
  const response = { status: 200, headers: {}, body: { firstName: 'brand-1234567890' } };
  expect(redactErrorResponse(response, redact)).toBe(response);
});
