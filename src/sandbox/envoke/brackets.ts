// Parses a query string the way PHP does: `filter[email][$in][]=a&filter[email][$in][]=b` becomes a tree. If a name occurs more
// than once, its last value is used.

/** The parameters of a query, or the members of one parameter, keyed by name. */
export type QueryTree = Map<string, QueryNode>;
/** The value of a parameter or member: a text, or further members. */
export type QueryNode = string | QueryTree;

/**
 * Parses a query into a tree of its parameters.
 *
 * @param query without the question mark, percent-encoded
 */
export function parseBrackets(query: string): QueryTree {
  const root: QueryTree = new Map();
  for (const [name, value] of new URLSearchParams(query)) insert(root, pathOf(name), value);
  return root;
}

/** Splits a parameter's name into its segments: `a[b][]` → `a`, `b` and an empty string. */
function pathOf(name: string): readonly string[] {
  const bracket = name.indexOf('[');
  if (bracket <= 0) return [name];
  return [name.slice(0, bracket), ...[...name.slice(bracket).matchAll(/\[([^\]]*)\]/g)].map(([, key = '']) => key)];
}

function insert(root: QueryTree, path: readonly string[], value: string): void {
  let tree = root;
  for (const [index, segment] of path.entries()) {
    const key = segment === '' ? String(tree.size) : segment;
    if (index === path.length - 1) {
      tree.set(key, value);
      return;
    }
    const existing = tree.get(key);
    const next: QueryTree = existing instanceof Map ? existing : new Map();
    tree.set(key, next);
    tree = next;
  }
}
