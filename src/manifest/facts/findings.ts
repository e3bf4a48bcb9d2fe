// Adapts the capabilities of a dialect to what was found out at one account about unproven facts. Pure.

import type { Capabilities, FieldSupport, Finding, UnprovenFact } from '../../providers/capabilities.ts';

/**
 * Returns the capabilities, changed by the findings. A proved fact is treated like a documented one; a fact that the vendor
 * ignored or refused takes the capability away.
 *
 * @param findings map from the id of a fact to what was found; ids that the dialect does not have are ignored
 */
export function withFindings<C extends Capabilities>(capabilities: C, findings: ReadonlyMap<string, Finding>): C {
  return capabilities.unproven.reduce((found, fact) => {
    const finding = findings.get(fact.id);
    return finding === undefined ? found : withFinding(found, fact, finding);
  }, capabilities);
}

function withFinding<C extends Capabilities>(capabilities: C, { field, decides }: UnprovenFact, found: Finding): C {
  const isProved = found.result === 'proved';
  if (decides === 'time') {
    const { customProperties } = capabilities;
    const dates = isProved ? {} : ({ dates: 'day' } as const);
    return { ...capabilities, customProperties: { ...customProperties, ...dates, found } };
  }
  if (decides === 'clear') {
    const support: FieldSupport = capabilities.fields[field];
    if (!support.has) return capabilities;
    const clear = isProved ? 'yes' : 'no';
    return { ...capabilities, fields: { ...capabilities.fields, [field]: { ...support, clear, found } } };
  }
  if (field !== 'tags' && field !== 'lists' && field !== 'autoresponders') return capabilities;
  return { ...capabilities, [field]: { ...capabilities[field], listRemovals: isProved, found } };
}
