// Requires that everything under `.rollcall` is this user's own work, before anything there is read. Otherwise a checkout could
// bring a plan and a journal that `apply --resume` would send, or a record that has contacts deleted.

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { trackedBelow } from '../base/git/tracked.ts';
import { personal } from '../contact/argument.ts';
import { HintedError, hasCode } from '../contact/hinted-error.ts';
import { type Sentence, sentence } from '../contact/sentence.ts';
import { STORE_NAME, storeExists } from '../store/directory.ts';
import { type ForeignReason, findForeign, surroundings, whyForeign } from '../store/foreign.ts';

/** Mode bits that private files do not have. Files that git creates have some of them, unless the umask forbids it. */
const ANY_ACCESS_OF_OTHERS = 0o077;

const GITIGNORE = `${STORE_NAME}/.gitignore`;

/**
 * Checks `.rollcall`. Changes nothing; does nothing if it does not exist.
 *
 * @param workingDirectory the directory that contains it
 * @throws HintedError `foreign-store` if git tracks something in it, it or something in it is a link, belongs to another user, or
 *   can be written by others; `store` if it cannot be read
 */
export async function requireOwnStore(workingDirectory: string): Promise<void> {
  const parent = await realpath(workingDirectory);
  if (!(await storeExists(parent))) return;
  const tracked = await trackedBelow(parent, STORE_NAME).catch(unknownIfGitFails);
  // rollcall never reads the store's own .gitignore.
  const first = tracked === 'unknown' ? undefined : tracked.find((file) => file.toLowerCase() !== GITIGNORE);
  if (first !== undefined) throw foreign(first, 'tracked');
  const around = tracked === 'unknown' ? { ...surroundings(), forbidden: ANY_ACCESS_OF_OTHERS } : surroundings();
  const found = await findForeign(join(parent, STORE_NAME), around);
  if (found !== undefined) throw foreign(relative(parent, found.path).split(sep).join('/'), found.why);
}

/**
 * Checks one file that a command line names and that rollcall may have written on another machine: a journal, or a plan beside it.
 * Changes nothing; does nothing if it does not exist.
 *
 * @throws HintedError as requireOwnStore does
 */
export async function requireOwnFile(path: string): Promise<void> {
  const directory = await realpath(dirname(path)).catch(() => undefined);
  if (directory === undefined) return;
  const tracked = await trackedBelow(directory, basename(path)).catch(unknownIfGitFails);
  if (tracked !== 'unknown' && tracked.length > 0) throw foreign(path, 'tracked');
  const why = await whyForeign(join(directory, basename(path)));
  // Where modes mean nothing, only what rollcall wrote on this machine is vouched for. The user who names this file vouches for
  // it.
  if (why !== undefined && why !== 'unvouched') throw foreign(path, why);
}

/** Returns `unknown` if git cannot be asked; file modes are then checked more strictly. */
function unknownIfGitFails(error: unknown): 'unknown' {
  if (!hasCode(error, 'git')) throw error;
  return 'unknown';
}

type Reason = ForeignReason | 'tracked';

const WORDS: Readonly<Record<Reason, readonly [what: Sentence, hint: Sentence]>> = {
  tracked: [
    sentence`git tracks it, so a checkout may have brought it`,
    sentence`take it out of git (\`git rm -r --cached .rollcall\`), and delete it: \`.rollcall\` is for files that rollcall wrote here`,
  ],
  link: [sentence`it is a link`, sentence`move it away: rollcall makes no links there`],
  special: [sentence`it is neither a file nor a directory`, sentence`move it away: rollcall writes only files there`],
  'other-owner': [
    sentence`it belongs to another user`,
    sentence`run rollcall as that user, or move \`.rollcall\` away if nothing in it is to be resumed`,
  ],
  'others-can-write': [
    sentence`other users can access it`,
    sentence`if nobody else has written it, take their access away (\`chmod -R go-rwx .rollcall\`); otherwise move \`.rollcall\` away`,
  ],
  unvouched: [
    sentence`rollcall did not create this directory here for this user`,
    sentence`move \`.rollcall\` away if nothing in it is to be resumed`,
  ],
};

function foreign(path: string, why: Reason): HintedError {
  const [what, hint] = WORDS[why];
  const message = sentence`cannot trust ${personal('file', path)}: ${what}; it was not used`;
  return new HintedError('foreign-store', message, { reason: why, hint });
}
