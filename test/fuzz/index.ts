// What scripts/fuzz.mjs bundles.

export { openTarget, saveCase } from './campaign.ts';
export { TARGETS } from './targets.ts';
