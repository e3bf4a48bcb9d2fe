// Splits values into their structure (the names of all members, nested) and a flat list of what they contain, and puts both together
// again. Structures are kept in a tree by name, so that finding the structure of a value compares no long texts.

import type { Json } from '../canonical.ts';

/** A value without its structure. */
export interface Shape {
  /** Number of the structure. */
  readonly shape: number;
  /** Everything but mappings: texts, numbers, booleans, null and lists, in the order of the members. */
  readonly values: readonly Json[];
}

/** All structures that have been seen. */
export interface ShapeTree {
  /** Splits a value; undefined if it cannot be put together again exactly, or if there are too many structures. */
  take(value: object): Shape | undefined;
  /** Puts a value together. */
  fill(shape: number, values: readonly Json[]): Readonly<Record<string, unknown>>;
}

/** A step in the tree: after the names that lead here. */
interface Node {
  readonly members: Map<string, Node>;
  /** Where a mapping goes on that begins as the value of the last name; absent: no value was a mapping here. */
  inside?: Node;
  /** Where the surrounding mapping goes on after one ends here. */
  after?: Node;
  /** Number of the structure that ends here. */
  shape?: number;
}

/** The structure of one mapping: names, with the structure of each value that is a mapping itself. */
type Template = readonly (readonly [name: string, inner: Template | undefined])[];

/** Data that differ in structure from value to value would fill the memory with structures. */
const MAX_NODES = 100_000;

/** Creates an empty tree. */
export function shapeTree(): ShapeTree {
  const root: Node = { members: new Map() };
  const templates: Template[] = [];
  let nodes = 1;

  function step(known: Node | undefined): Node | undefined {
    if (known !== undefined) return known;
    if (nodes >= MAX_NODES) return undefined;
    nodes += 1;
    return { members: new Map() };
  }

  function walk(node: Node, value: object, values: Json[]): Node | undefined {
    let at = node;
    for (const name of Object.keys(value)) {
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (member === undefined) continue;
      // To assign this name would change the prototype.
      if (name === '__proto__') return undefined;
      const next = step(at.members.get(name));
      if (next === undefined) return undefined;
      at.members.set(name, next);
      at = next;
      if (isMapping(member)) {
        const inside = step(at.inside);
        if (inside === undefined) return undefined;
        at.inside = inside;
        const end = walk(inside, member, values);
        if (end === undefined) return undefined;
        const after = step(end.after);
        if (after === undefined) return undefined;
        end.after = after;
        at = after;
      } else if (isExact(member)) values.push(member);
      else return undefined;
    }
    return at;
  }

  return {
    take(value) {
      const values: Json[] = [];
      const end = walk(root, value, values);
      if (end === undefined) return undefined;
      if (end.shape === undefined) {
        end.shape = templates.length;
        templates.push(templateOf(value));
      }
      return { shape: end.shape, values };
    },
    fill(shape, values) {
      const next = { index: 0 };
      return fillTemplate(templates[shape] ?? [], values, next);
    },
  };
}

function templateOf(value: object): Template {
  return Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, isMapping(member) ? templateOf(member) : undefined] as const],
  );
}

function fillTemplate(template: Template, values: readonly Json[], next: { index: number }): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const [name, inner] of template) {
    if (inner !== undefined) filled[name] = fillTemplate(inner, values, next);
    else {
      filled[name] = values[next.index];
      next.index += 1;
    }
  }
  return filled;
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True if JSON keeps the value exactly. */
function isExact(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every((item) => !isMapping(item) && isExact(item));
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
