// Proposals (what entries that are only proposed would change; shown, never sent) in the forms that renderers need: as a change,
// or as one line of text. Pure.

import type { PlannedChange, ProposedChange } from '../plan/document.ts';
import { differenceRows } from './difference-rows.ts';
import { formatField, formatValue } from './text/values.ts';
import { count } from './words/numbers.ts';

/** Returns the title above the proposals, with their number. */
export function proposalsTitle(proposals: readonly ProposedChange[]): string {
  return `Proposed, never sent: ${count(proposals.length, 'contact')}`;
}

/**
 * Returns a proposal as a change, so that it is rendered like one. Only renderers may use the result: its ids are empty, and its
 * only request id is a placeholder, without which the change would be shown as blocked.
 */
export function changeOfProposal({ unread: _unread, ...proposal }: ProposedChange): PlannedChange {
  return { ...proposal, id: '', changeId: '', desiredHash: '', fingerprint: '', requests: ['proposed'] };
}

/**
 * Returns a proposal as one line: its contact, its position in the manifests, and its differences. The text is not neutralised.
 */
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
