// Collects the live contacts of an account as they are read: the chosen ones in a spool, and a compact index of all of them. Enters:
// live contacts. Leaves: the candidates in the order of their keys, and which identifiers several contacts carry.

import type { DesiredContact, IdentifierKey, LiveContact } from '../../contact/contact.ts';
import { identifierKey, liveIdentifiers } from '../../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../../contact/fields.ts';
import { liveKey } from '../../plan/match.ts';
import { keyOfLive, membershipsOf } from './selection.ts';
import type { Spool, SpoolPlace } from './spool.ts';

/** A live contact that may be imported. */
export interface Candidate extends SpoolPlace {
  /** The contact's key in the manifests. */
  readonly key: string;
  /** The tag or list whose file the contact belongs to; absent if files are not split by tag, or if the contact has none. */
  readonly tag?: string;
}

/** The live contacts that were read from an account. */
export interface Candidates {
  /** Adds a live contact. One that was added before is ignored, because pages may overlap. */
  add(live: LiveContact): void;
  /** The candidates in the order of their keys, which does not depend on the order of the listing. */
  sorted(): readonly Candidate[];
  /** True if several live contacts carry the identifier, whether they are chosen or not. */
  isShared(key: IdentifierKey): boolean;
  /** Numbers of live contacts: read, declared in the manifests already, not chosen by the filters, not to be mailed. */
  readonly counts: { read: number; declared: number; notChosen: number; suppressed: number };
}

/** How to choose candidates. */
export interface CandidateOptions {
  readonly account: string;
  readonly spool: Spool;
  /** What the manifests declare at the account. */
  readonly declared: readonly DesiredContact[];
  readonly isChosen: (live: LiveContact) => boolean;
  /** True if the manifests say that the person must not be mailed. */
  readonly isSuppressed: (live: LiveContact) => boolean;
  /** If files are split by tag: the tags to prefer for a contact that has several. Undefined: files are not split by tag. */
  readonly byTag: readonly string[] | undefined;
}

/** Starts collecting. */
export function collectCandidates({
  account,
  spool,
  declared,
  isChosen,
  isSuppressed,
  byTag,
}: CandidateOptions): Candidates {
  const known = declaredIdentifiers(declared);
  const seen = new Set<string>();
  const identifiers = new Set<IdentifierKey>();
  const shared = new Set<IdentifierKey>();
  const candidates: Candidate[] = [];
  const tags = new Map<string, string>();
  const counts = { read: 0, declared: 0, notChosen: 0, suppressed: 0 };
  return {
    counts,
    add(live) {
      const own = liveKey(live);
      if (seen.has(own)) return;
      seen.add(own);
      counts.read += 1;
      const keys = new Set(liveIdentifiers(live).map(identifierKey));
      for (const key of keys) (identifiers.has(key) ? shared : identifiers).add(key);
      if (!isChosen(live)) counts.notChosen += 1;
      else if ([...keys].some((key) => known.has(key))) counts.declared += 1;
      else if (isSuppressed(live)) counts.suppressed += 1;
      else {
        const tag = byTag === undefined ? undefined : tagOf(live, byTag);
        // Thousands of contacts have the same tag: keep its text once.
        if (tag !== undefined) tags.set(tag, tags.get(tag) ?? tag);
        const place = spool.add(live);
        candidates.push({
          key: keyOfLive(account, live),
          ...place,
          ...(tag === undefined ? {} : { tag: tags.get(tag) ?? tag }),
        });
      }
    },
    sorted: () => candidates.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
    isShared: (key) => shared.has(key),
  };
}

function declaredIdentifiers(declared: readonly DesiredContact[]): ReadonlySet<IdentifierKey> {
  return new Set(
    declared.flatMap(({ identifiers, previously }) => [
      ...IDENTIFIER_KINDS.flatMap((kind) => {
        const value = identifiers[kind];
        return value === undefined ? [] : [identifierKey({ kind, value })];
      }),
      ...(previously === undefined ? [] : [identifierKey({ kind: 'email', value: previously.email })]),
    ]),
  );
}

function tagOf(live: LiveContact, preferred: readonly string[]): string | undefined {
  const names = membershipsOf(live);
  return preferred.find((name) => names.includes(name)) ?? names[0];
}
