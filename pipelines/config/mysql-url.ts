import { isIP } from 'node:net';

/** Where and how a MySQL server is reached. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  /** A Unix socket instead of host and port. */
  readonly socket: string | null;
  readonly user: string;
  readonly password: string;
  readonly database: string | null;
  readonly tls: 'disabled' | 'required' | 'verify_ca' | 'verify_identity';
  /** A file of certificates to trust beside the usual ones. */
  readonly tlsCa: string | null;
}

const FORM = 'mysql://user:password@host:3306/database';
const TLS = ['disabled', 'required', 'verify_ca', 'verify_identity'] as const;
const PARAMETERS = ['ssl-mode', 'ssl-ca', 'socket'];

/** Reads the url of a MySQL source; a text is what is wrong with it. The url itself is never quoted. */
export function readMysqlUrl(url: string): MysqlAddress | string {
  if (!/^(mysql|mariadb):\/\/./.test(url) || !URL.canParse(url)) return `write ${FORM}.`;
  const parsed = new URL(url);
  const unknown = [...parsed.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    return `unknown parameter "${unknown}" in the url. There are ${PARAMETERS.join(', ')}.`;
  }
  const mode = (parsed.searchParams.get('ssl-mode') ?? 'disabled').toLowerCase();
  const tls = TLS.find((one) => one === mode);
  if (tls === undefined) return `ssl-mode is one of ${TLS.join(', ')}.`;
  // an IPv6 address stands in brackets
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost';
  // mysql2 compares names only, and would take any certificate of "localhost" for that of an address
  if (tls === 'verify_identity' && isIP(host) !== 0) return 'ssl-mode=verify_identity needs a host name.';
  const path = decode(parsed.pathname.slice(1));
  const user = decode(parsed.username);
  const password = decode(parsed.password);
  if (path === null || user === null || password === null) {
    return `a "%" in the url that is meant as such is written %25: ${FORM}.`;
  }
  return {
    host,
    port: parsed.port === '' ? 3306 : Number(parsed.port),
    socket: parsed.searchParams.get('socket'),
    user,
    password,
    database: path === '' ? null : path,
    tls,
    tlsCa: parsed.searchParams.get('ssl-ca'),
  };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
