// What a vendor says about a request that it rejects is passed on, in whatever shape it comes: cut, in one line, and without effect.

import { expect, test } from 'vitest';
import { jsonPieces } from '../../src/render/json/pieces.ts';
import { renderApplied } from '../../src/render/text/outcomes.ts';
import { outcomesWithWords } from '../../src/render/words/documents.ts';
import { person } from './person.ts';
import { describeDialects } from './stage.ts';

const WHY = 'the address is not wanted here';

/** Shapes in which errors were seen, of any vendor or of a gateway before it. */
const SHAPES: readonly (readonly [string, unknown])[] = [
  ['{message}', { success: false, message: WHY }],
  ['{error}', { error: WHY }],
  ['{error: {message}}', { success: false, error: { message: WHY } }],
  ['{title, detail}', { title: 'Bad', detail: WHY }],
  ['{errors: [{field, message}]}', { title: 'Bad', errors: [{ field: 'email', message: WHY }] }],
  ['{errors: {field: [text]}}', { errors: { email: [WHY] } }],
  ['{fields: {0: [text]}}', { error: 'Bad', fields: { 0: [WHY] } }],
  ['{fields: [{field, message}]}', { error: 'Bad', fields: [{ field: 'email', message: WHY }] }],
  ['{result_text, result_data}', { success: false, result_text: 'Bad', result_data: { errors: [WHY] } }],
  ['a page of HTML', `<!doctype html><style>p{}</style><script>alert("<p>")</script><h1>Bad</h1>\n<p>${WHY}&#x1b;[2J`],
  ['plain text', `${WHY}\r\n::error::no`],
];

describeDialects((stage) => {
  async function rejectedBy(body: unknown) {
    await stage.populate([person()]);
    await stage.declare([{ email: 'jane@example.com', firstName: 'Janet' }]);
    const plan = await stage.bench.plan();
    const [request] = plan.requests;
    await stage.bench.script([{ match: { method: request?.method, path: request?.path }, status: 400, body }]);
    const { outcomes, accounts } = await stage.bench.apply(plan);
    const text = renderApplied({ outcomes, accounts }, { color: false, width: 400 });
    return { outcomes, text, json: [...jsonPieces({ outcomes: [...outcomesWithWords(outcomes)] })].join('') };
  }

  test.each(SHAPES)('as %s', async (_name, body) => {
    const { outcomes, text, json } = await rejectedBy(body);
    expect(outcomes).toMatchObject([{ status: 'failed', code: 'invalid', args: { words: { is: 'vendor' } } }]);
    for (const output of [text, json]) {
      expect(output).toContain(WHY);
      for (const part of ['<h1>', 'alert', '\u001b', '\r']) expect(output).not.toContain(part);
    }
  });

  test('at any length', async () => {
    const { text } = await rejectedBy(`<p>${WHY} ${'long '.repeat(100_000)}`);
    expect(text).toContain(WHY);
    expect(text.length).toBeLessThan(5000);
  });

  test('or says that there are none', async () => {
    const { text } = await rejectedBy({});
    expect(text).toContain('did not say why');
    expect(text).not.toContain('see its message');
  });
});
