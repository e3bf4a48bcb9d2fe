// An account without a server: contacts in memory, and requests whose responses, order and times a test decides.

import { type ApplyInputs, applyPlan } from '../../src/apply/engine.ts';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { ApplyTarget } from '../../src/apply/run.ts';
import { sha256 } from '../../src/contact/canonical.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import type { ApiRequest, ApiResponse } from '../../src/http/request.ts';
import type { LiveSource } from '../../src/live/source.ts';
import type { Plan, PlannedChange, PlannedRequest } from '../../src/plan/document.ts';
import { fingerprint, stateOf } from '../../src/plan/fingerprint.ts';
import { desiredHashOf } from '../../src/plan/ids.ts';
import type { ItemResult, Provider, SentRequest } from '../../src/providers/contract.ts';
import { DIALECTS, type DialectName, providerOf } from '../../src/providers/table.ts';
import { outcomesWithWords } from '../../src/render/words/documents.ts';
import { aChange, anAccount, aPlan, aRequest } from '../builders/plan.ts';
import { vendorOf } from '../plan/subject.ts';
import { type Applied, IMPATIENT } from './run-apply.ts';

export interface Stub {
  readonly dialect?: DialectName;
  /** Contacts at the vendor; a test changes the array. */
  readonly vendor: LiveContact[];
  readonly source?: (plain: LiveSource) => LiveSource;
  send(request: ApiRequest): Promise<ApiResponse> | ApiResponse;
  results?(request: SentRequest, response: ApiResponse): readonly ItemResult[];
}

/** Success by status, and only by reading is the effect known. */
function byStatus({ items }: SentRequest, { status }: ApiResponse): readonly ItemResult[] {
  return items.map(({ change }) =>
    status < 300
      ? { change, result: 'confirmed' }
      : { change, result: 'failed', failure: { kind: status >= 500 ? 'server' : 'invalid', status, message: '' } },
  );
}

export function stubAccount({
  dialect = 'envoke@v1',
  vendor,
  send,
  results = byStatus,
  source = (plain) => plain,
}: Stub): ApplyTarget {
  const requests: Provider['requests'] = {
    plan: () => [],
    results,
    whyUnconverged: () => ({ reason: 'the stub says so' }),
  };
  const api = { budgetsOf: () => [] } as unknown as Provider['api'];
  return {
    account: 'shop',
    origin: 'https://stub.example',
    provider: { ...providerOf(dialect), api, requests },
    keyField: 'id',
    connection: {
      sent: 0,
      givenUp: undefined,
      send: async (request) => send(request),
      redact: (words) => words,
      close: async () => {},
    },
    source: source({ ...vendorOf([]), read: (...inputs) => vendorOf(vendor).read(...inputs) }),
    perMinute: Number.POSITIVE_INFINITY,
  };
}

export interface Step {
  readonly desired: DesiredContact;
  readonly live?: LiveContact;
  readonly change: Partial<PlannedChange> & Pick<PlannedChange, 'id' | 'requests'>;
}

/** A plan whose hashes and fingerprints are true of these contacts. */
export function planOf(
  steps: readonly Step[],
  requests: readonly Partial<PlannedRequest>[],
  dialect: DialectName = 'envoke@v1',
): Plan {
  const changes = steps.map(({ desired, live, change }) =>
    aChange({
      key: desired.key,
      action: live === undefined ? 'create' : 'update',
      desiredHash: desiredHashOf({ desired }),
      fingerprint: fingerprint(stateOf({ desired }, live)),
      changeId: sha256(desired.key),
      ...(live?.id === undefined ? {} : { contactId: live.id }),
      ...change,
    }),
  );
  const account = anAccount({ provider: DIALECTS[dialect].provider, dialect, origin: 'https://stub.example' });
  return aPlan({ changes, requests: requests.map(aRequest), accounts: [account] });
}

export async function applyStub(
  plan: Plan,
  steps: readonly Step[],
  at: ApplyTarget,
  inputs: Partial<Pick<ApplyInputs, 'clock' | 'parallelism' | 'refresh' | 'verify'>> = {},
): Promise<Applied> {
  const events: ApplyEvent[] = [];
  const { outcomes, accounts: rows } = await applyPlan({
    plan,
    contacts: new Map(steps.map(({ desired }) => [desired.key, { desired }])),
    accounts: new Map([['shop', at]]),
    clock: IMPATIENT,
    ...inputs,
    listener: (event) => void events.push(event),
  });
  return { outcomes: [...outcomesWithWords(outcomes)], rows, events };
}
