// --requests, --no-requests and the default, with the built program.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.remove());

const ACCOUNT = `accounts:
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}", limits: { minContacts: 0 } }
contacts:
`;

function manifest(amount: number): string {
  const contacts = Array.from({ length: amount }, (_, index) => {
    return `  - { email: u${index}@example.com, firstName: "::error::${index}", company: "Umbrella and Sons of ${index}" }\n`;
  });
  return ACCOUNT + contacts.join('');
}

/** Bodies as a reader copies them: the text behind a request's path, or the lines below it joined. */
function bodiesIn(text: string): readonly unknown[] {
  const inOneLine = /^ +(?:POST|PATCH) \S+ (\{.*\})$/gm;
  const inLines = /^ +(?:POST|PATCH) \S+\n(\{(?:.|\n(?! |\n))*)/gm;
  const found = [...text.matchAll(inOneLine), ...text.matchAll(inLines)];
  return found.map(([, body = '']) => JSON.parse(body.replaceAll('\n', '')));
}

describe('a plan of three contacts', () => {
  beforeEach(() => place.write('contacts.d/all.yaml', manifest(3)));

  test('shows the bodies that it saves; their joined lines are valid JSON', async () => {
    const { stdout } = await place.rollcall('plan', '--sandbox', '--out', 'plan.json');
    const plan = JSON.parse(await readFile(join(place.directory, 'plan.json'), 'utf8')) as Plan;
    expect(plan.requests).toHaveLength(3);
    expect(bodiesIn(stdout)).toEqual(plan.requests.map(({ body }) => body));
    expect(stdout).not.toMatch(/^\s*::/m);
    for (const shown of [
      await place.rollcall('show', 'plan.json'),
      await place.rollcall('show', 'plan.json', '--requests'),
    ]) {
      expect(shown.stdout).toBe(stdout);
    }
  });

  test('shows none with --no-requests, in text and in Markdown', async () => {
    for (const flags of [[], ['--format', 'markdown']]) {
      const { code, stdout } = await place.rollcall('plan', '--sandbox', '--no-requests', ...flags);
      expect([code, stdout.includes('POST'), stdout.includes('u0')]).toEqual([0, false, true]);
      const shown = await place.rollcall('plan', '--sandbox', ...flags);
      expect(shown.stdout.match(/POST/g)).toHaveLength(3);
    }
  });

  test('is shown with its bodies before apply writes, or without them with --no-requests', async () => {
    const silent = await place.rollcall('apply', '--sandbox', 'silent.json', '--auto-approve', '--no-requests');
    expect([silent.code, silent.stdout.includes('POST')]).toEqual([0, false]);
    const { code, stdout } = await place.rollcall('apply', '--sandbox', '--auto-approve');
    expect([code, bodiesIn(stdout).length]).toEqual([0, 3]);
    expect(stdout.indexOf('POST')).toBeLessThan(stdout.indexOf('succeeded'));
  });

  test('has masked bodies with --redact', async () => {
    for (const flags of [[], ['--format', 'markdown'], ['--requests']]) {
      const { stdout } = await place.rollcall('plan', '--sandbox', '--redact', ...flags);
      expect(stdout).toMatch(/first(_|&#95;)name/);
      expect(stdout).not.toMatch(/u\d|Umbrella|error/);
    }
  });
});

describe('a plan of thirty contacts', () => {
  beforeEach(() => place.write('contacts.d/all.yaml', manifest(30)));

  test('shows one request, because all have the same shape, and all of them with --requests', async () => {
    const { stdout } = await place.rollcall('plan', '--sandbox');
    expect(bodiesIn(stdout)).toHaveLength(1);
    expect(stdout).toContain('one of 30 alike; --requests shows them all');
    const all = await place.rollcall('plan', '--sandbox', '--requests');
    expect(bodiesIn(all.stdout)).toHaveLength(30);
  });
});
