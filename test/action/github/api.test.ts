// The API client on loopback: pages, errors, and where the token is sent.

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openApi } from '../../../src/action/github/api.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Received = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

async function apiAt(answer: (request: Received, origin: string) => Answer) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    received.push(request);
    const { status = 200, headers = {}, body = {} } = answer(request, `http://${request.headers.host}`);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  // A server of one's own has the API below a path.
  const api = openApi({ url: `http://127.0.0.1:${port}/api/v3`, repository: 'acme/contacts', token: 'token-1234567' });
  onTestFinished(async () => {
    await api.close();
    server.close();
  });
  return { api, received };
}

test('follows pages by the query of their links, and sends the token only to the API', async () => {
  const links = ['https://elsewhere.example/api/v3/other?page=2&per_page=100', undefined];
  const { api, received } = await apiAt(() => {
    const link = links.shift();
    return { body: [links.length], ...(link !== undefined && { headers: { link: `<${link}>; rel="next"` } }) };
  });
  expect(await api.readPages('/actions/artifacts', [['name', 'a b']])).toEqual([[1], [0]]);
  expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /api/v3/repos/acme/contacts/actions/artifacts?name=a%20b&per_page=100',
    'GET /api/v3/repos/acme/contacts/actions/artifacts?page=2&per_page=100',
  ]);
  expect(received.map(({ headers }) => headers)).toMatchObject(
    Array.from({ length: 2 }, () => ({
      authorization: 'Bearer token-1234567',
      accept: 'application/vnd.github+json',
      'user-agent': 'rollcall',
      'x-github-api-version': '2022-11-28',
    })),
  );
});

test.each([403, 429, 502])('a status of %i is an error, after one attempt, without the token', async (status) => {
  const { api, received } = await apiAt(() => ({ status, body: { message: 'no token-1234567' } }));
  const failed = { status, message: `GitHub answered ${status} to GET /repos/acme/contacts/actions/runs/1` };
  await expect(api.read('/actions/runs/1')).rejects.toMatchObject(failed);
  expect(received.length).toBe(1);
});

test('a redirect is not followed', async () => {
  const { api, received } = await apiAt((_, origin) => ({ status: 302, headers: { location: `${origin}/elsewhere` } }));
  await expect(api.write('POST', '/issues/7/comments', { body: 'x' })).rejects.toThrow('a redirect');
  expect(received.length).toBe(1);
});

test('the error for a token that a header cannot contain names the header only', async () => {
  const open = () => openApi({ url: 'http://127.0.0.1', repository: 'acme/contacts', token: 'one\ntwo' });
  expect(open).toThrow('GitHub: the header authorization cannot be sent');
});

describe('a file behind a redirect', () => {
  test('is downloaded without the token, which the API alone gets', async () => {
    const { api, received } = await apiAt(({ url }, origin) =>
      url === '/signed?sig=1' ? { body: 'content' } : { status: 302, headers: { location: `${origin}/signed?sig=1` } },
    );
    expect((await api.download('/actions/artifacts/1/zip')).toString()).toBe('"content"');
    expect(received.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/api/v3/repos/acme/contacts/actions/artifacts/1/zip', 'Bearer token-1234567'],
      ['/signed?sig=1', undefined],
    ]);
  });

  test.each([
    ['from the API', (): Answer => ({ status: 403 }), 403],
    ['from the storage', (url = '', origin = ''): Answer => redirectOnce(url, origin, { status: 404 }), 404],
  ])('that is refused %s is an error with the status, and without the signed address', async (_, answer, status) => {
    const { api } = await apiAt(({ url }, origin) => answer(url, origin));
    const message = `GitHub answered ${status} to GET /repos/acme/contacts/actions/artifacts/1/zip`;
    await expect(api.download('/actions/artifacts/1/zip')).rejects.toMatchObject({ status, message });
  });

  test.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'http://127.0.0.1:9/signed?sig=1'])(
    'at %s is not downloaded, and the error does not quote it',
    async (location) => {
      const { api } = await apiAt(() => ({ status: 302, headers: { location } }));
      const message = 'GitHub: GET /repos/acme/contacts/actions/artifacts/1/zip: the download failed';
      await expect(api.download('/actions/artifacts/1/zip')).rejects.toMatchObject({ message, kind: 'reset' });
    },
  );
});

function redirectOnce(url: string, origin: string, then: Answer): Answer {
  return url.startsWith('/signed') ? then : { status: 302, headers: { location: `${origin}/signed?sig=1` } };
}
