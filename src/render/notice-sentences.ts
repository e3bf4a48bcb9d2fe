// What each rule says of a contact beside its changes.

import type { PlannedNotice } from '../plan/document.ts';

export const NOTICES: Readonly<Record<PlannedNotice['rule'], string>> = {
  'evidence-not-sent': 'evidence of consent that changed is not sent, as it travels with a change of status only',
  'consent-expires': 'implied consent ends by itself and is not renewed; ask for express consent',
  'changed-since-base': 'dropped since the base, and kept, as live has another value by now',
  'email-change-done': 'the vendor has the new email; drop `previously`',
};
