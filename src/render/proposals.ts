// Proposals in the terms of the renderers: as changes, for the formats that show changes, and as one line each for the others. Pure.

import type { PlannedChange, ProposedChange } from '../plan/document.ts';
import { differenceRows } from './difference-rows.ts';
import { formatField, formatValue } from './text/values.ts';
import { count } from './words/numbers.ts';

/** The title above all proposals. */
export function proposalsTitle(proposals: readonly ProposedChange[]): string {
  return `Proposed, never sent: ${count(proposals.length, 'contact')}`;
}

/** Returns a proposal as the change that it would be. Only renderers may see it: it has no ids, and no request of the plan serves it. */
export function changeOfProposal({ unread: _unread, ...proposal }: ProposedChange): PlannedChange {
  return { ...proposal, id: '', changeId: '', desiredHash: '', fingerprint: '', requests: ['proposed'] };
}

/** Returns a proposal as one line: its contact, its place, and its differences. The text is not neutralised. */
export function proposalLine({ key, source, action, differences, blocked, unread }: ProposedChange): string {
  const rows = differenceRows(differences).map((row) => {
    if (row.kind === 'set') {
      const members = [...row.added.map((name) => `+${name}`), ...row.removed.map((name) => `-${name}`)];
      return `${formatField([row.field])} ${members.join(' ')}`;
    }
    const { path, before, after } = row.difference;
    return `${formatField(path)} ${before === null ? '' : `${formatValue(before)} → `}${formatValue(after)}`;
  });
  const rules = blocked.map(({ rule }) => `blocked by ${rule}`);
  const said = unread === true ? ['could not be read'] : [...rows, ...rules];
  return `${action === 'create' ? 'create ' : ''}${key} (${source.file}:${source.line}): ${said.join('; ')}`;
}
