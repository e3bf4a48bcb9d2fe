// Builds records for the tests of their stores.

import {
  type AppliedRecord,
  RECORD_FORMAT_VERSION,
  type Revision,
  recordName,
} from '../../../src/base/record/document.ts';
import { sandboxDestination } from '../../../src/providers/destination.ts';

const DIRECTORY = 'contacts.d';

/** Name of the record of the account. */
export function nameOf(account: string): string {
  return recordName(sandboxDestination(account, 'loops@v1'), DIRECTORY);
}

/** A record of the account. */
export function recordOf(account: string, revision: Revision, more: Partial<AppliedRecord> = {}): AppliedRecord {
  return {
    formatVersion: RECORD_FORMAT_VERSION,
    account,
    destination: sandboxDestination(account, 'loops@v1'),
    directory: DIRECTORY,
    revision,
    at: '2026-11-29T10:00:00.000Z',
    exceptions: [],
    ...more,
  };
}
