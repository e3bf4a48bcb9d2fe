// The sentences about a pull: its summary, why a value is not taken, and what to do next. The caller must neutralise them. Pure.

import type { PullException, PullResult } from '../../plan/drift/pulled.ts';
import { count } from './numbers.ts';
import type { Words } from './say.ts';

/** Returns what was done, in one sentence. */
export function summaryOfPull({ drift, taken, exceptions, files, dryRun }: PullResult): string {
  const incomplete = drift.accounts.filter(({ complete }) => !complete).map(({ account }) => account);
  if (incomplete.length > 0) return `Nothing was taken: ${incomplete.join(', ')} could not be compared as a whole.`;
  if (taken.length === 0)
    return exceptions.length === 0
      ? 'Nothing to take into the manifests.'
      : 'Nothing could be taken into the manifests.';
  const contacts = new Set(taken.map(({ key }) => key)).size;
  const what = `${count(taken.length, 'value')} of ${count(contacts, 'contact')}`;
  return dryRun
    ? `Would take ${what} into ${count(files.length, 'file')}:`
    : `Took ${what} into ${count(files.length, 'file')}:`;
}

const EDITOR: Readonly<Record<string, string>> = {
  'in-data': 'a row of a file of data declares it',
  'shared-anchor': 'the value is inside an anchor that other places refer to',
  'unusual-layout': 'the value is written in a way that cannot be changed without rewriting other lines',
  'too-large': 'the file is too large to edit',
  'identifier-in-use': 'another declared contact has this identifier',
  unmanaged: 'the contact lists the field as unmanaged',
};

/** Returns why a value is not taken, and what to do. */
export function wordsOfPullException({ why, code = '' }: Pick<PullException, 'why' | 'code'>): Words {
  switch (why) {
    case 'cannot-clear':
      return {
        message:
          'the vendor has no value, and a manifest cannot declare that, because the vendor cannot clear the field',
        hint: 'remove the line, or let `rollcall apply` write the value again',
      };
    case 'not-applied':
      return {
        message: 'subscribed at the vendor, and what the manifests say was not applied yet',
        hint: '`rollcall plan` shows what an apply would do; if the person did subscribe, change the status by hand',
      };
    case 'invalid':
      return {
        message: `the manifests would have a mistake (${code})`,
        hint: 'change it by hand; `rollcall validate` explains the mistake',
      };
    case 'not-expressible':
      return {
        message: EDITOR[code] ?? `it cannot be written without changing another value (${code})`,
        hint: code === 'in-data' ? 'change the data where the file comes from' : 'change it by hand',
      };
  }
}

/** Returns what to do next, one sentence each. */
export function nextStepsOfPull({ drift, taken, dryRun }: PullResult): readonly string[] {
  if (!drift.complete) return ['`rollcall drift` says why; `--account NAME` chooses other accounts'];
  if (dryRun && taken.length > 0) return ['the same command without --dry-run writes it'];
  return taken.length === 0 ? [] : ['review the files and commit them; `rollcall plan` shows what is left to apply'];
}
