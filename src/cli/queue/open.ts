// Opens the queue for a command. Its URL comes from the environment or the secrets file, and never from the command line, where other
// users of the machine could read its password.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Database, Patience } from '../../store/database/connection.ts';
import type { Environment } from '../secrets.ts';

const VARIABLE = 'ROLLCALL_QUEUE_URL';

/**
 * Opens the queue, runs `work`, and closes it.
 *
 * @param environment variables, those of the secrets file included
 * @param connections maximum number of connections to the database
 * @param patience for a database that cannot be reached; absent: fail at once
 * @throws HintedError `queue`; the errors of `work`
 */
export async function withQueue<Result>(
  environment: Environment,
  connections: number,
  work: (database: Database) => Promise<Result>,
  patience: Patience = { mayRetry: () => false, pause: async () => {} },
): Promise<Result> {
  const url = environment[VARIABLE];
  if (url === undefined || !hasQueue(environment)) {
    throw new HintedError('queue', sentence`${VARIABLE} is not set`, {
      reason: 'url',
      hint: sentence`set it, or name it in the file of --secrets: postgres://USER:PASSWORD@HOST/DATABASE`,
    });
  }
  const { openDatabase, untilReached } = await import('../../store/database/connection.ts');
  const { ensureSchema } = await import('../../store/database/schema.ts');
  const database = await openDatabase({ url, connections });
  try {
    await untilReached(() => ensureSchema(database), patience);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** True if the environment names a queue. */
export function hasQueue(environment: Environment): boolean {
  return (environment[VARIABLE] ?? '') !== '';
}

/** Returns the variables of the process without the URL of the queue, for code that looks credentials up. */
export function withoutQueueUrl(environment: Environment): Environment {
  const { [VARIABLE]: _, ...others } = environment;
  return others;
}
