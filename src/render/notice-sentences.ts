// What each rule says of a contact beside its changes.

import type { PlannedNotice } from '../plan/document.ts';

export const NOTICES: Readonly<Record<PlannedNotice['rule'], string>> = {
  'undated-resubscribe':
    'an opt-out without a date is lifted on the word of the manifest; drop `supersedesOptOut` once that is applied',
  'evidence-not-sent': 'evidence of consent that changed is not sent, as it travels with a change of status only',
  'consent-expires': 'implied consent ends by itself and is not renewed; ask for express consent',
  'changed-since-base': 'dropped since the base, and kept, as live has another value by now',
  'email-change-done': 'the vendor has the new email; drop `previously`',
  'no-longer-declared': 'the base declared it and the manifests no longer do; it is left alone',
};
