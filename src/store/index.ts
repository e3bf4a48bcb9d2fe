// The store: files under .rollcall, readable by their owner only and written atomically. It knows no contacts, plans or
// vendors; callers decide what is written. Failures are StoreErrors.

export { AgeError, decryptWith, type Encrypt, encryptTo, encryptToOwner, isEncrypted } from './age.ts';
export { credentialKey } from './credential-key.ts';
export { ensurePrivateDirectory, ensureStore } from './directory.ts';
export { type BudgetUse, type LimitHistory, limitHistory } from './limits.ts';
export { acquireLock, type Lock, type LockTaken } from './lock.ts';
export type { LockOwner } from './lock-file.ts';
export { openPrivate } from './open-private.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
export { type Content, writePrivate } from './write-private.ts';
