import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { errorAnswer } from '../../server/contracts/errors.ts';
import { listen } from '../../server/http/listen.ts';
import { openGuardedCompany, type GuardedCompany, type Visitor } from './access-fixture.ts';

let guarded: GuardedCompany;
let admin: Visitor;
let east: Visitor;

beforeAll(async () => {
  guarded = await openGuardedCompany();
  [admin, east] = [await guarded.signedIn('admin'), await guarded.signedIn('east')];
});
afterAll(() => guarded.close());
// whatever was sent, the process answers the next
afterEach(async () => expect((await guarded.visitor().ask('/api/health')).status).toBe(200));

const STRANGE = [
  ...[
    "' or '1'='1",
    "'; drop table treeline.account; --",
    '" union select 1 --',
    '${1234*4321}',
    '{{1234*4321}}',
  ],
  ...[
    '<%= 1234*4321 %>',
    '#{1234*4321}',
    '../../../etc/passwd',
    '..\\..\\x',
    '%00',
    '\0',
    'a\0b',
    '\r\nset-cookie: x=1',
  ],
  ...['=cmd|calc', '__proto__', 'constructor', '\u202e', '-1', '1e999', 'NaN', '{}', '[]', 'null'],
];

/** Every parameter that an address takes. */
const PARAMETERS: readonly (readonly [path: string, names: readonly string[]])[] = [
  [
    '/api/leaderboard',
    ['scope', 'metric', 'measure', 'entry', 'window', 'vs', 'attribution', 'limit', '__proto__'],
  ],
  ['/api/deals/latest', ['scope', 'limit']],
  ['/api/comparison', ['kind', 'from', 'to']],
  ['/api/explain', ['query', 'limit', 'offset']],
  ['/api/export.csv', ['query', 'of', 'language']],
  ['/api/admin/audit', ['text', 'action', 'from', 'to', 'limit', 'offset']],
  ['/api/rejected', ['source', 'entity', 'reason', 'limit', 'offset']],
  ['/cubejs-api/v1/load', ['query', 'queryType']],
  ['/cubejs-api/v1/meta', ['x']],
];

async function answered(response: Response, what: unknown): Promise<void> {
  const text = await response.text();
  expect([what, response.status < 500, response.headers.get('set-cookie')]).toEqual([what, true, null]);
  expect([what, /5332114|root:|syntax error|Parser Error/.exec(text)?.[0]]).toEqual([what, undefined]);
}

it.each(PARAMETERS)('strange texts in the parameters of %s are data, or refused', async (path, names) => {
  for (const text of STRANGE) {
    for (const name of names) {
      const target = `${path}?${name}=${encodeURIComponent(text)}`;
      await answered(await admin.ask(target), target);
    }
  }
});

it('strange texts are refused as names of things, and nobody signs in with them', async () => {
  for (const text of STRANGE) {
    const id = encodeURIComponent(text);
    // a path of dots and slashes is another path; these are ids
    const paths = ['accounts', 'wall-links', 'tokens'].map((one) => `/api/admin/${one}/${id}`);
    for (const path of [...paths, `/api/account/tokens/${id}`, `/api/account/sessions/${id}`]) {
      const { status } = await admin.ask(path, { method: 'DELETE' });
      expect([path, [400, 404].includes(status)]).toEqual([path, true]);
    }
    const signIn = await guarded.visitor().signIn(text, text);
    expect([text, [400, 401, 429].includes(signIn.status)]).toEqual([text, true]);
    for (const path of ['password-link', 'wall'])
      expect((await guarded.visitor().ask(`/api/session/${path}`, { json: { secret: text } })).status).toBe(
        /\0/.test(text) ? 400 : 410,
      );
  }
});

it('strange texts are kept as they are, or not at all', async () => {
  const made = (text: string) => [
    ['/api/admin/accounts', { login: `l${text}`, name: text, roles: ['rep'] }] as const,
    ['/api/admin/wall-links', { name: text, unitId: 'crm:2', pages: text, days: 1 }] as const,
    ['/api/account/tokens', { name: text, scopes: ['figures'], days: 1 }] as const,
  ];
  for (const text of [...STRANGE, '\ud800', 'a\udc00b']) {
    for (const [path, json] of made(text)) {
      const { status } = await admin.ask(path, { json });
      expect([text, path, [200, 400].includes(status)]).toEqual([text, path, true]);
      if (/\0|\p{Surrogate}/u.test(text)) expect([text, path, status]).toEqual([text, path, 400]);
    }
  }
  const names = guarded.directory.accounts.list().map(({ name }) => name);
  expect(names).toContain('${1234*4321}');
  // a name with letters that nobody sees would be taken for another's
  const logins = guarded.directory.accounts.list().map(({ login }) => login);
  expect(logins.filter((login) => /\p{C}/u.test(login))).toEqual([]);
  expect(guarded.directory.accounts.byLogin('admin')).not.toBeNull();
});

it('strange texts in a question match themselves alone', async () => {
  for (const text of STRANGE) {
    const query = {
      measures: ['sales.won_count'],
      dimensions: ['sales.owner_id'],
      filters: [{ member: 'sales.owner_name', operator: 'equals', values: [text] }],
    };
    const load = await east.ask('/cubejs-api/v1/load', { json: { query } });
    expect(await load.json()).toMatchObject({ data: [] });
  }
  for (const query of [
    ...[{ measures: ['__proto__.x'] }, { measures: ['sales.row_lft'] }, { dimensions: ['sales.row_owner'] }],
    ...[{ dimensions: ['cube_sales.owner_id'] }, { dimensions: ['pool.phone__masked'] }],
    { measures: ['sales.won_count'], timezone: "UTC'; select 1 --" },
    { measures: ['sales.won_count'], order: { constructor: 'asc' } },
    { measures: ['sales.won_count'], timeDimensions: [{ dimension: 'sales.date', dateRange: '2026-02-30' }] },
  ])
    expect((await east.ask('/cubejs-api/v1/load', { json: { query } })).status).toBe(400);
});

const JSON_TYPE = { 'content-type': 'application/json' };

it('a body cannot be too large, too deep, or reach the prototype', async () => {
  const post = async (body: string, path = '/api/admin/accounts') =>
    (await admin.ask(path, { method: 'POST', body, headers: JSON_TYPE })).status;
  expect(await post(JSON.stringify({ login: 'x'.repeat(100_000) }))).toBe(413);
  expect(await post('['.repeat(15_000) + ']'.repeat(15_000))).toBe(400);
  expect(
    await post(
      '{"__proto__":{"roles":["administrator"]},"login":"p","name":"p","roles":["rep"],"constructor":{}}',
    ),
  ).toBe(400);
  expect(await post('{')).toBe(400);
  expect(({} as Record<string, unknown>)['roles']).toBeUndefined();

  const load = '/cubejs-api/v1/load';
  const deep = (levels: number) =>
    `{"query":{"measures":["sales.won_count"],"filters":[${'{"or":['.repeat(levels)}${']}'.repeat(levels)}]}}`;
  expect(await post(`{"query":"${'x'.repeat(300_000)}"}`, load)).toBe(413);
  for (const levels of [100, 1_000, 20_000])
    expect([levels, await post(deep(levels), load)]).toEqual([levels, 400]);
});

it('no file outside the dashboard is given', async () => {
  for (const target of [
    ...['/..%2f..%2fpackage.json', '/assets/..%2f..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/etc/passwd'],
    ...['/assets/..%5c..%5cpackage.json', '/.git/config', '/api/export.csv/../../package.json'],
  ]) {
    const text = await (
      await raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    ).text;
    expect([target, /"dependencies"|root:|\[core\]/.test(text)]).toEqual([target, false]);
  }
});

it('nobody is led to another site', async () => {
  for (const target of ['//evil.example/', '/\\evil.example', '/api/session/oidc?to=https://evil.example']) {
    const response = await guarded.visitor().ask(target);
    expect(response.headers.get('location') ?? '').not.toMatch(/evil/);
  }
});

it('an error tells nothing of how things are kept', async () => {
  const response = await admin.ask('/api/admin/audit?text=%00');
  expect(response.status).toBe(400);
  const { error } = errorAnswer.parse(await response.json());
  expect(error).toMatchObject({ code: 'bad_request', facts: {} });
});

/** What a server answers to bytes that no client of ours would send. */
async function raw(bytes: string, port = Number(new URL(guarded.company.url).port)) {
  const socket = createConnection(port, '127.0.0.1');
  socket.write(bytes);
  const text = new Promise<string>((resolve, reject) => {
    let got = '';
    socket.on('data', (chunk) => (got += chunk.toString()));
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
  return { text };
}

it.each([
  ['headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
  ['a body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{'],
])('who sends %s too slowly is answered 408, and holds no connection', async (_what, bytes) => {
  const patience = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };
  const slow = await listen('127.0.0.1', 0, (request) => void request.resume(), patience);
  try {
    expect(await (await raw(bytes, slow.port)).text).toMatch(/^HTTP\/1\.1 408 /);
  } finally {
    await slow.close();
  }
});
