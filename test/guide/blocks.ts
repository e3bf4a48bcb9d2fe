// The fenced blocks of README and guide, each with the remark that stands above it. Pure but for reading the pages.
//
//   <!-- begin: empty -->         sh: from here on, in a directory without manifests, at accounts that have contacts
//   <!-- begin: with manifests --> any: from here on, in a repository with manifests that are applied, which is how every page begins
//   <!-- choose one -->           sh: each line by itself, as its reader would choose one
//   <!-- exits: 3 -->             sh: the last line exits with this code instead of 0
//   <!-- run by test/x.test.ts --> another test runs the block
//   <!-- not run: reason -->      nothing runs it; there are few of these
//   <!-- output -->               what a command prints, not a command; <!-- plan --> is such a one, which readme.test.ts writes

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Empty if no remark stands above the block. */
  readonly remark: string;
}

/** README and the pages of the guide. docs/guide/rules.md has no blocks: its sentences come from the catalogue. */
export function pages(): readonly string[] {
  const guide = readdirSync(join(ROOT, 'docs/guide')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...guide.map((name) => `docs/guide/${name}`)];
}

export function blocksOf(page: string, text = readFileSync(join(ROOT, page), 'utf8')): readonly Block[] {
  const fences = /^(?:<!-- ([^\n]*?) -->\n+)?( *)```(\w*)\n([\s\S]*?)^\2```$/gm;
  return [...text.matchAll(fences)].map(
    ({ index, 1: remark = '', 2: indent = '', 3: language = '', 4: body = '' }) => ({
      page,
      line: text.slice(0, index).split('\n').length,
      language,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      remark,
    }),
  );
}

export const blocks: readonly Block[] = pages().flatMap((page) => blocksOf(page));

/** Whether the block is for this suite to run: neither output nor left to another test nor excepted. */
export function isRun({ remark }: Block): boolean {
  return !/^(?:run by|not run:|output|plan$)/.test(remark);
}

/** Whether a block of YAML is a workflow of GitHub or GitLab, or a part of one. */
export function isWorkflow({ text }: Block): boolean {
  return /^\s*(?:jobs|steps|script):/m.test(text);
}

/** The file that a block says it is, in its first line: `# contacts.d/people.yaml`. */
export function fileOf({ text }: Block): string | undefined {
  return /^# (\S+\/\S+)\n/.exec(text)?.[1];
}

export function nameOf({ page, line }: Block): string {
  return `${page}:${line}`;
}
