// The records of the histories: written and read by the program's own code, and kept in memory instead of git. They survive an
// account's new name, as they belong to the vendor's own account.

import {
  countExceptions,
  localRevision,
  placeOf,
  type Revision as RevisionId,
  revisionsOf,
} from '../../src/base/record/document.ts';
import { mergeRecords } from '../../src/base/record/layers.ts';
import type { RecordStore, StoredRecord } from '../../src/base/record/store.ts';
import { parseRecord, serialiseRecord } from '../../src/base/record/text/record-text.ts';
import { accountIn } from '../../src/base/revisions.ts';
import { rolledBackToday } from '../../src/base/rollback/rolled-back.ts';
import type { Configuration } from '../../src/manifest/configuration.ts';
import type { Destination } from '../../src/providers/contract.ts';
import { type Based, withNamedBase } from '../../src/workflows/base.ts';
import { withNamesOf } from '../../src/workflows/record/base.ts';
import { recordsOf } from '../../src/workflows/record/compared.ts';
import type { OpenedRecords } from '../../src/workflows/record/open.ts';
import { type AccountPart, combine } from '../../src/workflows/record/parts/combine.ts';
import { forgottenAmong } from '../../src/workflows/record/prepare.ts';
import type { Recording } from '../../src/workflows/record/write.ts';
import { DIGEST_VARIABLES } from './world.ts';

/** The manifests of today, compared with the record, and what is needed to record an apply of them. */
export interface PreparedHere {
  readonly based: Based;
  readonly recording: Recording;
}

/** Manifests, and the vendors' accounts that they mean. */
interface Manifests {
  readonly whole: Configuration;
  /** By the account's name of today. */
  readonly destinations: ReadonlyMap<string, Destination>;
}

export interface Records {
  /** @param base a rollback is compared with nothing */
  prepare(manifests: Manifests, base: 'record' | 'none', now: () => number): Promise<PreparedHere>;
}

const DIRECTORY = '/contacts.d';

export function openRecordsInMemory(): Records {
  const store = storeInMemory();
  const manifestsAt = new Map<RevisionId, Configuration>();
  return {
    async prepare({ whole, destinations }, base, now) {
      const opened = await openedOf(store);
      const revision = localRevision(whole.digest);
      manifestsAt.set(revision, whole);
      const parts = new Map(
        whole.accounts.map(({ name }) => [name, partOf(name, { destinations, whole, opened, manifestsAt })]),
      );
      const recorded = combine(parts, { whole }, { opened, destinations });
      const loaded = { configuration: whole, whole, files: [], data: [], diagnostics: [], environments: [] };
      const place = { directory: DIRECTORY, workingDirectory: '/', now, environment: DIGEST_VARIABLES };
      const based = await withNamedBase(loaded, base, { ...place, recorded });
      const recording = { opened, recorded, destinations, whole, revision, changed: based.changed };
      return {
        based,
        recording: { ...recording, leftOut: based.leftOut, isForgotten: forgottenAmong(recording, DIGEST_VARIABLES) },
      };
    },
  };
}

interface Place {
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly whole: Configuration;
  readonly opened: OpenedRecords;
  readonly manifestsAt: ReadonlyMap<RevisionId, Configuration>;
}

/** What the record says of an account: as the program loads it, with the manifests from memory. */
function partOf(name: string, { destinations, whole, opened, manifestsAt }: Place): AccountPart {
  const destination = destinations.get(name);
  const [record] = destination === undefined ? [] : recordsOf(destination, opened);
  if (record === undefined) return { ...NO_PART, state: { state: 'none', elsewhere: [] } };
  const revisions = new Map(
    revisionsOf(record).flatMap((revision) => {
      const configuration = manifestsAt.get(revision);
      if (configuration === undefined) throw new RangeError('the manifests of a record are kept');
      const manifests = { configuration, files: { read: async () => ({ files: [], diagnostics: [] }) }, notes: [] };
      const found = accountIn(manifests, name, placeOf(record, revision).account);
      return found === undefined ? [] : [[revision, found] as const];
    }),
  );
  const layers = withNamesOf(destinations, mergeRecords([{ record }], revisions));
  const declared = whole.contacts.filter(({ account }) => account === name);
  const { at, revision } = record;
  return {
    state: { state: 'applied', at, commit: null, owed: countExceptions(record), position: 'current' },
    ...{ record: layers, layers: layers.layers, revisions, recorded: revisions, latest: revision, leftOut: [] },
    rolledBack: rolledBackToday(record.rolledBack ?? [], declared, (of) => revisions.get(of)?.contacts ?? []),
  };
}

const NO_PART = {
  record: { layers: [], owed: new Set<string>() },
  layers: [],
  revisions: new Map(),
  recorded: new Map(),
  latest: undefined,
  leftOut: [],
  rolledBack: [],
} as const;

async function openedOf(own: RecordStore): Promise<OpenedRecords> {
  const manifests = { save: async () => {}, prune: async () => {}, filesAt: () => ({}) as never };
  const found = (await own.list()).map((one) => ({ ...one, keptIn: 'private' as const }));
  const place = { location: undefined, unusable: undefined, directory: DIRECTORY };
  return { ...place, found, theirs: [], own, ownIs: 'private', manifests };
}

/** Keeps the records as text, like every other store. */
function storeInMemory(): RecordStore {
  const stored = new Map<string, { readonly version: string; readonly text: string }>();
  return {
    async list() {
      return [...stored].map(([name, { version, text }]): StoredRecord => {
        const record = parseRecord(text);
        if (record === undefined) throw new RangeError('a record that is written can be read');
        return { name, record, version };
      });
    },
    async write(name, record, previous) {
      if (stored.get(name)?.version !== previous) throw new RangeError('no other run writes a record');
      const version = String(Number(previous ?? '0') + 1);
      stored.set(name, { version, text: serialiseRecord(record) });
      return version;
    },
    async drop(name) {
      stored.delete(name);
    },
  };
}
