// With --json, exactly one document is printed to stdout, whatever goes wrong, and the exit code does not change.

import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Observer, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;
let observe: Observer = () => undefined;

function manifest(baseUrl: string): string {
  return `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${baseUrl}" }
contacts:
  - { email: user000001@example.com, firstName: Changed }
`;
}

beforeAll(async () => {
  sandbox = await startSandbox({ contacts: 3, rateLimit: 'off', observe: (...seen) => observe(...seen) });
  place = await openWorkplace({ OMNISEND_API_KEY: 'brand-1234567890', WRONG: 'wrong-1234567890' });
  const shop = manifest(`${sandbox.url}/omnisend`);
  await place.write('contacts.d/all.yaml', shop);
  await place.write('broken/all.yaml', shop.replace('firstName', 'firstNam'));
  await place.write('unset/all.yaml', shop.replace('{OMNISEND', '{NOT_SET'));
  await place.write('revoked/all.yaml', shop.replace('OMNISEND_API_KEY', 'WRONG'));
  await place.write('elsewhere/all.yaml', manifest('https://shop.example'));
  await place.write('unreachable/all.yaml', manifest('http://127.0.0.1:9/omnisend'));
  await place.write('text.txt', 'no plan\n');
});

afterAll(async () => {
  await sandbox.close();
  await place.remove();
});

async function documentOf(args: readonly string[], code: number): Promise<unknown> {
  const run = await place.rollcall(...args);
  expect([run.code, run.stderr]).toEqual([code, code === 64 ? expect.any(String) : '']);
  return JSON.parse(run.stdout);
}

describe('the document', () => {
  test.each([
    ['a plan', ['plan', '--json'], 0, { complete: true, changes: [{ action: 'update' }] }],
    ['a plan and its file', ['plan', '--json', '--out', 'plan.json'], 0, { complete: true }],
    ['a plan, with --detailed-exitcode', ['plan', '--format', 'json', '--detailed-exitcode'], 2, { complete: true }],
    ['over a budget', ['plan', '--json', '--max-requests', '0'], 1, { accounts: [{ refusals: [{}] }] }],
    ['a key that was revoked', ['plan', '--json', '-d', 'revoked'], 1, { complete: false }],
    ['nobody answers', ['plan', '--format=json', '-d', 'unreachable'], 1, { complete: false }],
    ['mistakes', ['validate', '--json', '-d', 'broken'], 1, { valid: false }],
    [
      'an apply that cannot start',
      ['apply', '--json', '--auto-approve', '-d', 'revoked'],
      1,
      { accounts: [{ status: 'unread' }] },
    ],
    ['an apply', ['apply', '--json', '--auto-approve'], 0, { outcomes: [{ status: 'succeeded' }] }],
  ] as const)('%s', async (_, args, code, expected) => {
    expect(await documentOf(args, code)).toMatchObject(expected);
  });
});

describe('the error', () => {
  test.each([
    ['an unknown option', ['plan', '--json', '--no-such-option'], 64, 'usage'],
    ['an unknown option before it', ['plan', '--no-such-option', '--json'], 64, 'usage'],
    ['an unknown command', ['no-such-command', '--json'], 64, 'usage'],
    ['no command', ['--json'], 64, 'usage'],
    ['an argument that is missing', ['show', '--json'], 64, 'usage'],
    ['an argument too many', ['plan', 'plan.json', '--json'], 64, 'usage'],
    ['a value that is none', ['plan', '--json', '--max-deletes', 'many'], 64, 'usage'],
    ['another format as well', ['plan', '--format', 'json', '--format', 'xml'], 64, 'usage'],
    ['options that exclude each other', ['plan', '--json', '--sandbox', '--live', 'x'], 64, 'usage'],
    ['--changed without a base', ['plan', '--json', '--changed', '--base', 'none'], 64, 'usage'],
    ['no recipient', ['plan', '--json', '--out', 'p', '--encrypt-to', 'x'], 64, 'usage'],
    ['mistakes in the manifests', ['plan', '--json', '-d', 'broken'], 1, 'invalid-manifests'],
    ['a variable that is not set', ['plan', '--json', '-d', 'unset'], 1, 'no-credentials'],
    ['a host that is not the vendor’s', ['plan', '--json', '-d', 'elsewhere'], 1, 'invalid-manifests'],
    ['no manifests', ['plan', '--json', '-d', 'nowhere'], 1, 'manifest-directory'],
    ['a place that cannot be written', ['plan', '--json', '--out', 'nowhere/plan.json'], 1, 'store'],
    ['no environment file', ['plan', '--json', '--secrets', 'nowhere.env'], 1, 'secrets-file'],
    ['no repository', ['plan', '--json', '--base', 'main'], 1, expect.any(String)],
    ['no snapshot', ['plan', '--json', '--live', 'nowhere.ndjson'], 1, 'snapshot'],
    ['no plan', ['show', '--json', 'nowhere.json'], 1, 'plan-file'],
    ['a file that is no plan', ['show', '--json', 'text.txt'], 1, 'plan-file'],
    ['nobody to ask', ['apply', '--json'], 1, 'not-interactive'],
    ['nothing to resume', ['apply', '--json', '--resume'], 1, 'journal'],
    ['a contact that is not declared', ['explain', '--json', 'nobody@example.com'], 1, expect.any(String)],
    ['a snapshot of a vendor that refuses', ['snapshot', '--json', '--out', 'x', '-d', 'revoked'], 1, 'snapshot'],
  ] as const)('%s', async (_, args, code, word) => {
    const document = await documentOf(args, code);
    expect(document).toMatchObject({ error: { code: word, message: expect.stringMatching(/./) } });
    expect(['error', 'accounts,error']).toContain(
      Object.keys(document as object)
        .sort()
        .join(),
    );
  });
});

describe('one document (A7)', () => {
  test.each([
    ['plan --out', ['plan', '--out', '/nope/x']],
    ['apply --report', ['apply', '--auto-approve', '--report', '/nope/x']],
    ['apply PLAN --report', ['apply', 'text.txt', '--report', '/nope/x']],
    ['apply --resume --report', ['apply', '--resume', '--report', '/nope/x']],
    ['snapshot --out', ['snapshot', '--out', '/nope/x']],
    ['snapshot --out, of a vendor that refuses', ['snapshot', '--out', '/nope/x', '-d', 'revoked']],
  ] as const)('%s in a directory that does not exist', async (_, args) => {
    expect(await documentOf([...args, '--json'], 1)).toEqual({
      error: {
        code: 'store',
        message: 'cannot write /nope/x: no such file or directory',
        hint: 'create the directory first, or correct the path',
      },
    });
  });

  test('a report whose directory disappears while the apply runs is an error beside the outcomes', async () => {
    const reports = join(place.directory, 'reports');
    await mkdir(reports);
    observe = (_, phase) => {
      if (phase === 'received') rmSync(reports, { recursive: true, force: true });
      return undefined;
    };
    const args = ['apply', '--json', '--auto-approve', '--report', 'reports/report.json'];
    expect(await documentOf(args, 1)).toMatchObject({
      outcomes: [],
      errors: [{ code: 'store', message: 'cannot write reports/report.json: no such file or directory' }],
    });
  });

  test('explain, where the state of the sandbox cannot be saved afterwards: the error is told on stderr', async () => {
    const explain = ['explain', 'user000001@example.com', '--json', '--sandbox', 'state.json'];
    const run = await place.rollcallWithin(0, ...explain);
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot write the sandbox's state") });
    expect(JSON.parse(run.stdout)).toMatchObject({ explanations: [{ decision: 'create' }] });
  });
});
