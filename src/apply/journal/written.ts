// Computes what an apply wrote from its journal, for a rollback. If the plan was started several times, the result contains
// everything that any of its runs wrote.

import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { OutcomeStatus } from '../events.ts';
import type { JournalRecord } from './journal.ts';
import { parseRecord } from './state.ts';

/**
 * What became of the part of a request that serves one change. `written`: the vendor carried it out. `unanswered`: it may have.
 * `existed`: the vendor updated a contact instead of creating one.
 */
export type WrittenItem = 'written' | 'unanswered' | 'existed';

/** What the runs of a plan wrote. */
export interface WrittenState {
  readonly planId: string;
  /** RFC 3339 instant at which the last of these runs began. */
  readonly startedAt: string;
  /** False if there is something to resume. */
  readonly finished: boolean;
  /**
   * Map from account name to the keys of the destinations that it had in these runs: one, unless the plan was applied at several.
   */
  readonly destinations: ReadonlyMap<string, readonly string[]>;
  /** What the records said before the first of these runs. */
  readonly before: readonly RecordBefore[];
  /**
   * Map from change id to a map from request id to what became of the request's part for that change. Absent: nothing was
   * written.
   */
  readonly changes: ReadonlyMap<string, ReadonlyMap<string, WrittenItem>>;
}

type ItemEnding = 'in-flight' | 'confirmed' | 'accepted' | 'existed-already' | 'failed' | 'lost';

/** One run, as far as it has been read. */
interface Run {
  /** Map from change id to a map from request id to how the request's part for that change ended. */
  readonly items: Map<string, Map<string, ItemEnding>>;
  readonly outcomes: Map<string, OutcomeStatus>;
}

/**
 * Computes what the runs of a plan wrote.
 *
 * @param lines of their journal, in order
 * @param fileName for error messages
 * @throws HintedError `journal` if a line is invalid or of another format version, or the journal is empty
 */
export async function foldWritten(lines: AsyncIterable<string>, fileName: string): Promise<WrittenState> {
  const changes = new Map<string, Map<string, WrittenItem>>();
  let head: Omit<WrittenState, 'changes'> | undefined;
  let run: Run = newRun();
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const record = parseRecord(line, personal('file', `${fileName}:${number}`));
    if (record.type === 'started') {
      addWritten(changes, run);
      run = newRun();
      head = {
        planId: record.planId,
        startedAt: record.at,
        finished: false,
        destinations: withDestinations(head?.destinations, record.destinations),
        before: head?.before ?? record.before ?? [],
      };
    } else if (record.type === 'finished' && head !== undefined) head = { ...head, finished: true };
    else advance(run, record);
  }
  addWritten(changes, run);
  if (head !== undefined) return { ...head, changes };
  throw new HintedError('journal', sentence`${personal('file', fileName)} is empty: that apply sent nothing`, {
    hint: sentence`name another run: \`rollcall rollback --list\` shows them`,
  });
}

function withDestinations(
  known: WrittenState['destinations'] = new Map(),
  run: Readonly<Record<string, string>> = {},
): WrittenState['destinations'] {
  const added = Object.entries(run).filter(([account, key]) => known.get(account)?.includes(key) !== true);
  return new Map([
    ...known,
    ...added.map(([account, key]) => [account, [...(known.get(account) ?? []), key]] as const),
  ]);
}

function newRun(): Run {
  return { items: new Map(), outcomes: new Map() };
}

function advance({ items, outcomes }: Run, record: JournalRecord): void {
  const set = (change: string, request: string, ending: ItemEnding): void => {
    const own = items.get(change) ?? new Map<string, ItemEnding>();
    own.set(request, ending);
    items.set(change, own);
  };
  switch (record.type) {
    case 'sending':
      for (const change of record.changes) set(change, record.request, 'in-flight');
      return;
    case 'answered':
      for (const { change, result } of record.results) set(change, record.request, result);
      return;
    case 'outcome':
      outcomes.set(record.change, record.status);
      return;
    default:
  }
}

function addWritten(changes: Map<string, Map<string, WrittenItem>>, { items, outcomes }: Run): void {
  for (const [change, requests] of items) {
    // A change also fails without any reading, if the vendor refused another of its requests.
    const isRefused = [...requests.values()].includes('failed');
    for (const [request, ending] of requests) {
      const item = itemOf(ending, outcomes.get(change), isRefused);
      if (item === undefined) continue;
      const own = changes.get(change) ?? new Map<string, WrittenItem>();
      if (own.get(request) !== 'written') own.set(request, item);
      changes.set(change, own);
    }
  }
}

/**
 * Returns what became of an item; undefined if it wrote nothing. Without an answer, a read decides: the change succeeded if the
 * contact showed all of it, and failed if the contact showed none of it.
 *
 * @param isRefused true if the vendor refused a request of the same change, so that a failure proves nothing about the others
 */
function itemOf(ending: ItemEnding, outcome: OutcomeStatus | undefined, isRefused: boolean): WrittenItem | undefined {
  if (ending === 'existed-already') return 'existed';
  if (ending === 'confirmed' || outcome === 'succeeded') return 'written';
  if (ending === 'accepted') return 'written';
  return ending === 'failed' || (outcome === 'failed' && !isRefused) ? undefined : 'unanswered';
}
