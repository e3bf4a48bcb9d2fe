// Compares the sandbox's answers with the documents of the vendors. The expectations are written by hand, because the documents
// must not be redistributed.

import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';

/** Returns the types of an object's members. For a list, returns those of its first item. */
function shapeOf(value: unknown): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

interface Row {
  readonly request: readonly [method: string, path: string, body?: unknown];
  readonly status: number;
  /** The parsed body; undefined if there is none. */
  readonly shape?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Suite {
  readonly name: string;
  readonly mount: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly state: unknown;
  /** Names of headers that every answer has. */
  readonly always?: readonly string[];
  readonly rows: Readonly<Record<string, Row>>;
}

export const TEXT = 'string';

/** Defines one test for each row. It compares the status, the members with their types, and the headers. */
export function describeAnswers({ name, mount, headers, state, always = [], rows }: Suite): void {
  describe(name, () => {
    test.each(Object.entries(rows))('%s', async (_, row) => {
      const sandbox = await startSandbox();
      try {
        const body = JSON.stringify({ version: 1, accounts: { default: state } });
        await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body });
        const [method, path, sent] = row.request;
        const answer = await fetch(sandbox.url + mount + path, {
          method,
          headers: row.headers ?? headers,
          body: sent === undefined ? null : JSON.stringify(sent),
        });
        const text = await answer.text();
        expect([answer.status, text === '' ? undefined : shapeOf(JSON.parse(text))]).toEqual([row.status, row.shape]);
        for (const name of always) expect(answer.headers.get(name)).toMatch(/^\d+$/);
      } finally {
        await sandbox.close();
      }
    });
  });
}
