// The capabilities of a dialect at one account, where unproven facts were found out. Pure.

import type { Capabilities, FieldSupport, Finding, UnprovenFact } from '../../providers/capabilities.ts';

/**
 * Returns the capabilities with what was found. A proved fact counts like a documented one; one that the vendor ignored or refused
 * takes the capability away.
 *
 * @param findings by the ids of facts; ids that the dialect does not have are ignored
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
