// Random histories of a team: what its people do to manifests, branches, machines and vendors, as data. A seed decides.

import { pick, randomOf } from '../../src/sandbox/seeded.ts';
import { PLOTS } from './team-plots.ts';

/** People that the manifests may declare. */
export const PEOPLE = [0, 1, 2, 3, 4, 5] as const;
/** Machines of the team. */
const MACHINES = [0, 1, 2] as const;
export const FIELDS = ['city', 'lastName'] as const;
export const ACCOUNTS = ['shop', 'news'] as const;

type Field = (typeof FIELDS)[number];
export type AccountName = (typeof ACCOUNTS)[number];

/** How the manifests declare one person. */
export interface Declaration {
  readonly accounts: readonly AccountName[];
  readonly values: Readonly<Partial<Record<Field, string>>>;
}

/** What goes wrong in an apply, from which write on and how often; `killed` is after the first write. */
export interface Trouble {
  readonly what: 'refused' | 'lost' | 'reset' | 'killed';
  readonly skip: number;
  readonly times: number;
}

type Base = 'record' | 'none';

/** An apply: of everything, or of one person or account. */
export interface ApplyStep {
  readonly do: 'apply';
  readonly machine: number;
  readonly base: Base;
  readonly only?: number;
  readonly account?: AccountName;
  /** The remote's record is asked, but not written, or neither. */
  readonly record?: 'unpushed' | 'offline';
  readonly trouble?: Trouble;
}

export type Step =
  /** Changes a person's manifest; without a declaration, the person is dropped. */
  | { readonly do: 'edit'; readonly machine: number; readonly person: number; readonly declaration?: Declaration }
  | { readonly do: 'commit'; readonly machine: number }
  | { readonly do: 'branch'; readonly machine: number }
  /** Merges or squashes everything into main, and pushes it. */
  | { readonly do: 'publish'; readonly machine: number }
  /** Takes over main as it is at the remote. */
  | { readonly do: 'pull'; readonly machine: number }
  | ApplyStep
  | { readonly do: 'resume'; readonly machine: number }
  /** Saves a plan, and applies the one that was saved last. */
  | { readonly do: 'save-plan'; readonly machine: number; readonly base: Base }
  | { readonly do: 'apply-plan'; readonly machine: number }
  /** Two machines apply at the same time. */
  | { readonly do: 'race'; readonly machines: readonly [number, number] }
  /** Somebody changes a value in a vendor's app. */
  | {
      readonly do: 'at-vendor';
      readonly account: AccountName;
      readonly person: number;
      readonly field: Field;
      readonly value: string;
    }
  /** A stranger with the right to push replaces the records by ones of a commit that nobody reviewed. */
  | { readonly do: 'plant' }
  | { readonly do: 'restore' };

/**
 * Every value is declared only once, so that a value at a vendor tells which edit it comes from. The last apply is killed, and what
 * it had written is nowhere recorded but by itself.
 *
 * @param plots how many of what follows on each other are plots, from 0 (all steps are random) to 1
 */
export function stepsOf(seed: number, length: number, plots: number): readonly Step[] {
  const random = randomOf(seed, length);
  const machine = pick(random, MACHINES);
  const values = { city: 'ours-last-city', lastName: 'ours-last-lastName' };
  return [
    ...storiesOf(seed, length, plots),
    { do: 'restore' },
    { do: 'publish', machine },
    { do: 'edit', machine, person: 0, declaration: { accounts: ACCOUNTS, values } },
    { do: 'publish', machine },
    { do: 'apply', machine, base: 'record', trouble: { what: 'killed', skip: 0, times: 1 } },
  ];
}

/** Plots, with random steps between them. */
function storiesOf(seed: number, length: number, plots: number): readonly Step[] {
  const random = randomOf(seed, length + 1);
  const steps: Step[] = [];
  const fresh = (): string => `${steps.length}-${values++}`;
  let values = 0;
  while (steps.length < length) {
    const story = random() < plots ? pick(random, PLOTS)({ random, fresh }) : [stepAt(seed, steps.length)];
    steps.push(...story);
  }
  return steps;
}

function stepAt(seed: number, index: number): Step {
  const random = randomOf(seed, index);
  const machine = pick(random, MACHINES);
  const person = pick(random, PEOPLE);
  const kind = pick(random, [
    ...(['edit', 'edit', 'edit', 'edit', 'edit', 'edit', 'publish', 'publish', 'publish'] as const),
    ...(['apply', 'apply', 'apply', 'apply', 'apply', 'apply', 'apply', 'apply'] as const),
    ...(['commit', 'commit', 'branch', 'pull', 'resume', 'at-vendor', 'at-vendor', 'plant', 'restore'] as const),
  ]);
  if (kind === 'edit') return editAt(random, { machine, person, index });
  if (kind === 'apply') return applyAt(random, { machine, person });
  if (kind === 'at-vendor') {
    const [account, field] = [pick(random, ACCOUNTS), pick(random, FIELDS)];
    return { do: kind, account, person, field, value: random() < 0.3 ? '' : `seen-${index}` };
  }
  return kind === 'plant' || kind === 'restore' ? { do: kind } : { do: kind, machine };
}

function editAt(
  random: () => number,
  { machine, person, index }: { readonly machine: number; readonly person: number; readonly index: number },
): Step {
  if (random() < 0.2) return { do: 'edit', machine, person };
  const accounts = pick(random, [ACCOUNTS, ACCOUNTS, ['shop'], ['news']] as const);
  const declared = FIELDS.filter(() => random() < 0.6);
  const values = Object.fromEntries(declared.map((field) => [field, `ours-${index}-${field}`]));
  return { do: 'edit', machine, person, declaration: { accounts, values } };
}

function applyAt(
  random: () => number,
  { machine, person }: { readonly machine: number; readonly person: number },
): Step {
  const base = random() < 0.2 ? 'none' : 'record';
  const only = random() < 0.2 ? { only: person } : {};
  const what = pick(random, ['refused', 'lost', 'reset', 'killed', 'killed'] as const);
  const trouble = { what, skip: Math.floor(random() * 2), times: 1 + Math.floor(random() * 6) };
  const record = random() < 0.2 ? { record: pick(random, ['unpushed', 'offline'] as const) } : {};
  return { do: 'apply', machine, base, ...only, ...record, ...(random() < 0.6 ? { trouble } : {}) };
}
