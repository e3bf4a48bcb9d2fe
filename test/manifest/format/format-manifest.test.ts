// The canonical layout, each case with the whole text before and after, and its laws over generated layouts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatManifest } from '../../../src/manifest/format/index.ts';
import type { ManifestFormat } from '../../../src/manifest/read/source.ts';
import { layout, textOf } from '../edit/layouts.ts';

async function formatted(text: string, format: ManifestFormat = 'yaml') {
  const result = await formatManifest({ format, text });
  return result.ok ? result.text : result.refusal;
}

interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly format?: ManifestFormat;
}

const CASES: readonly Case[] = [
  {
    name: 'keys stand in the order of the schema, with their comments',
    before:
      'contacts:\n  - tags: [ a,b ] # his\n    # where he lives\n    city: "Oslo"\n    email: a@x.co\ndefaults:\n  welcome: true\n',
    after:
      'defaults:\n  welcome: true\ncontacts:\n  - email: a@x.co\n    # where he lives\n    city: Oslo\n    tags: [a, b] # his\n',
  },
  {
    name: 'a contact has one form',
    before: 'contacts: [ { email: a@x.co, channels: { sms: unsubscribed, email: { status: subscribed } } } ]\n',
    after:
      'contacts:\n  - email: a@x.co\n    channels:\n      email:\n        status: subscribed\n      sms: unsubscribed\n',
  },
  {
    name: 'quotes only where they are needed',
    before: `contacts:\n- email: 'a@x.co'\n  city: "null"\n  postalCode: '02142'\n  customProperties: { a: "1", b: 'x', "c d": "a: b" }\n`,
    after:
      'contacts:\n  - email: a@x.co\n    city: "null"\n    postalCode: 02142\n    customProperties:\n      a: "1"\n      b: x\n      c d: "a: b"\n',
  },
  {
    name: 'comments of every kind',
    before: `# yaml-language-server: $schema=x
# about the contacts
contacts: # all

# first
-   email: a@x.co   # hers


    customProperties: # some
        age: 3
        # height: 170
    # lastName: none
# second
-   # inside
    email: b@x.co
    tags: { # set
      # is
      a: true, # A
      # none
    } # end of set
    lists: [
      x, # X
    ]
    # at the end of b
# at the end
`,
    after: `# yaml-language-server: $schema=x
# about the contacts
contacts: # all
  # first
  - email: a@x.co # hers

    customProperties: # some
      age: 3
      # height: 170
    # lastName: none
  # second
  # inside
  - email: b@x.co
    # end of set
    tags: # set
      # is
      a: true # A
      # none
    lists:
      - x # X
    # at the end of b
# at the end
`,
  },
  {
    name: 'anchors stay before their aliases',
    before:
      'contacts:\n- tags: &t ["a"]\n  city: &c "Oslo"\n  email: a@x.co\n- lists: *t\n  city: *c\n  email: b@x.co\n- at: { shop: { city: &d X } }\n  city: *d\n  email: c@x.co\n',
    after:
      'contacts:\n  - email: a@x.co\n    city: &c "Oslo"\n    tags: &t ["a"]\n  - email: b@x.co\n    city: *c\n    lists: *t\n  - at:\n      shop:\n        city: &d X\n    city: *d\n    email: c@x.co\n',
  },
  {
    name: 'CRLF, a byte order mark, a document start and a missing line end',
    before: '\uFEFF--- # start\r\ncontacts:\r\n- email: a@x.co',
    after: '# start\ncontacts:\n  - email: a@x.co\n',
  },
  {
    name: 'texts of several lines',
    before: 'contacts:\n- email: a@x.co\n  address: > # two\n     one\n\n     two\n  city: "a\n    b"\n',
    after: 'contacts:\n  - email: a@x.co\n    # two\n    address: |\n      one\n      two\n    city: a b\n'.replace(
      '    # two\n    address: |\n',
      '    address: | # two\n',
    ),
  },
  {
    name: 'JSON',
    format: 'json',
    before:
      '{"contacts":[{"city":"X","email":"a@x.co","tags":["a","b"],"customProperties":{"b":1.5,"a":[]}}],"defaults":{}}',
    after: `{
  "defaults": {},
  "contacts": [
    {
      "email": "a@x.co",
      "city": "X",
      "tags": ["a", "b"],
      "customProperties": {
        "b": 1.5,
        "a": []
      }
    }
  ]
}
`,
  },
  {
    name: 'NDJSON',
    format: 'ndjson',
    before: '{ "defaults": { "welcome": true, "city": "X" } }\r\n\r\n  { "city": "Y", "email": "a@x.co" }',
    after: '{"defaults":{"city":"X","welcome":true}}\n{"email":"a@x.co","city":"Y"}\n',
  },
  {
    name: 'numbers keep their spelling',
    before: 'limits: { maxRequests: 0x10, maxMinutes: .inf }\n',
    after: 'limits:\n  maxRequests: 0x10\n  maxMinutes: .inf\n',
  },
  { name: 'a file of comments', before: '# nothing yet\n', after: '# nothing yet\n' },
];

describe('the canonical layout', () => {
  it.each(CASES)('$name', async ({ before, after, format }) => {
    expect(await formatted(before, format)).toEqual(after);
    expect(await formatted(after, format)).toEqual(after);
  });

  it('leaves a file with a mistake alone', async () => {
    expect(await formatted('contacts:\n- email: a\n  email: b\n')).toEqual({ code: 'mistake', line: 3 });
  });
});

const RUNS = [
  { runs: 60, options: { tags: ['slow'], timeout: 60_000 } },
  { runs: Number(process.env.FUZZ_RUNS ?? 2000), options: { tags: ['slow'], timeout: 600_000 } },
];

describe.each(RUNS)('in $runs layouts', ({ runs, options }) => {
  it('keeps every value and comment, and changes nothing the second time', options, async () => {
    await fc.assert(
      fc.asyncProperty(layout, fc.gen(), async (build, draw) => {
        const given = build(draw);
        // formatManifest itself compares values and comments, and throws if they differ.
        const result = await formatManifest({ format: given.format, text: textOf(given) });
        expect(result.ok, textOf(given)).toBe(true);
        if (!result.ok) return;
        expect(await formatManifest({ format: given.format, text: result.text })).toEqual(result);
      }),
      { numRuns: runs },
    );
  });
});
