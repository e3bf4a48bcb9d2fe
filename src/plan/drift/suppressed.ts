// Drift of people who must not be mailed or are to be forgotten, whether somebody declares them or not. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Decision } from '../decision.ts';
import type { AccountDecisions } from '../planner.ts';
import type { Sought } from '../suppressed/sought.ts';
import type { DriftEntry, DriftPlace } from './document.ts';

/** One contact's part: its drift, and what is no drift. */
export interface Finding {
  readonly entries: readonly DriftEntry[];
  readonly isPending: boolean;
  readonly earlierOptOuts: number;
}

export const NOTHING: Finding = { entries: [], isPending: false, earlierOptOuts: 0 };
export const PENDING: Finding = { entries: [], isPending: true, earlierOptOuts: 0 };

/** People whom nobody declares, and who must not be mailed or are to be forgotten. */
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

/** Somebody who must not be mailed, or is to be forgotten. */
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
