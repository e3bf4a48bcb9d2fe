// What an apply did at one account, as far as the record needs it.

import type { DesiredContact } from '../../../contact/contact.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { UndeclaredInputs } from '../../consent/undeclared.ts';
import type { Revision } from '../document.ts';
import type { RecordLayers } from '../layers.ts';

/** How an apply ended for one contact: see the table in exceptions.ts. */
export type Confirmation = 'confirmed' | 'not sent' | 'unconfirmed';

/** What an apply did at one account. */
export interface AppliedAccount {
  readonly account: Account;
  /** All contacts that the planned manifests declare at the account, regardless of filters. */
  readonly declared: readonly DesiredContact[];
  /** The contacts that the planned manifests propose at the account (`stage: proposed`). */
  readonly proposed?: readonly DesiredContact[];
  /** Revision of the planned manifests. */
  readonly revision: Revision;
  /** The record before the apply; no layers for a first run. */
  readonly before: RecordLayers;
  /** Returns how the apply ended for the contact with this key. */
  readonly ended: (key: string) => Confirmation;
  /**
   * True if the plan was compared with the record. Otherwise it could not remove what the record declares and the manifests no
   * longer do.
   */
  readonly wasBase: boolean;
  /** Whether the apply has deleted the contact with a key. */
  readonly isDeleted?: UndeclaredInputs['isDeleted'];
  /** Whether an erasure names the person. */
  readonly isForgotten?: UndeclaredInputs['isForgotten'];
  /** Hashes of identifiers of people whom an erasure in the plan names; absent: none. */
  readonly forgotten?: UndeclaredInputs['forgotten'];
  /** The account as the record declares it; absent: as it is declared now. */
  readonly former?: UndeclaredInputs['former'] | undefined;
  /** Whether the apply has shown that the vendor has the contact with a key, also if not all of its change was confirmed. */
  readonly isShown?: (key: string) => boolean;
  /** Keys of contacts that were not planned, because invalid entries may be about them; absent: none. */
  readonly leftOut?: ReadonlySet<string> | undefined;
}
