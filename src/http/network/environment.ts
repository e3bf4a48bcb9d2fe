/**
 * Environment variables by name. They must be those of the process, never read from a file of the checkout: such a file could
 * name a proxy to which a vendor's key would be sent.
 */
export type NetworkEnvironment = Readonly<Record<string, string | undefined>>;
