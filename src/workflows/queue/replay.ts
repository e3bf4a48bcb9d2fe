// Tells the reporter of an apply what workers did, from the journals of a run: as if it had listened while they worked.

import type { JournalRecord } from '../../apply/journal/journal.ts';
import { parseRecord } from '../../apply/journal/state.ts';
import { type Reporter, reporter } from '../../apply/report.ts';
import { personal } from '../../contact/argument.ts';
import type { Plan } from '../../plan/document.ts';
import type { Database } from '../../store/database/connection.ts';
import { journalName, readPartJournal } from '../../store/database/journal.ts';
import type { RunRow } from '../../store/database/runs.ts';

/**
 * Builds the reporter of a run that has ended. Its requests come account by account, and have no attempts: workers do not keep these.
 *
 * @param createdAt RFC 3339 instant at which the run was handed over: the start of the report
 * @throws HintedError `journal` if a line of a journal is invalid; `queue`
 */
export async function replayedReporter(
  database: Pick<Database, 'query'>,
  { runId, createdAt, parts }: Pick<RunRow, 'runId' | 'createdAt' | 'parts'>,
  plan: Plan,
): Promise<Reporter> {
  let now = Date.parse(createdAt);
  let latest = now;
  const replayed = reporter(() => now);
  const keys = new Map(plan.changes.map(({ id, key }) => [id, key]));
  for (const { account } of parts) {
    let line = 0;
    for await (const text of readPartJournal(database, { runId, account })) {
      line += 1;
      const record = parseRecord(text, personal('file', `${journalName({ runId, account })}:${line}`));
      now = Date.parse(record.at);
      latest = Math.max(latest, now);
      tell(replayed, record, account, keys);
    }
  }
  now = latest;
  return replayed;
}

/** Passes on the event that a record was written for; records that no report shows are left out. */
function tell({ listener }: Reporter, record: JournalRecord, account: string, keys: ReadonlyMap<string, string>): void {
  switch (record.type) {
    case 'sending':
      listener({ type: 'sending', account, request: record.request, changes: record.changes });
      return;
    case 'answered': {
      const { request, status, results } = record;
      listener({ type: 'settled', account, request, status: status ?? undefined, results });
      return;
    }
    case 'outcome': {
      const { change, changeId, status } = record;
      listener({ type: 'outcome', outcome: { change, changeId, status, account, key: keys.get(change) ?? '' } });
    }
  }
}
