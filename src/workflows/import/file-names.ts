// Names the files of an import: `shop-0001.yaml`, or `shop-tag-vip.yaml` for the contacts with a tag. A name never holds an email
// address or a phone number, because paths are shown in places where values are masked. Pure.

import { createHash } from 'node:crypto';

const MAX_LENGTH = 40;

/** Returns the name of a file with contacts of one tag, or of no tag. */
export type FileNames = (tag: string | undefined, number: number, isOnly: boolean) => string;

/**
 * Creates the names of one import.
 *
 * @param tags all tags that have a file of their own; undefined: files are only numbered
 * @returns a function of the tag, the number of its file (from 1) and whether that is its only file
 */
export function fileNames(account: string, tags: readonly string[] | undefined): FileNames {
  if (tags === undefined) return (_tag, number) => `${account}-${padded(number)}.yaml`;
  const safe = distinct(tags);
  return (tag, number, isOnly) => {
    const name = tag === undefined ? 'untagged' : `tag-${safe.get(tag) ?? hashOf(tag)}`;
    return `${account}-${name}${isOnly ? '' : `-${padded(number)}`}.yaml`;
  };
}

function padded(number: number): string {
  return String(number).padStart(4, '0');
}

/** Map from tag to safe name. Tags that have the same safe name get a part of their hash in addition. */
function distinct(tags: readonly string[]): ReadonlyMap<string, string> {
  const names = tags.map((tag) => [tag, safeName(tag)] as const);
  const uses = new Map<string, number>();
  for (const [, name] of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  return new Map(names.map(([tag, name]) => [tag, uses.get(name) === 1 ? name : `${name}-${hashOf(tag)}`]));
}

/** Returns a name of small Latin letters, digits and dashes; a hash if none are left, or if the tag may be somebody's address. */
function safeName(tag: string): string {
  const plain = tag
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
  const isPersonal = tag.includes('@') || (tag.match(/\d/g) ?? []).length >= 6;
  return plain === '' || isPersonal ? hashOf(tag) : plain;
}

function hashOf(tag: string): string {
  return createHash('sha256').update(tag).digest('hex').slice(0, 8);
}
