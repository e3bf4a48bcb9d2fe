// Finds the drift of people whom suppressions or erasures name, whether the manifests declare them or not. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Decision } from '../decision.ts';
import type { AccountDecisions } from '../planner.ts';
import type { Sought } from '../suppressed/sought.ts';
import type { DriftEntry, DriftPlace } from './document.ts';

/** The drift of one contact, whether something is not applied yet, and the number of opt-outs from before the last apply. */
export interface Finding {
  readonly entries: readonly DriftEntry[];
  readonly isPending: boolean;
  readonly earlierOptOuts: number;
}

export const NOTHING: Finding = { entries: [], isPending: false, earlierOptOuts: 0 };
export const PENDING: Finding = { entries: [], isPending: true, earlierOptOuts: 0 };

/** Returns the drift of people whom suppressions or erasures name and the manifests do not declare. */
export function undeclaredFindings(
  { decisions }: AccountDecisions,
  declared: readonly ContactToPlan[],
): readonly Finding[] {
  const known = new Set(declared.map(({ desired }) => desired));
  return decisions.flatMap(({ desired, decision, sought }) => {
    if (sought === undefined || known.has(desired)) return [];
    const { account, key, source } = desired;
    return [suppressedFinding({ account, key, source }, decision, sought)];
  });
}

/** Returns the drift of a person whom a suppression or an erasure names. It is only pending if no earlier apply knew of that. */
export function suppressedFinding(
  place: DriftPlace,
  decision: Decision,
  { isErasure, isNew }: Omit<Sought, 'source'>,
): Finding {
  const isOpen = isErasure ? isErasureOpen(decision) : isStillSubscribed(decision);
  if (!isOpen) return NOTHING;
  return isNew ? PENDING : { ...NOTHING, entries: [{ ...place, kind: isErasure ? 'not-erased' : 'suppressed' }] };
}

function isErasureOpen(decision: Decision): boolean {
  if (decision.kind === 'change') return true;
  return 'notices' in decision && decision.notices.some(({ rule }) => rule === 'erasure-open');
}

function isStillSubscribed(decision: Decision): boolean {
  if (decision.kind !== 'change') return false;
  const { differences, blocked } = decision;
  return [...differences, ...blocked].some(({ path }) => path.length === 0 || path[0] === 'channels');
}
