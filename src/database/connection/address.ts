import { type ConnectionOptions, parse, toClientConfig } from 'pg-connection-string';

/**
 * The address of a database, the credentials, and the TLS settings. Values that are empty, 0 or absent were not given:
 * the driver takes them from the environment (`PGHOST`, `PGSSLMODE` …) or uses its defaults.
 */
export interface DatabaseAddress {
  /** A name, an IP address, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl?: NonNullable<ReturnType<typeof toClientConfig>['ssl']>;
}

/** The address cannot be used. The message completes "DATABASE_URL …" and repeats no part of the address. */
export class MalformedAddress extends Error {}

const parameters = ['host', 'port', 'user', 'password', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'];

/**
 * The modes that this driver implements as documented. It cannot retry with or without TLS, as `allow` and `prefer`
 * require.
 */
const sslModes = ['disable', 'require', 'verify-ca', 'verify-full'];

/**
 * Parses a connection URL as libpq does.
 *
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 * @throws MalformedAddress also for parameters that are not supported, so that none of them is silently ignored.
 */
export function readAddress(url: string): DatabaseAddress {
  const options = parsed(url);
  const given = [...new URLSearchParams(/\?(.*)$/s.exec(url)?.[1]).keys()];
  if (given.some((name) => !parameters.includes(name))) {
    throw new MalformedAddress(`must have no parameters except ${parameters.join(', ')}`);
  }
  const { sslmode } = options;
  if (given.some((name) => name.startsWith('ssl')) && !sslModes.includes(String(sslmode))) {
    throw new MalformedAddress(`must set sslmode to one of ${sslModes.join(', ')}`);
  }
  if (options.port && !isPort(options.port)) throw new MalformedAddress('must have a port from 1 to 65535');
  const { host, port, user, password, database, ssl } = toClientConfig(options);
  if (database === undefined || database === '') {
    throw new MalformedAddress(
      `must end with the name of a database, as in postgres://localhost/akkoma${hintFor(url)}`,
    );
  }
  return {
    host: host ?? '',
    port: port ?? 0,
    user: user ?? '',
    password: typeof password === 'string' ? password : '',
    database,
    ...(ssl === undefined ? {} : { ssl }),
  };
}

function parsed(url: string): ConnectionOptions {
  if (!/^postgres(ql)?:\/\//.test(url)) throw unlike(url);
  if (url.includes('#')) throw new MalformedAddress('contains a #; write it as %23');
  if (/%(?![0-9a-f]{2})/i.test(url)) {
    throw new MalformedAddress('contains an invalid % escape; write a percent sign as %25');
  }
  try {
    return parse(url, { useLibpqCompat: true });
  } catch (error) {
    if (error instanceof URIError) throw new MalformedAddress('contains % escapes that are not UTF-8');
    if (error instanceof Error && 'syscall' in error) {
      throw new MalformedAddress('names a certificate or key file that cannot be read');
    }
    if (error instanceof Error && error.message.includes('sslrootcert')) {
      throw new MalformedAddress(
        'must set sslrootcert, the certificate of the trusted authority, with sslmode=verify-ca',
      );
    }
    throw unlike(url);
  }
}

const isPort = (port: string): boolean => /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535;

const unlike = (url: string) =>
  new MalformedAddress(
    `must be an address such as postgres://steward:password@localhost/akkoma${hintFor(url)}`,
  );

/** Node.js cuts off what follows a # in .env outside of quotes: an address ends in the middle of its password then. */
const hintFor = (url: string): string =>
  /^\w+:\/\/[^/@]+:[^/@]*$/.test(url) ? '; in .env, put a value with a # in quotes' : '';
