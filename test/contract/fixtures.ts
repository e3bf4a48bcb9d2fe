// How to speak to each vendor's side of the sandbox, in the vendor's own words, written from its documents: they share no
// mapping with the providers under test.

import type { DialectName } from '../../src/providers/table.ts';
import { envoke } from './fixtures/envoke.ts';
import type { Fixture } from './fixtures/fixture.ts';
import { loops } from './fixtures/loops.ts';
import { omnisend } from './fixtures/omnisend.ts';

export const FIXTURES: Readonly<Record<DialectName, Fixture>> = {
  'omnisend@2026-03-15': omnisend('/api', (email) => ({
    identifiers: [
      {
        type: 'email',
        id: email,
        channels: { email: { status: 'nonSubscribed', statusChangedAt: '1970-01-01T00:00:00Z' } },
        sendWelcomeMessage: false,
      },
    ],
  })),
  'omnisend@v5': omnisend('/v5', (email) => ({
    identifiers: [
      {
        type: 'email',
        id: email,
        channels: { email: { status: 'nonSubscribed', statusDate: '1970-01-01T00:00:00Z' } },
      },
    ],
    sendWelcomeEmail: false,
  })),
  'omnisend@v3': omnisend('/v3', (email) => ({
    identifiers: [
      {
        type: 'email',
        id: email,
        channels: { email: { status: 'nonSubscribed', statusDate: '1970-01-01T00:00:00Z' } },
        sendWelcomeMessage: false,
      },
    ],
    sendWelcomeEmail: false,
  })),
  'loops@v1': loops,
  'envoke@v1': envoke,
};
