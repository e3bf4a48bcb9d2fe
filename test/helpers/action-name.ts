// The name under which workflows use this repository as an action, as package.json has it.

import { readFileSync } from 'node:fs';

const { repository } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly repository: { readonly url: string };
};

/** `OWNER/rollcall@` until the repository has an owner. */
export const ACTION = `${/github\.com\/([^/]+\/[^/.]+)/.exec(repository.url)?.[1]}@`;
