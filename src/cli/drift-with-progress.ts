// Finds drift, with progress. Loaded on demand, because it loads the planner.

import type { Drift } from '../plan/drift/document.ts';
import { type FindDriftOptions, findDrift } from '../workflows/drift/index.ts';
import { listingsOf } from './begin-reading.ts';
import { filtersOf } from './options/contact-filters.ts';
import type { GlobalOptions } from './options/options.ts';
import type { Session } from './session.ts';
import { whileReading } from './terminal/reading.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * Finds the drift of a session and shows the progress of reading.
 *
 * @throws HintedError if the records cannot be read
 */
export async function driftWithProgress(
  session: Session,
  options: GlobalOptions,
  terminal: Terminal,
  onLive?: FindDriftOptions['onLive'],
): Promise<Drift> {
  const { configuration, connections, filters, notes, commit, recording } = session;
  if (recording instanceof Error) throw recording;
  const listings = await listingsOf(options);
  return whileReading(options, terminal, (onProgress) =>
    findDrift(configuration, connections.accounts, {
      recording,
      filters: filtersOf(filters, false),
      notes,
      commit,
      listings,
      onLive,
      onProgress,
    }),
  );
}
