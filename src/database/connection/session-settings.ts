/**
 * The session settings that Steward relies on. Each connection asks for them at its start, which overrides the defaults
 * of the role and the database. A connection pooler cannot pass that on, so the grants also make them the role's
 * defaults, and the start reads them back.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html
 */
export const sessionSettings: Readonly<Record<string, string>> = {
  timezone: 'UTC',
  datestyle: 'ISO',
  standard_conforming_strings: 'on',
  // Transactions lock the rows that they decide about and read them again, which must show the latest committed values.
  default_transaction_isolation: 'read committed',
  lock_timeout: '20s',
  // Limits how long a process that is suspended or cut off in the middle of a transaction holds its locks.
  idle_in_transaction_session_timeout: '5s',
};

/** The start-up parameter `options`. The timeout is one of the connection, which a Unix socket does not have. */
export const startupOptions = Object.entries({ ...sessionSettings, tcp_user_timeout: '5s' })
  .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  .join(' ');
