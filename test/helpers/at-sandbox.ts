// A workplace with one manifest, and a running sandbox in the place of its vendors. Both are removed when the test ends.

import { onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from './rollcall.ts';

export interface AtSandbox {
  readonly sandbox: Sandbox;
  readonly place: Workplace;
}

export async function openAtSandbox(manifest: string): Promise<AtSandbox> {
  const sandbox = await startSandbox({ rateLimit: 'off' });
  onTestFinished(() => sandbox.close());
  const place = await openWorkplace();
  onTestFinished(() => place.remove());
  await place.write('contacts.d/people.yaml', manifest);
  return { sandbox, place };
}

/** Methods of the requests that were not only reads, in order. */
export async function writesAt({ url }: Sandbox): Promise<readonly string[]> {
  const requests = (await (await fetch(`${url}/_sandbox/requests`)).json()) as readonly { method: string }[];
  return requests.map(({ method }) => method).filter((method) => method !== 'GET');
}
