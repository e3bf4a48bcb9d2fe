// The type and the type guard for parsed JSON objects whose content is not known.

/** A JSON object whose members are not checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for an object that is not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
