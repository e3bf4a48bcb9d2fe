// A journal in memory: the records of a run, and the state computed from them.

import type { ApplyListener } from '../../src/apply/events.ts';
import { recorder } from '../../src/apply/journal/journal.ts';
import { foldJournal, type JournalState } from '../../src/apply/journal/state.ts';
import type { Plan } from '../../src/plan/document.ts';

export interface Recording {
  readonly listener: ApplyListener;
  state(): Promise<JournalState>;
}

export function recordingOf({ planId }: Plan): Recording {
  const lines: string[] = [];
  const append = async (line: string): Promise<void> => void lines.push(line);
  const { listener, record } = recorder({ path: 'j.ndjson', append, close: async () => {} }, Date.now);
  void record({ type: 'started', formatVersion: 3, planId, reviewed: null });
  async function* each(): AsyncGenerator<string> {
    yield* lines;
  }
  return { listener, state: () => foldJournal(each(), 'j.ndjson') };
}
