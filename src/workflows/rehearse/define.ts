// Makes a running sandbox define what the manifests name, over its admin routes. Loads the HTTP client, so import it on demand.

import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { connect } from '../../http/index.ts';
import { HttpError } from '../../http/request.ts';
import type { Configuration } from '../../manifest/configuration.ts';
import type { ChosenEnvironment } from '../destinations.ts';
import { definitionsOf } from './definitions.ts';

/**
 * Adds to every account of the sandbox the definitions that the manifests use and the account lacks, such as lists and custom
 * properties. Existing definitions stay as they are.
 *
 * @param url of the sandbox: `http://127.0.0.1:4010`
 * @returns map from the account's name in the sandbox to the number of definitions that were added
 * @throws HintedError `sandbox` if the sandbox does not answer, or refuses a name
 */
export async function defineInSandbox(
  url: string,
  configuration: Pick<Configuration, 'accounts' | 'contacts'> & ChosenEnvironment,
): Promise<ReadonlyMap<string, number>> {
  const connection = connect({ baseUrl: url, label: 'sandbox', headers: {} });
  const request = {
    method: 'POST' as const,
    path: '/_sandbox/definitions',
    query: [],
    body: { accounts: definitionsOf(configuration) },
  };
  try {
    const { status, body } = await connection.send(request, { budgets: [], repeat: 'idempotent' });
    if (status === 200 && isAnswer(body)) return new Map(Object.entries(body.added));
    throw refused(url, status, body);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new HintedError(
      'sandbox',
      sentence`the sandbox at ${shown(url)} cannot be reached: ${personal('system', error.message)}`,
      { hint: sentence`start it with \`rollcall sandbox\`, or leave out the address`, cause: error },
    );
  } finally {
    await connection.close();
  }
}

function refused(url: string, status: number, body: unknown): HintedError {
  const said = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : '';
  if (status !== 400 || said === '') {
    return new HintedError('sandbox', sentence`the server at ${shown(url)} answered with status ${status}`, {
      hint: sentence`start a sandbox of this version of rollcall there`,
    });
  }
  return new HintedError(
    'sandbox',
    sentence`the sandbox does not define what the manifests name: ${personal('system', said)}`,
    {
      hint: sentence`correct the name, or leave out --define`,
    },
  );
}

function isAnswer(body: unknown): body is { readonly added: Readonly<Record<string, number>> } {
  return typeof body === 'object' && body !== null && 'added' in body && typeof body.added === 'object';
}
