// Laws of the editor over generated layouts: comments everywhere, anchors and aliases, block and flow layout, CRLF, a byte order mark,
// odd indents, JSON and NDJSON.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../../src/contact/canonical.ts';
import type { Edit } from '../../../src/manifest/edit/edit.ts';
import { editManifest } from '../../../src/manifest/edit/index.ts';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import type { ParsedFile } from '../../../src/manifest/syntax/item.ts';
import { parseManifest } from '../../../src/manifest/syntax/parse.ts';
import { contactValue, FIELDS, type Layout, type Line, layout, type Mapping, textOf } from './layouts.ts';

type ContactEdit = Extract<Edit, { kind: 'set' | 'remove' }>;

const RUNS = [
  { runs: 60, options: { timeout: 60_000 } },
  { runs: Number(process.env.FUZZ_RUNS ?? 2000), options: { tags: ['slow'], timeout: 600_000 } },
];

async function parse({ format }: Layout, text: string): Promise<ParsedFile> {
  const file = sourceOf('x', format, Buffer.from(text));
  if (!('text' in file)) throw new Error('not a text');
  const parsed = await parseManifest(file);
  expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return parsed;
}

/** Every value of a file by its place, in canonical JSON. */
function valuesOf({ accounts, limits, defaults, contacts }: ParsedFile): ReadonlyMap<string, string> {
  const items = [...accounts, ...contacts, ...(limits ? [limits] : []), ...(defaults ? [defaults] : [])];
  return new Map(items.map(({ path, value }) => [path.join('/'), canonicalJson(value)]));
}

/** Draws a path and a value: of a declared field, of a member in it, or of a field that is not declared. */
function drawEdit(draw: fc.GeneratorValue, contacts: readonly Mapping[], contact: number): ContactEdit {
  const declared = contacts[contact] ?? {};
  const names = [...Object.keys(declared).filter((name) => name !== 'email'), ...Object.keys(FIELDS)];
  const field = draw(fc.constantFrom, ...names) as keyof typeof FIELDS;
  const value = draw(() => FIELDS[field] as fc.Arbitrary<Json>);
  const members = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [member] = members;
  const isWhole = member === undefined || draw(fc.boolean);
  const path = isWhole ? [field] : [field, member[0]];
  const kind = draw(fc.constantFrom, 'set', 'set', 'remove') as 'set' | 'remove';
  return kind === 'set' ? { kind, contact, path, value: isWhole ? value : member[1] } : { kind, contact, path };
}

/** The path that an edit changes, as owners of lines name it: of the mapping that goes with its last member, or of a short form. */
function changedPath(edit: ContactEdit, before: ParsedFile, after: ParsedFile): string {
  const path = ['contacts', String(edit.contact), ...edit.path];
  if (canonicalJson(after.contacts[edit.contact]?.value) === '{}') return path.slice(0, 2).join('/');
  const declared = Object(before.contacts[edit.contact]?.value)[edit.path[0] ?? ''];
  if (Array.isArray(declared)) return path.slice(0, 3).join('/');
  const missing = (file: ParsedFile) => {
    let value: Json | undefined = file.contacts[edit.contact]?.value;
    return edit.path.findIndex((name) => {
      value = Object(value)[name];
      return value === undefined;
    });
  };
  const depth = Math.min(...[missing(before), missing(after)].filter((found) => found >= 0), edit.path.length - 1);
  return path.slice(0, depth + 3).join('/');
}

/** Whether an edit of a path may change a line: the value is on it, or is in brackets that are on it. */
function mayChange({ owner, holdsValue }: Line, path: string): boolean {
  if (owner === undefined) return false;
  return isWithin(owner, path) || (holdsValue && isWithin(path, owner));
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** A line without its comma: in brackets, the one before a new last element gets one. */
function withoutComma(line: string): string {
  return line.replace(/,(?=\s*(?:#.*)?$)/, '');
}

/** Expects that lines which may not change are in the new text, in their order and unchanged. */
function expectLines(given: Layout, after: string, mayChangeLine: (line: Line, index: number) => boolean): void {
  const found = after.slice(given.mark.length).split(given.eol).map(withoutComma);
  let next = 0;
  given.lines.forEach((line, index) => {
    if (mayChangeLine(line, index)) return;
    const at = found.indexOf(withoutComma(line.text), next);
    expect(at, `line ${index + 1} of\n${textOf(given)}\nin\n${after}`).toBeGreaterThanOrEqual(next);
    next = at + 1;
  });
  expect(after.startsWith(given.mark)).toBe(true);
  if (given.eol === '\r\n') expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  else expect(after).not.toContain('\r');
}

/** The first key of a contact moves up to the dash if those before it are removed. */
function movesUp(given: Layout, index: number, path: string): boolean {
  const owner = given.lines[index]?.owner ?? '';
  const contact = path
    .split('/')
    .slice(0, path.split('/').length - 1)
    .join('/');
  if (!isWithin(owner, contact) || owner === contact) return false;
  const before = given.lines
    .slice(0, index)
    .filter((line) => isWithin(line.owner ?? '', contact) && line.owner !== contact);
  return before.length > 0 && before.every((line) => isWithin(line.owner ?? '', path));
}

/** Expects that a refusal is due: only aliases can make one necessary in these layouts. */
function expectDue(given: Layout, edit: Edit, code: string): void {
  const isDue =
    (code === 'not-declared' && edit.kind === 'remove') ||
    (code === 'not-a-mapping' && 'path' in edit && edit.path.length > 1) ||
    (code === 'shared-anchor' && /[ [,{-]\*[an]/.test(textOf(given)));
  expect(isDue, `${code}: ${JSON.stringify(edit)} in\n${textOf(given)}`).toBe(true);
}

const layouts = fc.tuple(layout, fc.gen());

describe.each(RUNS)('in $runs layouts', ({ runs, options }) => {
  it('changes the value asked for, no other value, and only its lines', options, async () => {
    let edited = 0;
    await fc.assert(
      fc.asyncProperty(layouts, async ([build, draw]) => {
        const given = build(draw);
        const text = textOf(given);
        const before = await parse(given, text);
        const edit = drawEdit(draw, given.contacts, draw(fc.nat, given.contacts.length - 1));
        const result = await editManifest({ format: given.format, text }, [edit]);
        if (!result.ok) {
          expectDue(given, edit, result.refusal.code);
          return;
        }
        edited += 1;
        const after = await parse(given, result.text);
        const [was, is] = [valuesOf(before), valuesOf(after)];
        for (const [place, value] of was) if (place !== `contacts/${edit.contact}`) expect(is.get(place)).toBe(value);
        const expected = expectedContact(before.contacts[edit.contact]?.value as Mapping, edit);
        expect(JSON.parse(is.get(`contacts/${edit.contact}`) ?? '')).toEqual(JSON.parse(canonicalJson(expected)));
        if (canonicalJson(expected) === was.get(`contacts/${edit.contact}`)) expect(result.text).toBe(text);
        const path = changedPath(edit, before, after);
        expectLines(
          given,
          result.text,
          (line, index) => mayChange(line, path) || movesUp(given, index, path) || isAmong(given, index, path),
        );
      }),
      { numRuns: runs },
    );
    expect(edited).toBeGreaterThan(runs / 3);
  });

  it('adds and removes contacts, and changes no other line', options, async () => {
    await fc.assert(
      fc.asyncProperty(layouts, async ([build, draw]) => {
        const given = build(draw);
        const text = textOf(given);
        const before = await parse(given, text);
        const contact = draw(fc.nat, given.contacts.length - 1);
        const isAdded = draw(fc.boolean);
        const value = draw(() => contactValue);
        const edit: Edit = isAdded ? { kind: 'add-contact', value } : { kind: 'remove-contact', contact };
        const result = await editManifest({ format: given.format, text }, [edit]);
        if (!result.ok) {
          expectDue(given, edit, result.refusal.code);
          return;
        }
        const after = await parse(given, result.text);
        const old = before.contacts.map((item) => canonicalJson(item.value));
        const expected = isAdded ? [...old, canonicalJson(value)] : old.filter((_, index) => index !== contact);
        expect(after.contacts.map((item) => canonicalJson(item.value))).toEqual(expected);
        const isEmptied = expected.length === 0;
        expectLines(given, result.text, (line, index) => {
          if (isWithin(line.owner ?? '', isAdded ? 'contacts/none' : `contacts/${contact}`)) return true;
          if (line.owner === 'contacts' && (isEmptied || line.holdsValue)) return true;
          return !isAdded && isAmong(given, index, `contacts/${contact}`);
        });
      }),
      { numRuns: runs },
    );
  });

  it('edits of different contacts commute, and are the same together', options, async () => {
    await fc.assert(
      fc.asyncProperty(layouts, async ([build, draw]) => {
        const given = build(draw);
        if (given.contacts.length < 2) return;
        const { format } = given;
        const text = textOf(given);
        const a = drawEdit(draw, given.contacts, 0);
        const b = drawEdit(draw, given.contacts, given.contacts.length - 1);
        const inTurn = async (first: Edit, second: Edit) => {
          const result = await editManifest({ format, text }, [first]);
          return result.ok ? editManifest({ format, text: result.text }, [second]) : result;
        };
        const [ab, ba] = [await inTurn(a, b), await inTurn(b, a)];
        // An alias that the other edit replaces no longer forbids this one.
        if (!ab.ok || !ba.ok) return;
        expect(ab.text).toBe(ba.text);
        const together = await editManifest({ format, text }, [a, b]);
        if (together.ok) expect(together.text).toBe(ab.text);
      }),
      { numRuns: runs },
    );
  });
});

/** Whether a line is a comment or a blank one between the lines of a value, which may go with it. */
function isAmong({ lines }: Layout, index: number, owner: string): boolean {
  const isOf = (line: Line) => isWithin(line.owner ?? '', owner);
  return lines[index]?.owner === undefined && lines.slice(0, index).some(isOf) && lines.slice(index).some(isOf);
}

/** What the contact should be, told without the editor. */
function expectedContact(contact: Mapping, edit: ContactEdit): Json {
  const [field = '', member] = edit.path;
  const value = edit.kind === 'set' ? edit.value : undefined;
  if (member === undefined) return withMember(contact, field, value);
  const old = contact[field];
  if (Array.isArray(old)) {
    const others = old.filter((item) => item !== member);
    const members = value === true ? (old.includes(member) ? old : [...old, member]) : others;
    return withMember(contact, field, members);
  }
  const inner = withMember((old ?? {}) as Mapping, member, value);
  return withMember(contact, field, Object.keys(inner).length === 0 ? undefined : inner);
}

function withMember(mapping: Mapping, name: string, value: Json | undefined): Mapping {
  const others = Object.entries(mapping).filter(([key]) => key !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value] as const]);
}
