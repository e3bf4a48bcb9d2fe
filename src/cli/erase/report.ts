// Says what an erasure found and did: lines of text, in which redaction masks what is personal.

import { personal } from '../../contact/argument.ts';
import { normaliseEmail, toE164 } from '../../contact/normalise.ts';
import { joined, type Sentence, sentence, shown } from '../../contact/sentence.ts';
import { neutralise } from '../../render/neutralise.ts';
import type { Cleaned } from '../../workflows/erase/clean.ts';
import type { FoundPerson } from '../../workflows/erase/find.ts';
import { addressesOf } from '../../workflows/erase/person.ts';
import { maskFor } from '../describe-error.ts';
import { isRedacted } from '../options/redaction.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EraseFlags } from './options.ts';

/**
 * What the command found and did: the number of manifest `entries` that were taken out, the `digests` that were added, and the
 * `ids` of the person by account.
 */
export interface Erased {
  readonly entries: number;
  readonly digests: readonly string[];
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Places in the manifests that still name the person. */
  readonly stillNamed: readonly string[];
  /** Places of earlier erasures that leave a contact of the person alone. */
  readonly outdatedErasures: readonly string[];
  readonly cleaned: Cleaned;
  readonly written: boolean;
}

/**
 * Prints what was done, and what is left to do by hand.
 *
 * @param erased `hasQueue`: true if plans are handed over to workers from here
 */
export async function report(
  erased: Erased & { readonly hasQueue: boolean },
  people: readonly FoundPerson[],
  options: EraseFlags,
  terminal: Terminal,
): Promise<void> {
  const { entries, digests, ids, stillNamed, outdatedErasures, cleaned, written, hasQueue } = erased;
  const found = Object.values(ids).flat().length;
  const lines: readonly Sentence[] = [
    ...(people.length === 1 && people[0]?.names.length === 1 ? [] : people.map(sayPerson)),
    ...people.flatMap(sayOthers),
    sentence`${entries} ${shown(entries === 1 ? 'entry' : 'entries')} of the manifests taken out, ${digests.length} ${shown(digests.length === 1 ? 'digest' : 'digests')} added, ${found} ${shown(found === 1 ? 'id' : 'ids')} of vendors recorded.`,
    ...stillNamed.map((place) => sentence`Still named at ${personal('file', place)}: remove it by hand.`),
    ...outdatedErasures.map(
      (place) =>
        sentence`The erasure at ${personal('file', place)} leaves a contact of this person alone, because they may have come back: to erase them again, take it out and repeat the command.`,
    ),
    ...(written ? [] : [sentence`Nothing was written (--dry-run).`]),
    ...(cleaned.removed.length === 0
      ? []
      : [
          sentence`${shown(written ? 'Removed' : 'Would be removed')} from .rollcall: ${personal('file', cleaned.removed.join(', '))}`,
        ]),
    ...(cleaned.encrypted.length === 0
      ? []
      : [sentence`Encrypted, and not searched: ${personal('file', cleaned.encrypted.join(', '))}`]),
    ...cleaned.unresumable.map((journal) => sayUnresumable(journal, written)),
    ...(hasQueue ? [IN_QUEUE] : []),
    sentence`Old revisions of the manifests still name the person; \`git log --all --format=%h -S"$ADDRESS"\` finds them.`,
  ];
  for (const line of lines) await say(line, options, terminal);
}

const IN_QUEUE = sentence`Runs in the queue that have not ended may hold the person, too: \`rollcall runs\` lists them, and docs/guide/workers.md says how to delete one.`;

function sayUnresumable(journal: string, isRemoved: boolean): Sentence {
  const apply = sentence`The interrupted apply of ${personal('file', journal)}`;
  return isRemoved
    ? sentence`${apply} cannot be resumed any more, because its plan named the person: plan again.`
    : sentence`${apply} could not be resumed afterwards, because its plan names the person: finish it first, with \`rollcall apply --resume\`.`;
}

/** One of several people: where they were found, so that a wrong name is seen, or two names of one person. */
function sayPerson({ names, found }: FoundPerson): Sentence {
  const at = found.flatMap(({ account, live }) => (live.length === 0 ? [] : [account]));
  const place = shown(at.length === 0 ? 'at no account' : `at ${at.join(', ')}`);
  return sentence`${joined(names.map(keyOf), ', ')}: ${place}`;
}

/** The addresses of a person that the command line does not name: a wrong one shows that several people share an identifier. */
function sayOthers({ names, person }: FoundPerson): readonly Sentence[] {
  const named = new Set(names.flatMap((name) => [normaliseEmail(name), toE164(name)]));
  const others = addressesOf(person).filter((address) => !named.has(address));
  if (others.length === 0) return [];
  const whom = joined(names.map(keyOf), ', ');
  return [sentence`Also of ${whom}, as the manifests or the accounts say: ${joined(others.map(keyOf), ', ')}.`];
}

function keyOf(text: string): Sentence {
  return sentence`${personal('key', text)}`;
}

/** Prints one line. */
export async function say(line: Sentence, options: EraseFlags, terminal: Terminal): Promise<void> {
  const mask = await maskFor(isRedacted(options, process.env));
  await terminal.out(`${neutralise(line(mask))}\n`);
}
