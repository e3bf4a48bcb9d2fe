// Types of the values in a manifest after schema validation. Strings are not normalised: they are as written in the file.

import type { Basis, ConsentEvidence, Status } from '../../contact/consent.ts';
import type { OnMissing, OnRemoved, PropertyValue } from '../../contact/contact.ts';
import type { Channel, ScalarField, SetField } from '../../contact/fields.ts';
import type { KeyField, ProviderName } from '../../providers/table.ts';
import type { BEHIND, Policies } from '../account-settings.ts';
import type { Exclusion, Expected, Limits } from '../configuration.ts';

/** A channel's subscription, as written under `channels`. */
export interface WrittenChannel {
  readonly status?: Status;
  readonly statusChangedAt?: string;
  readonly basis?: Basis;
  readonly consent?: ConsentEvidence;
}

type WrittenSet = readonly string[] | Readonly<Record<string, boolean | null>>;

/** Fields of a contact, of `defaults` or of an account under `at`; the schema allows each of them only some of these. */
export interface WrittenBlock
  extends Partial<Record<ScalarField, string | null>>,
    Partial<Record<SetField, WrittenSet>> {
  readonly id?: string;
  readonly userId?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly customProperties?: Readonly<Record<string, PropertyValue | null>>;
  readonly channels?: Readonly<Partial<Record<Channel, Status | WrittenChannel>>>;
  readonly prune?: readonly 'customProperties'[];
  readonly welcome?: boolean;
  readonly protect?: boolean;
  readonly recreate?: boolean;
  readonly createdAt?: string;
  readonly onMissing?: OnMissing;
  readonly onRemoved?: OnRemoved;
}

/** A contact, or the `defaults` of a file. */
export interface WrittenContact extends WrittenBlock {
  readonly accounts?: readonly string[];
  /** Present if the entry is a proposal, which plans show and which is never sent. */
  readonly stage?: 'proposed';
  readonly unmanaged?: readonly string[];
  /** Code of a country: local phone numbers are read as numbers of this country. */
  readonly phoneRegion?: string;
  readonly previously?: { readonly email: string };
  readonly at?: Readonly<Record<string, WrittenBlock>>;
}

/** What an environment declares about one account: the settings that differ, or false if the account is not there. */
export type WrittenEnvironmentAccount = false | (Omit<Partial<WrittenAccount>, 'provider'> & WrittenScope);

/** Settings that only environments have. */
export interface WrittenScope {
  readonly contacts?: readonly string[];
  readonly behind?: (typeof BEHIND)[number];
}

/** An environment. */
export interface WrittenEnvironment extends WrittenScope {
  readonly accounts?: Readonly<Record<string, WrittenEnvironmentAccount>>;
}

/** The settings of an account. */
export interface WrittenAccount extends Partial<Policies> {
  readonly provider: ProviderName;
  readonly apiVersion?: string;
  readonly apiKey?: string;
  readonly apiId?: string;
  readonly baseUrl?: string;
  readonly rateLimit?: string;
  readonly backfillConsent?: boolean;
  readonly defineProperties?: boolean;
  readonly keyField?: KeyField;
  readonly sender?: string;
  readonly team?: string;
  readonly limits?: Limits;
  readonly expect?: Expected;
  readonly exclude?: Exclusion;
  readonly facts?: readonly Readonly<Record<string, string>>[];
}
