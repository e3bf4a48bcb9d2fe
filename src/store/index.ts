// The store: files under .rollcall, private to their owner and atomic. It knows no contact, plan or vendor: others say what
// is written. Failures are HintedErrors `store`.

export { decryptWith, type Encrypt, encryptTo, encryptToOwner, isEncrypted } from './age.ts';
export { credentialKey } from './credential-key.ts';
export { ensurePrivateDirectory, ensureStore } from './directory.ts';
export { type BudgetUse, type LimitHistory, limitHistory } from './limits.ts';
export { acquireLock, type Lock, type LockTaken } from './lock.ts';
export type { LockHolder } from './lock-file.ts';
export { openOwn } from './open-own.ts';
export { type Text, writePrivate } from './write-private.ts';
