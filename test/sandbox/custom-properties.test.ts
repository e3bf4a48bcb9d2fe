import { expect, test } from 'vitest';
import { JANE, jane, sandbox } from './harness.ts';

async function withProperties(customProperties: Record<string, unknown> = {}) {
  const started = await sandbox();
  await started.contacts([jane({ customProperties })]);
  return (body: unknown) => started.call('PATCH', `/api/contacts/${JANE}`, { body });
}

test('custom properties are merged by name; null and "" remove a property', async () => {
  const patch = await withProperties({ age: 33, height: 180, hair: 'brown' });
  const reply = await patch({ customProperties: { age: 34, height: null, hair: '', absent: null } });
  expect(reply.body.customProperties).toEqual({ age: 34 });
});

test('names are case-sensitive; values keep their type', async () => {
  const patch = await withProperties({ Age: 1 });
  const written = { age: 2, married: false, zero: 0, text: '33', list: ['b', 'a'], empty: [] };
  expect((await patch({ customProperties: written })).body.customProperties).toEqual({ Age: 1, ...written });
});

test('numbers are rounded to six decimals', async () => {
  const patch = await withProperties();
  const reply = await patch({ customProperties: { a: 1.23456789, b: 0.0000004, c: 9007199254740991, d: 125.8 } });
  expect(reply.body.customProperties).toEqual({ a: 1.234568, b: 0, c: 9007199254740991, d: 125.8 });
});

test('strings can have up to 2048 characters', async () => {
  const patch = await withProperties();
  expect((await patch({ customProperties: { text: 'x'.repeat(2048) } })).status).toBe(200);
  expect((await patch({ customProperties: { text: 'x'.repeat(2049) } })).status).toBe(400);
});

test.each([
  ['nested', { a: 1 }],
  ['mixed', ['a', 1]],
  ['lists', [['a']]],
  ['has-dash', 1],
  ['has space', 1],
  ['größe', 1],
  ['', 1],
  ['n'.repeat(129), 1],
])('%s is refused', async (name, value) => {
  const patch = await withProperties({ age: 1 });
  const reply = await patch({ customProperties: { age: 2, [name]: value } });
  expect([reply.status, reply.body.errors]).toEqual([
    400,
    [expect.objectContaining({ field: `customProperties.${name}` })],
  ]);
});

test('__proto__ and constructor are ordinary names', async () => {
  const patch = await withProperties();
  const reply = await patch('{"customProperties":{"__proto__":"a","constructor":"b"}}');
  expect(Object.entries(reply.body.customProperties)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  const removed = await patch('{"customProperties":{"__proto__":null}}');
  expect(Object.keys(removed.body.customProperties)).toEqual(['constructor']);
});
