// The compiled validators. Required, not imported: to import a CommonJS module, Node first scans all its text for names, which
// takes four times as long as running it.

import { createRequire } from 'node:module';

export const { validateAccount, validateContact, validateDefaults, validateJournal, validatePlan } = createRequire(
  import.meta.url,
)('#validators') as typeof import('#validators');
