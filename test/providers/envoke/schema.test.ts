import { describe, expect, it } from 'vitest';
import { envoke } from '../../../src/providers/envoke/index.ts';
import { response } from '../drafts.ts';

const [customFields, interests] = envoke.api.schema ?? [];
if (customFields === undefined || interests === undefined) throw new Error('Envoke accounts define names');

describe('envoke custom fields', () => {
  it('are requested in one response, with the types that v1 does not return', () => {
    expect(customFields.request).toEqual({
      method: 'GET',
      path: '/v2/customfields',
      query: [['fields', 'name,field_type']],
    });
  });

  it('are decoded as dates or strings', () => {
    const body = [
      { name: 'joined', field_type: 'date' },
      { name: 'memo', field_type: 'note' },
      { name: 'page', field_type: 'url' },
      { name: 'plain' },
      { field_type: 'date' },
      null,
    ];
    const decoded = customFields.decode(response(body));
    expect(decoded).toMatchObject({ ok: true });
    expect(decoded.ok && [...(decoded.value.properties ?? [])]).toEqual([
      ['joined', 'date'],
      ['memo', 'string'],
      ['page', 'string'],
      ['plain', 'string'],
    ]);
    expect(customFields.decode(response([]))).toEqual({ ok: true, value: { properties: new Map() } });
  });

  it('are a failure if the response has another form', () => {
    for (const read of [customFields, interests]) {
      const refused = { success: false, result_text: 'No permission' };
      for (const status of [200, 400]) {
        expect(read.decode(response(refused, status))).toMatchObject({
          ok: false,
          failure: { kind: 'invalid', message: 'No permission' },
        });
      }
      for (const body of [null, 'text', 7]) expect(read.decode(response(body))).toMatchObject({ ok: false });
    }
    expect(customFields.decode(response({ 31: 'barcode' }))).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
  });
});

describe('envoke interests', () => {
  it('are known by their names', () => {
    const decoded = interests.decode(response({ 1: 'Newsletter', 2: 'Promo' }));
    expect(decoded.ok && [...(decoded.value.lists ?? [])]).toEqual(['Newsletter', 'Promo']);
  });

  it('that share a name are not, because a membership is written by name', () => {
    const decoded = interests.decode(response({ 1: 'Newsletter', 2: 'Promo', 3: 'Newsletter' }));
    expect(decoded.ok && [...(decoded.value.lists ?? [])]).toEqual(['Promo']);
  });
});

it('envoke tags are told apart from interests, with the reason why they are not written', () => {
  const { tags, lists } = envoke.capabilities.fields;
  expect([tags.has, lists.has]).toEqual([false, true]);
  expect(tags.how).toMatch(/no document shows a contact with its tags.*called interests/s);
  expect(lists.how).toMatch(/one contact a request.*1,000.*for tags alone, without a URL/s);
});
