// Records that an apply begins, before its first request leaves: every contact that it is about to write becomes an exception (a
// contact whose apply is not confirmed), so that nothing is forgotten if the process is killed and the apply is never resumed.

import { type AppliedRecord, recordName } from '../../base/record/document.ts';
import type { StoredRecord } from '../../base/record/store.ts';
import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import type { Plan } from '../../plan/document.ts';
import { recordBefore } from './before.ts';
import { isComparedWith, plannedRecord, recordsOf } from './compared.ts';
import type { AppliedPlan } from './endings.ts';
import type { FoundRecord } from './open.ts';
import {
  nextRecord,
  pushIfBelieved,
  type Recording,
  type Subject,
  storeRecord,
  subjectsOf,
  type WriteOptions,
} from './write.ts';

/** An apply that is about to send its first request. */
export interface BeginningApply {
  readonly plan: Plan;
  /** Names of the accounts at which something will be sent. */
  readonly accounts: readonly string[];
  /** Ids (`changeId`) of the only changes that may be sent; undefined: all may be sent. */
  readonly reviewed: ReadonlySet<string> | undefined;
  /** False if the plan was made from manifests other than the recorded ones. */
  readonly isSameManifests: boolean;
}

/** What `recordBegin` has recorded, and what `recordApplied` needs when the apply has ended. */
export interface BegunRecording {
  readonly recording: Recording;
  /** One element for each account: what its record said about the plan's contacts before the apply. */
  readonly before: readonly RecordBefore[];
}

/**
 * Records that the apply begins, and waits for the pushes, because the machine may be gone after the first request. A failed push
 * is not an error: the record that is written when the apply ends is pushed again.
 *
 * @throws HintedError `applied-ref` (`lost-race`, `unwritable`) if a record cannot be written: then nothing may be sent
 */
export async function recordBegin(
  beginning: BeginningApply,
  recording: Recording,
  options: WriteOptions,
): Promise<BegunRecording> {
  const { opened, recorded } = recording;
  const begun: (FoundRecord & StoredRecord)[] = [];
  const before: RecordBefore[] = [];
  for (const subject of subjectsOf(asIfInterrupted(beginning), recording)) {
    if (recorded.states.get(subject.account.name)?.state === 'refused') continue;
    const name = recordName(subject.destination, opened.directory);
    before.push(recordBefore(subject, recording));
    begun.push(await storeRecord(name, beginOf(subject, recording, options), opened));
  }
  const isLeft = (former: FoundRecord): boolean =>
    !begun.some(({ name, keptIn }) => name === former.name && (keptIn === former.keptIn || keptIn === 'git'));
  const found = [...opened.found.filter(isLeft), ...begun];
  const theirs = opened.theirs.filter(({ name }) => !begun.some((one) => one.name === name && one.keptIn === 'git'));
  const pushes = begun.map(async ({ name, record, keptIn }) => {
    if (keptIn === 'git') await pushIfBelieved(name, record, opened, options);
  });
  await Promise.allSettled(pushes);
  return { recording: { ...recording, opened: { ...opened, found, theirs } }, before };
}

function beginOf(subject: Subject, recording: Recording, { now }: WriteOptions): AppliedRecord {
  const record = nextRecord(subject, recording, now);
  const planned = plannedRecord(subject.account.name, subject.applied.plan);
  const [latest] = recordsOf(subject.destination, recording.opened);
  const isCompared = isComparedWith(latest, recording.revision, planned);
  return { ...record, ...(isCompared && planned !== undefined ? { begunFrom: planned } : {}) };
}

/** Returns the plan with the outcomes that it would have if it were interrupted while all its requests are on their way. */
function asIfInterrupted({ plan, accounts, reviewed, isSameManifests }: BeginningApply): AppliedPlan {
  return {
    plan,
    isSameManifests,
    accounts: accounts.map((account) => ({ account, status: 'stopped' })),
    outcomes: plan.changes.map(({ id, changeId, account, key }) => ({
      ...{ change: id, changeId, account, key },
      status: reviewed?.has(changeId) === false ? 'skipped' : 'pending',
    })),
  };
}
