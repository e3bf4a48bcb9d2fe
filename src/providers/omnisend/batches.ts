// Groups the POSTs that create single contacts into batches. Pure. The vendor accepts a batch as a whole and processes it later.
// Sources: 'Batches OpenAPI 2026-03-15' and 'v3', read 2026-11-21.

import { normaliseEmail } from '../../contact/normalise.ts';
import { isObject, isText } from '../answers.ts';
import type { RequestDraft } from '../contract.ts';
import type { Dialect } from './dialect.ts';
import type { WireBatchBody } from './wire.ts';

/**
 * The least number of creates that form a batch. A batch takes about four requests (the POST, two polls, one for its items), so
 * it saves requests from five creates on.
 */
const BATCH_FROM = 5;

/**
 * Maximum size of the items of a batch, in bytes. 'How to: sync contacts' recommends at most 1 MB; 200 bytes are reserved for the
 * JSON around the items.
 */
const MAX_BYTES = 1_000_000 - 200;

/**
 * Groups creates into batches where that saves requests; other creates stay single and are not in the result. Creates without an
 * email also stay single. The results of a batch are matched by email, so such a create would get no result, and might be sent
 * and carried out again.
 */
type PlanBatches = (creates: readonly RequestDraft[]) => readonly BatchPlan[];

/** Creates the function that plans the batches of one dialect. */
export function createPlanBatches({ batchSize, batchesPath }: Dialect): PlanBatches {
  return (creates) => {
    const named = creates.filter(({ body }) => emailOf(body) !== undefined);
    return cut(named, batchSize)
      .filter((members) => members.length >= BATCH_FROM)
      .map((members) => ({ members, request: batchRequest(members, batchesPath) }));
  };
}

interface BatchPlan {
  /** The single creates that the batch replaces. */
  readonly members: readonly RequestDraft[];
  readonly request: RequestDraft;
}

function cut(creates: readonly RequestDraft[], size: number): readonly (readonly RequestDraft[])[] {
  const batches: RequestDraft[][] = [];
  let room = 0;
  for (const create of creates) {
    const bytes = Buffer.byteLength(JSON.stringify(create.body)) + 1;
    const current = batches.at(-1);
    if (current === undefined || current.length === size || bytes > room) {
      batches.push([create]);
      room = MAX_BYTES - bytes;
    } else {
      current.push(create);
      room -= bytes;
    }
  }
  return batches;
}

function batchRequest(members: readonly RequestDraft[], path: string): RequestDraft {
  const items = members.map(({ body }) => body);
  return {
    kind: 'batch',
    method: 'POST',
    path,
    query: [],
    body: { endpoint: 'contacts', method: 'POST', items } satisfies WireBatchBody,
    items: members.flatMap((member, index) => member.items.map((item) => ({ ...item, pointer: `/items/${index}` }))),
    after: [],
    polls: 'job',
  };
}

/** Returns the normalised email from the body of a create; undefined if it has none. */
export function emailOf(body: unknown): string | undefined {
  const identifiers = isObject(body) && Array.isArray(body.identifiers) ? body.identifiers.filter(isObject) : [];
  const id = identifiers.find(({ type }) => type === 'email')?.id;
  return isText(id) ? normaliseEmail(id) : undefined;
}
