/** Environment variables by name. They must be the process's own: a file of the checkout could send a key through its proxy. */
export type NetworkEnvironment = Readonly<Record<string, string | undefined>>;
