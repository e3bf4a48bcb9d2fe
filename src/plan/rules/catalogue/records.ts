// Rules about the record of what was applied: they refuse to apply an account's part of the plan. Some of them refuse only an
// apply that asks nobody (`--auto-approve`, a saved plan, no terminal).

import type { Entry } from './entry.ts';

const FIRST_RUN_WAY_OUT = 'check that this is the right account; an apply that asks nobody needs `--first-run`';
const REFUSED_WAY_OUT =
  'merge that commit, or use the record once with `--trust-record`; `rollcall record drop` and `rollcall record move` replace it for good';
const MERGE = 'merge it first: `git merge {commit:short}`';

/** The rules about records, by rule id. */
export const RECORD_RULES = {
  'record-refused': {
    means:
      'There is a record of what was applied, and it must be neither used nor overwritten. Plan and apply refuse the account.',
    says: {
      'not-on-default-branch': {
        sentence:
          'the record at {remote} says that commit {commit:short} was applied on {at:instant}, but that commit is not on the first-parent line of the remote’s default branch',
        wayOut: REFUSED_WAY_OUT,
        takes: { remote: 'text', commit: 'text', at: 'text' },
      },
      'undated-not-on-default-branch': {
        sentence:
          'the record at {remote} names commit {commit:short}, which is not on the first-parent line of the remote’s default branch',
        wayOut: REFUSED_WAY_OUT,
        takes: { remote: 'text', commit: 'text' },
      },
      unreadable: {
        sentence: 'the record is damaged, or another version of rollcall wrote it',
        wayOut: 'use that version, or forget the record with `rollcall record drop`',
        takes: {},
      },
      'other-environment': {
        sentence:
          'the environment {environment} was applied at the same destination on {at:instant}: two environments must not write to one account of a vendor',
        wayOut:
          'give the account credentials of its own in this environment, or write `false` for it; if the other environment has moved away, forget its record with `rollcall record drop`',
        takes: { environment: 'text', at: 'text' },
      },
    },
  },
  superseded: {
    means: 'Newer manifests than these were applied already, so apply sends nothing and exits with 3.',
    says: {
      sentence: 'commit {commit:short}, which was applied on {at:instant}, is newer than these manifests',
      wayOut: 'update this clone, and plan again',
      takes: { commit: 'text', at: 'text' },
    },
  },
  'behind-record': {
    means:
      'Manifests were applied that these lack. The plan leaves out the contacts that were changed there since; apply refuses the account. The plan exits with 1 only if some of those contacts are changed here, too.',
    says: {
      apart: {
        sentence:
          'commit {commit:short} of {branch} was applied on {at:instant}, and these manifests lack it; {contacts:contact} changed there since and left out here',
        wayOut: MERGE,
        takes: { commit: 'text', branch: 'text', at: 'text', contacts: 'number' },
      },
      conflicts: {
        sentence:
          'commit {commit:short} of {branch} was applied on {at:instant}, and these manifests lack it; {contacts:contact} changed there since and left out here, {conflicts} of them changed here, too',
        wayOut: MERGE,
        takes: { commit: 'text', branch: 'text', at: 'text', contacts: 'number', conflicts: 'number' },
      },
    },
  },
  'first-run': {
    means:
      'Nothing was applied at this destination before, and none of the declared contacts was found there, so that more than 20 would be created. A person at a terminal may approve it; an apply that asks nobody is refused.',
    says: {
      listed: {
        sentence:
          'first run at this destination: none of {declared:declared contact} was found, {creates} would be created, and the account has {known:contact}',
        wayOut: FIRST_RUN_WAY_OUT,
        takes: { declared: 'number', creates: 'number', known: 'number' },
      },
      'looked-up': {
        sentence:
          'first run at this destination: none of {declared:declared contact} was found, and {creates} would be created',
        wayOut: FIRST_RUN_WAY_OUT,
        takes: { declared: 'number', creates: 'number' },
      },
    },
  },
  'record-elsewhere': {
    means:
      'Nothing was applied at this destination from this directory, but an account of this name has a record elsewhere. A person at a terminal may approve it; an apply that asks nobody is refused.',
    says: {
      dated: {
        sentence:
          'an account of this name was applied at {origin} from {directory} on {at:instant}, and never here: what was declared there does not count as removed',
        wayOut:
          'take that record over with `rollcall record move {record} --account {account}`; if this is another account, an apply that asks nobody needs `--first-run`',
        takes: { origin: 'text', directory: 'file', at: 'text', record: 'text', account: 'text' },
      },
      undated: {
        sentence:
          'an account of this name has a record of an older form, in {directory}: what was declared there does not count as removed',
        wayOut:
          'take that record over with `rollcall record move {record} --account {account}`; if this is another account, an apply that asks nobody needs `--first-run`',
        takes: { directory: 'file', record: 'text', account: 'text' },
      },
    },
  },
  'unreviewed-removals': {
    means:
      'Contacts that the manifests no longer declare would be deleted or unsubscribed, because the record of what was applied has them. A person at a terminal may approve it; an apply that asks nobody needs `--reviewed`, or a limit of the account.',
    says: {
      deletes: {
        sentence: '{amount:contact} would be deleted because the manifests no longer declare them',
        wayOut:
          'an apply that asks nobody needs `--reviewed` with a reviewed plan, or `--max-deletes` {amount:digits} when planning, or `limits.maxDeletes` of the account',
        takes: { amount: 'number' },
      },
      unsubscribes: {
        sentence: '{amount:contact} would be unsubscribed because the manifests no longer declare them',
        wayOut:
          'an apply that asks nobody needs `--reviewed` with a reviewed plan, or `--max-unsubscribes` {amount:digits} when planning, or `limits.maxUnsubscribes` of the account',
        takes: { amount: 'number' },
      },
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
