// Parses a query the way PHP does: `filter[email][$in][]=a&filter[email][$in][]=b` becomes a tree. Of equal names the
// last wins.

/** The parameters, or the members of one parameter, by name. */
export type QueryTree = Map<string, QueryNode>;
/** A parameter's value. */
export type QueryNode = string | QueryTree;

/** @param query without the question mark, still percent-encoded */
export function parseBrackets(query: string): QueryTree {
  const root: QueryTree = new Map();
  for (const [name, value] of new URLSearchParams(query)) insert(root, pathOf(name), value);
  return root;
}

/** Splits a parameter's name: `a[b][]` → a, b, "". */
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
