// The three-way merge as a table (docs/semantics.md#three-way-merge); three-way/case.ts describes a row.

import { CONTACTS, NEVER_WRITTEN } from './three-way/contacts.ts';
import { PROPERTIES } from './three-way/properties.ts';
import { SCALARS } from './three-way/scalars.ts';
import { SETS } from './three-way/sets.ts';

export const THREE_WAY_CASES = [...SCALARS, ...PROPERTIES, ...SETS, ...NEVER_WRITTEN, ...CONTACTS];
