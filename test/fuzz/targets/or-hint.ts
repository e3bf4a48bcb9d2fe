import assert from 'node:assert/strict';
import { type ErrorCode, HintedError } from '../../../src/contact/hinted-error.ts';

/**
 * What a reader returns; undefined if it refuses the text with an error that it documents. Every other error is thrown on.
 *
 * @param codes the codes that it documents
 */
export function orHint<T>(read: () => T, codes: readonly ErrorCode[]): T | undefined {
  try {
    return read();
  } catch (error) {
    assertHinted(error, codes);
    return undefined;
  }
}

/** The same for a reader that returns a promise. */
export async function orHintLater<T>(read: () => Promise<T>, codes: readonly ErrorCode[]): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    assertHinted(error, codes);
    return undefined;
  }
}

function assertHinted(error: unknown, codes: readonly ErrorCode[]): void {
  if (!(error instanceof HintedError)) throw error;
  assert.ok(codes.includes(error.code), `the code ${error.code}`);
  assert.notEqual(error.message, '');
  assert.notEqual(error.hint ?? '', '');
}
