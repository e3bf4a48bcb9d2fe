// Short stories that random steps alone rarely tell: something is declared, applied and dropped, and what comes between is an apply
// that does not know all of it. A seed decides who, what and how.

import { pick } from '../../src/sandbox/seeded.ts';
import {
  ACCOUNTS,
  type AccountName,
  type ApplyStep,
  type Declaration,
  FIELDS,
  PEOPLE,
  type Step,
} from './team-steps.ts';

/** Chance, and values that were never declared before. */
interface Dice {
  readonly random: () => number;
  readonly fresh: () => string;
}

type Plot = (dice: Dice) => readonly Step[];

const MACHINES = [0, 1, 2] as const;

/** All plots; each is as likely as the others. */
export const PLOTS = [
  droppedBeforeAnApply,
  appliedApart,
  appliedApart,
  plannedBefore,
  racing,
] as const satisfies readonly Plot[];

/** A value is declared and applied, then dropped; and the next apply was asked for less than everything, or goes wrong. */
function droppedBeforeAnApply(dice: Dice): readonly Step[] {
  const { random } = dice;
  const [machine, other] = two(random, MACHINES);
  const [person, bystander] = two(random, PEOPLE);
  const next = random() < 0.7 ? machine : other;
  return [
    ...declareAndApply(dice, machine, person),
    drop(dice, machine, person),
    publishOrCommit(random, machine),
    ...(next === machine ? [] : [{ do: 'pull', machine: next } as const]),
    partialApply(random, next, bystander),
  ];
}

/** Two machines apply without telling each other: both records count from then on. */
function appliedApart(dice: Dice): readonly Step[] {
  const { random } = dice;
  const [machine, other] = two(random, MACHINES);
  const [person, bystander] = two(random, PEOPLE);
  const apart: Step[] = [
    { do: 'pull', machine },
    { do: 'edit', machine, person: bystander, declaration: declaration(dice) },
    publishOrCommit(random, machine),
    applied(machine, { record: pick(random, ['unpushed', 'unpushed', 'offline']) }),
  ];
  const there = [
    ...declareAndApply(dice, other, person),
    ...(random() < 0.8 ? [drop(dice, other, person), publishOrCommit(random, other)] : []),
  ];
  const isFirst = random() < 0.5;
  return [
    ...(isFirst ? [...apart, ...there] : [...there.slice(0, 3), ...apart, ...there.slice(3)]),
    ...(random() < 0.8 ? [{ do: 'pull', machine } as const] : []),
    random() < 0.5 ? applied(machine) : partialApply(random, machine, bystander),
  ];
}

/** A plan is saved, and applied when the manifests, the record or the vendors may be others. */
function plannedBefore(dice: Dice): readonly Step[] {
  const { random } = dice;
  const [machine, other] = two(random, MACHINES);
  const [person, bystander] = two(random, PEOPLE);
  return [
    ...declareAndApply(dice, machine, person),
    drop(dice, machine, random() < 0.5 ? person : bystander),
    publishOrCommit(random, machine),
    { do: 'save-plan', machine, base: random() < 0.4 ? 'none' : 'record' },
    ...(random() < 0.6 ? declareAndApply(dice, other, random() < 0.5 ? person : bystander) : []),
    { do: 'apply-plan', machine },
  ];
}

/** Two machines apply the same at the same time, and both want to push the record. */
function racing(dice: Dice): readonly Step[] {
  const { random } = dice;
  const [machine, other] = two(random, MACHINES);
  const person = pick(random, PEOPLE);
  return [
    ...declareAndApply(dice, machine, person),
    drop(dice, machine, person),
    { do: 'publish', machine },
    { do: 'pull', machine: other },
    { do: 'race', machines: [machine, other] },
  ];
}

function declareAndApply(dice: Dice, machine: number, person: number): readonly Step[] {
  return [
    { do: 'edit', machine, person, declaration: declaration(dice) },
    { do: 'publish', machine },
    applied(machine),
  ];
}

function declaration({ random, fresh }: Dice): Declaration {
  const accounts = pick(random, [ACCOUNTS, ACCOUNTS, ['shop'], ['news']] as const);
  return { accounts, values: Object.fromEntries(FIELDS.map((field) => [field, `ours-${fresh()}-${field}`])) };
}

/** Declares a person with less: without one value or both, at one account, or not at all. */
function drop({ random, fresh }: Dice, machine: number, person: number): Step {
  const how = pick(random, ['value', 'values', 'values', 'account', 'person'] as const);
  if (how === 'person') return { do: 'edit', machine, person };
  const kept = pick(random, FIELDS);
  const values = how === 'values' ? {} : { [kept]: `ours-${fresh()}-${kept}` };
  const accounts: readonly AccountName[] = how === 'account' ? ['shop'] : ACCOUNTS;
  return { do: 'edit', machine, person, declaration: { accounts, values } };
}

function publishOrCommit(random: () => number, machine: number): Step {
  return { do: random() < 0.7 ? 'publish' : 'commit', machine };
}

function applied(machine: number, more: Partial<ApplyStep> = {}): ApplyStep {
  return { do: 'apply', machine, base: 'record', ...more };
}

/** An apply after which something may still be owed. */
function partialApply(random: () => number, machine: number, only: number): Step {
  return pick(random, [
    applied(machine, { base: 'none' }),
    applied(machine, { base: 'none' }),
    applied(machine, { only }),
    applied(machine, { account: pick(random, ACCOUNTS) }),
    applied(machine, { record: 'offline' }),
    applied(machine, { record: 'unpushed' }),
    applied(machine, { trouble: { what: pick(random, ['refused', 'lost', 'killed']), skip: 0, times: 6 } }),
  ]);
}

/** Two different ones. */
function two<T>(random: () => number, all: readonly [T, ...T[]]): readonly [T, T] {
  const first = pick(random, all);
  const others = all.filter((one) => one !== first);
  return [first, others[Math.floor(random() * others.length)] ?? first];
}
