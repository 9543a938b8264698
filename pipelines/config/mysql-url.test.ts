import { expect, test } from 'vitest';
import { readMysqlUrl } from './mysql-url.ts';

test('an address with everything, and one with nothing but a host', () => {
  expect(readMysqlUrl('mysql://me:p%40ss@db.example:3307/crm?ssl-mode=VERIFY_CA&ssl-ca=/etc/ca.pem')).toEqual(
    {
      host: 'db.example',
      port: 3307,
      socket: null,
      user: 'me',
      password: 'p@ss',
      database: 'crm',
      tls: 'verify_ca',
      tlsCa: '/etc/ca.pem',
    },
  );
  expect(readMysqlUrl('mariadb://[::1]')).toMatchObject({
    host: '::1',
    port: 3306,
    database: null,
    tls: 'disabled',
  });
});

test('what cannot be read is told without the url', () => {
  for (const url of [
    'postgres://me:hunter2@h/d',
    'mysql://me:hunter2@h:port/d',
    'mysql://me:hunter%2@h/d',
    'mysql://me:hunter2@h/d?multipleStatements=true',
    'mysql://me:hunter2@h/d?ssl-mode=maybe',
    'mysql://me:hunter2@[::1]/d?ssl-mode=verify_identity',
  ]) {
    const problem = readMysqlUrl(url);
    expect(problem).toEqual(expect.any(String));
    expect(problem).not.toContain('hunter');
  }
});
